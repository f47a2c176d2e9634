import test from 'ava'
import { WhatIfCounts } from './what-if-counts.js'

test('bunches that move, lose their place or find one are told apart, and queues by how many they have', (t) => {
  const counts = new WhatIfCounts()
  const tried: [before: string | undefined, after: string | undefined][] = [
    ['A', 'A'],
    ['A', 'B'],
    ['A', undefined],
    [undefined, 'B'],
    [undefined, undefined],
    ['C', 'C'],
  ]
  for (const [before, after] of tried) counts.count(before, after)
  t.deepEqual(counts.told(), {
    ...{ bunches: 6, moved: 1, unplaced: 1, placed: 1 },
    byQueue: [
      { queue: 'A', before: 3, after: 1 },
      { queue: 'B', before: 0, after: 2 },
      { queue: 'C', before: 1, after: 1 },
    ],
  })
})
