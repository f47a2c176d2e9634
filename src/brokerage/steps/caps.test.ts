import test from 'ava'
import { Trial } from '../candidates.js'
import { sceneOf, type Work } from '../testing/scene.js'
import { judged } from '../testing/verdicts.js'
import { bootstrap } from './bootstrap.js'
import { minWeight } from './min-weight.js'
import { mostRunning } from './most-running.js'
import { queueCap, typeCap } from './queue-cap.js'

const verdicts = test.macro(judged)

const limit = 'the cap is the larger of 20 and 2 for each running'
const over = (waiting: number, assigned: number, running: number) =>
  `${waiting} jobs wait and ${assigned} for input, ${running} run, ${limit}`

// brokerage.md §B.4: Q = V+S, + A if input must be transferred; cap = max(20, 2R).
test(
  '§B.4-3 queueCapJobs, queueCapRatio: 20 jobs may wait anywhere, twice the running ones where more run',
  verdicts,
  queueCap,
  {},
  `
  queue  running activated starting assigned defined othershare othertype | verdict
  BNL    0       20        0        0        0       0          0         | ok
  CERN   0       21        0        0        0       0          0         | ${over(21, 0, 0)}
  LYON   10      15        6        0        0       0          0         | ${over(21, 0, 10)}
  RAL    100     150       50       0        0       0          0         | ok
  FNAL   100     150       51       0        0       0          0         | ${over(201, 0, 100)}
  TRIUMF 0       15        5        90       90      0          0         | ok
  CNAF   0       15        5        0        0       90         0         | ok
  PIC    0       15        5        0        0       0          1         | ${over(21, 0, 0)}
`,
)
test(
  '§B.4-3: assigned jobs wait too where input must move',
  verdicts,
  queueCap,
  { inputBytes: 1e9 },
  `
  queue  running activated starting assigned input | verdict
  BNL    0       10        5        6        no    | ${over(15, 6, 0)}
  CERN   0       10        5        5        no    | ok
  LYON   0       10        5        6        yes   | ok
  RAL    0       10        5        6        no    | ${over(15, 6, 0)}
`,
)
const express = 'queue cores activated | verdict\nBNL 1 500 | ok\nCERN 1+8 500 | ok / ok'
test('§B.4-3 expressPriority: work of priority 1001 has no cap', verdicts, queueCap, { priority: 1001 }, express)
test('§B.4-3: nor has urgent work', verdicts, queueCap, { processingType: 'urgent' }, express)
test(
  '§B.4-3 expressPriority: priority 1000 is not express yet',
  verdicts,
  queueCap,
  { priority: 1000 },
  `queue activated | verdict\nBNL 500 | ${over(500, 0, 0)}`,
)
test(
  '§B.4-3 queueCapJobs, queueCapRatio: a share may have its own',
  verdicts,
  queueCap,
  {},
  `
  queue  running activated | verdict
  BNL    1       5         | ok
  CERN   1       6         | 6 jobs wait and 0 for input, 1 run, the cap is the larger of 5 and 3 for each running
  LYON   2       6         | ok
`,
  {},
  { simulation: { queueCapJobs: 5, queueCapRatio: 3 } },
)

// On unified queues the step leaves the verdict to the one on resource types, which counts them alone: Q = D+V+S (+A).
test(
  '§B.4-3: unified queues are judged by resource type alone',
  verdicts,
  queueCap,
  {},
  'queue cores activated | verdict\nBNL 1+8 500 | ok / ok',
)
const type = (queued: number, running: number) => `${queued} jobs of this resource type wait there, ${running} run`
test(
  '§B.4-5: 20 jobs of a resource type may wait at any queue, defined ones too, or twice the running ones',
  verdicts,
  typeCap,
  {},
  `
  queue  cores running activated starting defined othertype | verdict
  BNL    1+8   0       10        5        5       90        | ok / ok
  CERN   1+8   0       10        5        6       0         | ${type(21, 0)} / ${type(21, 0)}
  LYON   1+8   15      10        15       5       0         | ok / ok
  PIC    1+8   15      10        15       6       0         | ${type(31, 15)} / ${type(31, 15)}
  RAL    1     0       10        5        6       0         | ${type(21, 0)}
`,
)
test(
  '§B.4-5: assigned jobs wait too where input must move',
  verdicts,
  typeCap,
  { inputBytes: 1e9 },
  `
  queue  activated assigned input | verdict
  BNL    15        6        no    | ${type(21, 0)}
  CERN   15        5        no    | ok
  LYON   15        6        yes   | ok
  RAL    15        6        no    | ${type(21, 0)}
`,
)
test(
  '§B.4-5: what runs of the share at all counts, where there is any job of the type',
  verdicts,
  typeCap,
  {},
  `
  queue  cores running othertyperunning activated | verdict
  BNL    1     5       10               30        | ok
  CERN   1     5       10               31        | ${type(31, 5)}
  LYON   1+8   5       10               30        | ok / ok
  RAL    1+8   5       10               31        | ${type(31, 5)} / ${type(31, 5)}
`,
)
test('§B.4-5: express work has no cap', verdicts, typeCap, { priority: 1001 }, express)
test(
  '§B.4-5: a share may have its own cap',
  verdicts,
  typeCap,
  {},
  `queue activated | verdict\nBNL 5 | ok\nCERN 6 | ${type(6, 0)}`,
  {},
  { simulation: { queueCapJobs: 5 } },
)

