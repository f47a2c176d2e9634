/** Harvester's number of workers, for queues with one sort of slots and with several. */
import test from 'ava'
import fc from 'fast-check'
import { choosePilotDemand } from './choose-pilot-demand.js'
import { cutTo } from './harvester-limits.js'
import { answers, ask, type Standing } from './testing/asking.js'

const table = test.macro(answers)

test(
  '§K.2: pull, one sort of slots',
  table,
  'harvester-pull',
  `
  activated pending running status      wants | settings
  0         0       0       online      1     | -
  0         1       0       online      0     | -
  0         0       0       online      0     | noPilotsWhenNoActiveJobs=1
  30        10      5       online      20    | -
  9000      0       0       online      1000  | -
  30        0       0       brokeroff   30    | -
  30        0       0       test        30    | -
  30        0       0       standby     0     | -
  30        0       0       offline     0     | -
  101       0       0       online      25    | activatedFactor=0.25
  101       0       0       online      50    | nCoreFactor=2
  900       40      0       online      10    | nQueueLimitWorker=50
  900       50      0       online      0     | nQueueLimitWorker=50
  900       40      70      online      10    | maxWorkers=120
  900       40      70      online      10    | maxWorkers=150 nQueueLimitWorker=50
  900       40      70      online      7     | maxNewWorkersPerCycle=7
  900       10      200     online      10    | nQueueLimitWorker=50 nQueueLimitWorkerRatio=10
  900       0       4       online      0     | nQueueLimitWorker=50 nQueueLimitWorkerRatio=10
  900       0       4       online      15    | nQueueLimitWorker=50 nQueueLimitWorkerRatio=10 nQueueLimitWorkerMin=15
  900       0       9000    online      50    | nQueueLimitWorker=50 nQueueLimitWorkerRatio=10
  900       10      0       online      23    | nQueueLimitWorkerCores=33
  900       10      0       online      7     | nQueueLimitWorkerMemory=33000
  900       17      0       online      0     | nQueueLimitWorkerMemory=33000
  900       0       0       online      0     | quirkZeroIsNone=1
  900       0       0       online      60    | quirkZeroIsNone=1 nQueueLimitWorker=60
`,
)

test('§K.2: the sorts of slots of a queue ask for the jobs of all, and share what the queue may have', (t) => {
  const standing: Standing = [
    [90, 0, 0],
    [0, 30, 0],
  ]
  const asked = (settings: object) =>
    ask(choosePilotDemand({ name: 'harvester-pull', ...settings }), 'online', standing)
  t.deepEqual(asked({}), [90, 60])
  t.deepEqual(asked({ nQueueLimitWorker: 60 }), [20, 10], '60 and 30 wanted, 30 left')
  t.deepEqual(asked({ maxNewWorkersPerCycle: 10 }), [5, 5])
  t.deepEqual(asked({ maxWorkers: 200, maxNewWorkersPerCycle: 10, quirkZeroIsNone: 1 }), [5, 5])
  t.deepEqual(asked({ maxWorkers: 200, quirkZeroIsNone: 1 }), [0, 0], 'the sum takes 0 for none')
})

test('§K.2: a smaller sum is shared out in proportion, the rest to the larger fractions that are wanted', (t) => {
  t.deepEqual(cutTo([6, 3, 1], 20), [6, 3, 1])
  t.deepEqual(cutTo([6, 3, 1], 5), [3, 2, 0])
  t.deepEqual(cutTo([1, 1, 0], 1), [1, 0, 0])
  fc.assert(
    fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 6 }), fc.nat(300), (wanted, sum) => {
      const given = cutTo(wanted, sum)
      const all = wanted.reduce((a, b) => a + b)
      t.is(
        given.reduce((a, b) => a + b),
        Math.min(all, sum),
      )
      t.true(given.every((one, i) => one <= wanted[i]))
    }),
  )
})
