import test, { type ExecutionContext } from 'ava'
import { NONE } from '../model/units.js'
import { Candidates, Trial } from './candidates.js'
import { heaviest } from './choosers/heaviest.js'
import { nextInTurn } from './choosers/next-in-turn.js'
import { weightedDraw } from './choosers/weighted-draw.js'
import { type Chooser, POLICY_MEMORY, type Weigher } from './policy.js'
import { everywhere, sceneOf, type Work } from './testing/scene.js'
import { fewWaiting } from './weighers/few-waiting.js'
import { inputHeld } from './weighers/input-held.js'
import { queueBalance } from './weighers/queue-balance.js'

/** The weight of each queue of a table, written as a quotient worked out by hand. */
const weights = test.macro((t: ExecutionContext, weighers: readonly Weigher[], work: Work, table: string) => {
  const { state, bunch, candidates, lines } = sceneOf(table, work)
  for (const weigher of weighers) weigher.weigh(bunch, candidates, state)
  lines.forEach(({ queue, weight }, i) => {
    t.is(candidates.trial[i] === Trial.wanted, weight === 'first', queue)
    if (weight === 'first') return
    const [over, under = 1] = weight.split('/').map(Number)
    t.true(Math.abs(candidates.weight[i] - over / under) < 1e-12, `${queue}: ${candidates.weight[i]}, not ${weight}`)
  })
})

// brokerage.md §B.3: (R+1)/(V+S+D+10) where all input is local.
test(
  'queue-balance: running over waiting jobs where the input is at hand',
  weights,
  [queueBalance],
  {},
  `
  queue  running activated starting defined assigned othershare othertype | weight
  BNL    0       0         0        0       0        0          0         | 1/10
  CERN   99      0         0        0       0        0          0         | 100/10
  LYON   9       5         3        2       0        0          0         | 10/20
  RAL    9       5         3        2       40       0          0         | 10/20
  FNAL   9       5         3        2       0        40         0         | 10/20
  PIC    9       5         3        2       0        0          10        | 10/30
`,
)

// (R+1)/((V+A+S+D+10) m), m = clamp((A+1)/(V+1), 1, 2).
test(
  'queue-balance: assigned jobs weigh in where input must move',
  weights,
  [queueBalance],
  { inputBytes: 1e9 },
  `
  queue  input running activated starting defined assigned | weight
  BNL    no    9       4         3        2       4        | 10/23
  CERN   no    9       9         0        0       1        | 10/20
  LYON   no    9       1         0        0       2        | 20/39
  RAL    no    9       0         0        0       90       | 10/200
  FNAL   yes   9       0         0        0       90       | 10/10
  PIC    no    0       0         0        0       0        | 1/10
`,
)

test(
  'queue-balance: low priorities try a queue without any job first',
  weights,
  [queueBalance],
  { priority: 150 },
  `
  queue  running activated assigned othershare | weight
  BNL    0       0         0        0          | first
  CERN   0       0         1        0          | 1/10
  LYON   0       1         0        0          | 1/11
  RAL    1       0         0        0          | 2/10
  FNAL   0       0         0        7          | first
`,
)

test(
  'queue-balance: priority 151 does not',
  weights,
  [queueBalance],
  { priority: 151 },
  `
  queue | weight
  BNL   | 1/10
`,
)

// (B+b)/B / (f/100 + 1)
test(
  'input-held: twice the weight with the input, less for each file missing',
  weights,
  [inputHeld],
  { inputBytes: 1e9, inputFiles: 25 },
  `
  queue  input | weight
  BNL    yes   | 2
  CERN   no    | 100/125
`,
)

test(
  'input-held: nothing to hold',
  weights,
  [inputHeld],
  { inputFiles: 25 },
  `
  queue  input | weight
  BNL    yes   | 1
  CERN   no    | 1
`,
)

test(
  'few-waiting: all shares, whatever runs',
  weights,
  [fewWaiting],
  {},
  `
  queue  running starting defined assigned activated othershare | weight
  BNL    0       0        0       0        0         0          | 1
  CERN   50      9        1       2        3         4          | 1/11
`,
)

test(
  'the production weight is the product',
  weights,
  [queueBalance, inputHeld],
  { inputBytes: 1e9, inputFiles: 100 },
  `
  queue  input running activated assigned | weight
  BNL    yes   9       10        0        | 20/20
  CERN   no    9       10        0        | 10/40
  LYON   no    9       4         9        | 10/92
`,
)

interface Place {
  weight: number
  trial?: Trial
  cap?: number
  queued?: number
}

/** What a chooser is asked with, over and over: candidates with these weights, caps and counts. */
function asking(chooser: Chooser, places: readonly Place[]) {
  const { state, bunch } = sceneOf(`queue\n${places.map((_, i) => `Q${i}`).join('\n')}`)
  const candidates = new Candidates(state)
  const memory = new Float64Array(POLICY_MEMORY)
  const begin = () => {
    candidates.begin(everywhere(state), bunch)
    places.forEach(({ weight, trial = Trial.none, cap = Infinity, queued = NaN }, i) => {
      candidates.weight[i] = weight
      candidates.trial[i] = trial
      candidates.cap[i] = cap
      candidates.queued[i] = queued
    })
  }
  begin()
  const choose = (jobs = 25, ordinal = 0) => {
    bunch.ordinal = ordinal
    return chooser.choose(bunch, candidates, jobs, state, memory)
  }
  return { candidates, begin, choose }
}