test('§B.4: cap and counts travel with the candidate, on unified queues those of the resource type', (t) => {
  const table = `
    queue cores running activated assigned defined othertype
    BNL   1     0       3         2        1       7
    CERN  1     30      60        0        0       0
    LYON  1+8   30      40        2        5       90
  `
  const { state, bunch, candidates } = sceneOf(table)
  queueCap.judge(bunch, candidates, state)
  const of = (column: Float64Array) => [...column.slice(0, 4)]
  t.deepEqual(of(candidates.cap), [20, 60, 60, 60])
  t.deepEqual(of(candidates.queued), [10, 60, 45, 45])
  t.deepEqual(of(candidates.assigned), [2, 0, 2, 2])
})

test('§B.4: on a unified queue what runs of the share counts only where any job of the type stands, in whatever state', (t) => {
  const table = `
    queue cores othertyperunning running assigned transferring
    A     1+8   30               0       0        0
    B     1+8   30               0       1        0
    C     1+8   30               0       0        1
    D     1+8   30               10      0        0
  `
  const { state, bunch, candidates } = sceneOf(table)
  queueCap.judge(bunch, candidates, state)
  t.deepEqual([...candidates.cap.slice(0, 8)], [20, 20, 60, 60, 60, 60, 80, 80])
})

/** Which queues are to be tried first, by name. */
function tried(table: string, work: Work): string[] {
  const { state, bunch, candidates, lines } = sceneOf(table, work)
  bootstrap.judge(bunch, candidates, state)
  return lines.filter((_, i) => candidates.trial[i] === Trial.wanted).map(({ queue }) => queue)
}

const empty = `
  queue  running activated assigned starting generated defined otherrunning
  BNL    0       0         0        0        0         0       0
  CERN   0       0         1        0        0         0       0
  LYON   0       1         0        0        0         0       0
  RAL    1       0         0        0        0         0       0
  FNAL   0       0         0        0        0         0       7
  PIC    0       0         0        1        0         0       0
  CNAF   0       0         0        0        1         0       0
  NDGF   0       0         0        0        0         1       0
`
test('§B.4-6 maxPriorityToBootstrap: priority 150 tries queues without any job of its share first', (t) => {
  t.deepEqual(tried(empty, { priority: 150 }), ['BNL', 'FNAL'])
})
test('§B.4-6 maxPriorityToBootstrap: priority 151 does not', (t) => {
  t.deepEqual(tried(empty, { priority: 151 }), [])
})
test('§B.4-6: neither merges nor express work do', (t) => {
  t.deepEqual(tried(empty, { priority: 150, rules: { isMerge: true } }), [])
  t.deepEqual(tried(empty, { priority: 150, processingType: 'urgent' }), [])
})

test('§B.4-6, 7: queues to be tried are never too light', (t) => {
  const { state, bunch, candidates } = sceneOf('queue\nBNL\nCERN', {}, { minWeight: 2 })
  candidates.trial[1] = Trial.wanted
  minWeight.judge(bunch, candidates, state)
  t.deepEqual([candidates.isRefused(0), candidates.isRefused(1)], [true, false])
})

// PanDA walks the list and drops what came before each new best one, so what is to be tried stays only after it.
test('§B.4-6, 8: queues to be tried stay beside the one that runs most when they come after it', (t) => {
  const { state, bunch, candidates } = sceneOf('queue running\nA 0\nB 5\nC 9\nD 0\nE 3', {
    rules: { nucleusWeight: -1 },
  })
  for (const position of [0, 3]) candidates.trial[position] = Trial.wanted
  mostRunning.judge(bunch, candidates, state)
  candidates.settle()
  t.deepEqual([...candidates.face.slice(0, candidates.count)], [2, 3])
})

test('§B.4-6, 8: a queue to be tried is never the one that runs most, whatever it runs of other shares', (t) => {
  const table = 'queue running otherrunning\nA 9 0\nB 0 90'
  const { state, bunch, candidates } = sceneOf(table, { rules: { nucleusWeight: -1 } })
  candidates.trial[1] = Trial.wanted
  mostRunning.judge(bunch, candidates, state)
  t.is(candidates.refusedNow, 0)
})
