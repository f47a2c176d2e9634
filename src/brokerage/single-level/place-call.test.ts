import test from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { linesOf } from '../../model/testing/small-grid.js'
import { NONE } from '../../model/units.js'
import { chooseQueue } from './choose-queue.js'
import type { JobNeeds } from './figures.js'
import { bunchesOf, type CalledJob, placeCall } from './place-call.js'
import { anyWork, offerOf, users } from './testing/offers.js'

test('§D.1: the smallest 1/w is taken, or the next within twice of it when it holds more of the input', (t) => {
  const choices = linesOf(`
    inverses files  turns | chosen
    3,1,2    0,0,0  0,1,2 | 1
    3,1,2    0,0,5  0,1,2 | 2
    3,1,2.01 0,0,5  0,1,2 | 1
    3,1,2    9,0,0  0,1,2 | 1
    3,1,2    0,5,5  0,1,2 | 1
    0,0,0    0,0,0  0,1,2 | 0
    0,0,0    0,0,0  2,1,0 | 2
    0,0,0    1,2,3  0,1,2 | 1
    0,0.1,5  0,9,9  0,1,2 | 0
    7        0      0     | 0
  `)
  for (const { inverses, files, turns, chosen } of choices) {
    const [held, turn] = [files.split(','), turns.split(',')]
    const contenders = inverses.split(',').map((inverse, position) => ({
      position,
      inverseWeight: Number(inverse),
      turn: Number(turn[position]),
      filesHeld: Number(held[position]),
    }))
    t.is(chooseQueue(contenders, defaultConstants)?.position, Number(chosen), `${inverses} ${files} ${turns}`)
  }
  t.is(chooseQueue([], defaultConstants), undefined)
})

function jobsOf(count: number, needs: Partial<JobNeeds> = {}, dataset = 'd0'): CalledJob[] {
  return Array.from({ length: count }, () => ({ work: { ...anyWork, ...needs }, dataset }))
}

function bunchSizes(...jobs: CalledJob[][]): number[] {
  return bunchesOf(jobs.flat(), defaultConstants).map((bunch) => bunch.length)
}

test('§D.1: a bunch is full with more than 20 jobs, so it holds 21', (t) => {
  t.deepEqual(bunchSizes(jobsOf(21)), [21])
  t.deepEqual(bunchSizes(jobsOf(45)), [21, 21, 3])
})

test('§D.1: a bunch is full with 20 input files', (t) => {
  t.deepEqual(bunchSizes(jobsOf(9, { inputFiles: 5 })), [4, 4, 1])
  t.deepEqual(bunchSizes(jobsOf(8, { inputFiles: 6 })), [4, 4])
})

test('§D.1: jobs of a bunch are alike', (t) => {
  const others: Partial<JobNeeds>[] = [
    { cores: 8 },
    { memoryMB: 1 },
    { walltimeSeconds: 1 },
    { diskMB: 1 },
    { readsDirectly: true },
    { priority: 950 },
  ]
  for (const other of others) {
    t.deepEqual(bunchSizes(jobsOf(2), jobsOf(3, other), jobsOf(4)), [2, 3, 4], JSON.stringify(other))
  }
  t.deepEqual(bunchSizes(jobsOf(2), jobsOf(3, {}, 'd1')), [2, 3])
  t.deepEqual(bunchSizes(jobsOf(2), jobsOf(3, { priority: 949 })), [5])
  t.deepEqual(bunchSizes(jobsOf(2, { ...users, priority: 949 }), jobsOf(3, { ...users, priority: 950 })), [5])
})

/** The queues of the bunches of a call, by name. */
function placesOf(jobs: CalledJob[], table: string): string[] {
  const lines = linesOf(table)
  const positions = placeCall(jobs, lines.map(offerOf), defaultConstants)
  const bunches = bunchesOf(jobs, defaultConstants)
  let first = 0
  return bunches.map((bunch) => {
    const own = new Set(positions.slice(first, (first += bunch.length)))
    const [position] = own
    return own.size !== 1 ? 'torn' : position === NONE ? 'none' : lines[position]['queue']
  })
}

test('§D.1: jobs placed earlier in a call count as assigned', (t) => {
  const table = `
    queue nodes activated
    BNL   100+0 10
    MWT2  10+0  1
    AGLT2 20+0  3
  `
  // 1/w: 10/100, 1/10, 3/20; after 21 jobs at BNL 31/100, at MWT2 22/10, at AGLT2 24/20.
  t.deepEqual(placesOf(jobsOf(105), table), ['BNL', 'MWT2', 'AGLT2', 'BNL', 'BNL'])
})

test('§D.1: they also count for the space, of whatever priority', (t) => {
  const table = `
    queue free nodes
    MWT2  205  1+0
    AGLT2 800  1+0
  `
  // 21 jobs at MWT2 are going to take 5.25 GB.
  const calls = [jobsOf(21), jobsOf(21, { memoryMB: 1 }), jobsOf(21, { priority: 900, memoryMB: 2 })]
  t.deepEqual(placesOf(calls.flat(), table), ['MWT2', 'AGLT2', 'AGLT2'])
})

test('§D.1: production competes with no lower priority, told apart in steps of 50', (t) => {
  const table = `
    queue nodes
    BNL   2+0
    MWT2  1+0
  `
  const then = (priority: number) =>
    placesOf([jobsOf(1, { priority: 100 }), jobsOf(1, { priority, memoryMB: 1 })].flat(), table)
  t.deepEqual(then(149), ['BNL', 'MWT2'])
  t.deepEqual(then(150), ['BNL', 'BNL'])
  t.deepEqual(then(50), ['BNL', 'MWT2'])
  const analysis = [jobsOf(1, { ...users, priority: 100 }), jobsOf(1, { ...users, priority: 900, memoryMB: 1 })]
  t.deepEqual(placesOf(analysis.flat(), table), ['BNL', 'MWT2'])
})

test('§D.1 [quirk]: once users’ jobs found no queue, no later ones of the call get any', (t) => {
  const table = `
    queue memory nodes
    BNL   2000   1+0
  `
  const call = (needs: Partial<JobNeeds>) => [2000, 3000, 1000].flatMap((memoryMB) => jobsOf(1, { ...needs, memoryMB }))
  t.deepEqual(placesOf(call(users), table), ['BNL', 'none', 'none'])
  t.deepEqual(placesOf(call({}), table), ['BNL', 'none', 'BNL'])
})
