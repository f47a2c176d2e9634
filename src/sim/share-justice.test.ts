/** What shares are due, and how just what they got was, worked out by hand. */
import test from 'ava'
import { ShareTree } from '../model/share-tree.js'
import { entitlements } from './share-backlog.js'
import { JusticeTally } from './share-justice.js'

const HOUR = 3_600

const tree = new ShareTree(
  [
    {
      name: 'atlas',
      value: 80,
      children: [
        { name: 'production', value: 75 },
        { name: 'analysis', value: 25 },
      ],
    },
    { name: 'guests', value: 20 },
    { name: 'nothing', value: 0 },
  ],
  'test',
)

const due: [backlog: string, due: Record<string, number>][] = [
  ['production analysis guests', { production: 0.6, analysis: 0.2, guests: 0.2 }],
  // What one leaves over is its sibling's first.
  ['production guests', { production: 0.8, guests: 0.2 }],
  ['guests', { guests: 1 }],
  ['production analysis', { production: 0.75, analysis: 0.25 }],
  ['production nothing', { production: 1 }],
  ['', {}],
]

for (const [backlog, parts] of due) {
  test(`due while there is a backlog of ${backlog || 'none'}`, (t) => {
    const found = entitlements(tree, (leaf) => backlog.split(' ').includes(leaf))
    t.deepEqual([...found.keys()].sort(), Object.keys(parts).sort())
    for (const [share, part] of Object.entries(parts)) t.true(Math.abs(found.get(share)! - part) < 1e-12, share)
  })
}

/** Samples every half hour: what A uses of the 100 HS06 that A and B, which are due a half each, have together. */
function judged(ofA: readonly number[], backlog: readonly string[] = ['A', 'B']): ReturnType<JusticeTally['justice']> {
  const tally = new JusticeTally()
  const parts = new Map(backlog.map((share) => [share, 1 / backlog.length]))
  for (const [i, used] of ofA.entries())
    tally.sample(i * 0.5 * HOUR, parts, (share) => (share === 'A' ? used : 100 - used))
  return tally.justice(0)
}

test('each gets its half: no error, converged from the start, all served alike', (t) => {
  t.deepEqual(judged(new Array<number>(13).fill(50)), {
    shareErrorMean: 0,
    shareConvergenceSeconds: 0,
    jainIndex: 1,
    worstToBestServedFraction: 1,
  })
})

test('three quarters for one: half of |0.75 - 0.5| + |0.25 - 0.5|; 1.5 and 0.5 times what is due', (t) => {
  t.deepEqual(judged([75, 75]), {
    shareErrorMean: 0.25,
    shareConvergenceSeconds: null,
    // (1.5 + 0.5)² / (2 · (2.25 + 0.25))
    jainIndex: 0.8,
    worstToBestServedFraction: 0.5 / 1.5,
  })
})

test('one gets nothing: the least Jain index that two can have, and no part of what the best has', (t) => {
  const { jainIndex, worstToBestServedFraction } = judged([100])
  t.is(jainIndex, 0.5)
  t.is(worstToBestServedFraction, 0)
})

test('converged is the first time from which the error stays small for six hours', (t) => {
  const good = (samples: number): number[] => new Array<number>(samples).fill(51.9)
  t.is(
    judged([70, ...good(12), 60, ...good(13)]).shareConvergenceSeconds,
    7 * HOUR,
    'five and a half hours are too few',
  )
  t.is(judged([70, ...good(12)]).shareConvergenceSeconds, null, 'the run is over before')
  t.is(judged([52.1, ...good(13)]).shareConvergenceSeconds, 0.5 * HOUR, '0.021 is too much')
})

test('one share alone, or nothing that runs, says nothing', (t) => {
  const nothing = {
    shareErrorMean: null,
    shareConvergenceSeconds: null,
    jainIndex: null,
    worstToBestServedFraction: null,
  }
  t.deepEqual(judged([100, 100], ['A']), nothing)
  const tally = new JusticeTally()
  tally.sample(
    0,
    new Map([
      ['A', 0.5],
      ['B', 0.5],
    ]),
    () => 0,
  )
  t.deepEqual(tally.justice(0), nothing)
})