/** How often each of the places is chosen in the first draw of 8000 bunches. */
function countsOf(chooser: Chooser, places: readonly Place[]): number[] {
  const counts = places.map(() => 0)
  const { begin, choose } = asking(chooser, places)
  for (let ordinal = 0; ordinal < 8000; ordinal++) {
    begin()
    counts[choose(25, ordinal)]++
  }
  return counts
}

function nearly(t: ExecutionContext, counts: readonly number[], expected: readonly number[]): void {
  expected.forEach((count, i) => {
    t.true(Math.abs(counts[i] - count) <= 4 * Math.sqrt(count), `place ${i}: ${counts[i]}, not about ${count}`)
  })
}

test('weighted-draw draws in proportion to the weights, never a full queue', (t) => {
  nearly(t, countsOf(weightedDraw, [{ weight: 1 }, { weight: 2 }, { weight: 5 }]), [1000, 2000, 5000])
  const full = { weight: 100, cap: 20, queued: 20 }
  nearly(
    t,
    countsOf(weightedDraw, [full, { weight: 3 }, full, { weight: 1, cap: 20, queued: 19 }, full]),
    [0, 6000, 0, 2000, 0],
  )
})

// brokerage.md §A.4: Q += n; w ← w (Q_old+1)/(Q+1).
test('weighted-draw lets the weight of the chosen decay as its queue grows, until it is full', (t) => {
  const { candidates, choose } = asking(weightedDraw, [{ weight: 3, cap: 60, queued: 4 }])
  t.is(choose(25), 0)
  t.deepEqual([candidates.queued[0], candidates.weight[0]], [29, (3 * 5) / 30])
  t.is(choose(10), 0)
  t.is(candidates.queued[0], 39)
  t.true(Math.abs(candidates.weight[0] - (3 * 5) / 40) < 1e-12)
  t.is(choose(25), 0)
  t.is(candidates.queued[0], 64)
  t.is(choose(25), NONE)
})

test('weighted-draw leaves the weight where it is not known how many wait', (t) => {
  const { candidates, choose } = asking(weightedDraw, [{ weight: 3 }])
  t.is(choose(25), 0)
  t.deepEqual([candidates.queued[0], candidates.weight[0]], [NaN, 3])
})

test('weighted-draw tries each queue that is marked once, before all others, and never takes weight 0', (t) => {
  const untried = { weight: 1, trial: Trial.wanted }
  const places = [{ weight: 9 }, untried, { weight: 9 }, untried, untried, { weight: 0 }]
  const { choose } = asking(weightedDraw, places)
  const first = [choose(), choose(), choose()]
  t.deepEqual([...first].sort(), [1, 3, 4])
  for (let i = 0; i < 20; i++) t.true([0, 2].includes(choose(25, i)), `draw ${i}`)
  nearly(t, countsOf(weightedDraw, places), [0, 2667, 0, 2667, 2667, 0])
  const { choose: again } = asking(weightedDraw, [untried, { weight: 0 }])
  t.deepEqual([again(), again()], [0, NONE])
})

test('heaviest takes the heaviest, equals by lot, and goes on as its queue grows', (t) => {
  nearly(t, countsOf(heaviest, [{ weight: 1 }, { weight: 5 }, { weight: 2 }, { weight: 5 }]), [0, 4000, 0, 4000])
  const { candidates, choose } = asking(heaviest, [
    { weight: 1 / 4, queued: 3 },
    { weight: 1 / 10, queued: 9 },
  ])
  t.is(choose(25), 0)
  t.true(Math.abs(candidates.weight[0] - 1 / 29) < 1e-12)
  t.deepEqual([choose(15), choose(15), choose(15)], [1, 1, 0])
})

test('next-in-turn goes round, over those that are there', (t) => {
  const { state, bunch } = sceneOf('queue\nA\nB\nC\nD')
  const candidates = new Candidates(state)
  const memory = new Float64Array(POLICY_MEMORY)
  const chosen = [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 3], [0, 1, 2], [2, 3], [1], [0, 3], [2]].map((faces) => {
    candidates.begin(Int32Array.from(faces), bunch)
    return candidates.face[nextInTurn.choose(bunch, candidates, 25, state, memory)]
  })
  t.deepEqual(chosen, [0, 1, 3, 0, 2, 1, 3, 2])
})

test('refused candidates go, the others keep their order and what is known of them', (t) => {
  const { candidates } = asking(weightedDraw, [
    { weight: 1 },
    { weight: 2, cap: 7 },
    { weight: 3 },
    { weight: 4, queued: 9 },
  ])
  candidates.refuse(2)
  candidates.refuse(0)
  candidates.refuse(2)
  t.is(candidates.refusedNow, 2)
  t.is(candidates.firstRefused(), 0)
  candidates.settle()
  t.deepEqual([candidates.count, candidates.refusedNow], [2, 0])
  const of = (column: Int32Array | Float64Array) => [...column.slice(0, 2)]
  t.deepEqual([candidates.face, candidates.weight, candidates.cap, candidates.queued].map(of), [
    [1, 3],
    [2, 4],
    [7, Infinity],
    [NaN, 9],
  ])
  candidates.refuse(1)
  candidates.pardon()
  candidates.settle()
  t.is(candidates.count, 2)
})
