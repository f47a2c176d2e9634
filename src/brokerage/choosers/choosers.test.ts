import test, { type ExecutionContext } from 'ava'
import { NONE } from '../../model/units.js'
import { Candidates, Trial } from '../candidates.js'
import { type Chooser, POLICY_MEMORY } from '../policy.js'
import { everywhere, sceneOf } from '../testing/scene.js'
import { heaviest } from './heaviest.js'
import { nextInTurn } from './next-in-turn.js'
import { weightedDraw } from './weighted-draw.js'

interface Place {
  weight: number
  trial?: Trial
  barred?: boolean
  cap?: number
  queued?: number
  assigned?: number
}

/** What a chooser is asked with, over and over: candidates with these weights, caps and counts. */
function asking(chooser: Chooser, places: readonly Place[]) {
  const { state, bunch } = sceneOf(`queue\n${places.map((_, i) => `Q${i}`).join('\n')}`)
  const candidates = new Candidates(state)
  const memory = new Float64Array(POLICY_MEMORY)
  const begin = () => {
    candidates.begin(everywhere(state), bunch)
    places.forEach((place, i) => {
      const { weight, trial = Trial.none, barred = false, cap = Infinity, queued = NaN, assigned = queued } = place
      candidates.weight[i] = weight
      candidates.trial[i] = trial
      candidates.barred[i] = barred ? 1 : 0
      candidates.cap[i] = cap
      candidates.queued[i] = queued
      candidates.assigned[i] = assigned
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

test('§A.4-2: weighted-draw draws in proportion to the weights, never a full queue', (t) => {
  nearly(t, countsOf(weightedDraw, [{ weight: 1 }, { weight: 2 }, { weight: 5 }]), [1000, 2000, 5000])
  const full = { weight: 100, cap: 20, queued: 20 }
  nearly(
    t,
    countsOf(weightedDraw, [full, { weight: 3 }, full, { weight: 1, cap: 20, queued: 19 }, full]),
    [0, 6000, 0, 2000, 0],
  )
})

// Q += n, A += n, w ← w (Q_old+1)/(Q+1).
test('§A.4-3: the weight of the chosen decays as its queue grows, until it is full', (t) => {
  const { candidates, choose } = asking(weightedDraw, [{ weight: 3, cap: 60, queued: 4, assigned: 1 }])
  t.is(choose(25), 0)
  t.deepEqual([candidates.queued[0], candidates.assigned[0], candidates.weight[0]], [29, 26, (3 * 5) / 30])
  t.is(choose(10), 0)
  t.is(candidates.queued[0], 39)
  t.true(Math.abs(candidates.weight[0] - (3 * 5) / 40) < 1e-12)
  t.is(choose(25), 0)
  t.is(candidates.queued[0], 64)
  t.is(choose(25), NONE)
})

test('§A.4-3: the weight stays where it is not known how many wait, or are assigned', (t) => {
  for (const place of [{ weight: 3 }, { weight: 3, queued: 4, assigned: NaN }]) {
    const { candidates, choose } = asking(weightedDraw, [place])
    t.is(choose(25), 0)
    t.deepEqual([candidates.queued[0], candidates.weight[0]], [place.queued ?? NaN, 3])
  }
})

test('§A.4-1: each queue that is to be tried goes once before all others, in the lot of equals, without a cap', (t) => {
  const untried = { weight: 1, trial: Trial.wanted, cap: 20, queued: 90 }
  const places = [{ weight: 9 }, untried, { weight: 9 }, untried, untried, { weight: 0 }]
  const { candidates, choose } = asking(weightedDraw, places)
  const first = [choose(), choose(), choose()]
  t.deepEqual([...first].sort(), [1, 3, 4])
  t.is(candidates.queued[1], 90, 'nothing is counted of a trial')
  for (let i = 0; i < 20; i++) t.true([0, 2].includes(choose(25, i)), `draw ${i}`)
  nearly(t, countsOf(weightedDraw, places), [0, 2667, 0, 2667, 2667, 0])
  const { choose: again } = asking(weightedDraw, [untried, { weight: 0 }])
  t.deepEqual([again(), again()], [0, NONE], 'what was tried is out of the cycle; weight 0 is never taken')
})

test('§A.4-2: what is barred is neither drawn nor tried', (t) => {
  const untried = { weight: 1, trial: Trial.wanted }
  const places = [{ weight: 9, barred: true }, { ...untried, barred: true }, untried, { weight: 1 }, { weight: 1 }]
  const { choose } = asking(weightedDraw, places)
  t.is(choose(), 2)
  for (let i = 0; i < 20; i++) t.true([3, 4].includes(choose(25, i)), `draw ${i}`)
})

test('heaviest takes the heaviest that is not full, equals by lot, and goes on as its queue grows', (t) => {
  nearly(t, countsOf(heaviest, [{ weight: 1 }, { weight: 5 }, { weight: 2 }, { weight: 5 }]), [0, 4000, 0, 4000])
  const full = { weight: 9, cap: 20, queued: 20 }
  nearly(t, countsOf(heaviest, [full, { weight: 5, cap: 20, queued: 19 }, { weight: 2 }]), [0, 8000, 0])
  t.is(asking(heaviest, [{ weight: 0 }, full]).choose(), NONE)
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

test('next-in-turn passes over full queues', (t) => {
  const full = { weight: 1, cap: 20, queued: 20 }
  const { choose } = asking(nextInTurn, [{ weight: 1 }, full, { weight: 1 }])
  t.deepEqual([choose(), choose(), choose()], [0, 2, 0])
  t.is(asking(nextInTurn, [full]).choose(), NONE)
})
