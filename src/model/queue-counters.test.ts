import test from 'ava'
import { JOB_STATES, JobState } from './job-state.js'
import { QueueCounters } from './queue-counters.js'
import { RESOURCE_TYPES } from './resource-type.js'
import { NONE } from './units.js'

test('queue counters count by queue, share and resource type, and keep their counts when shares come', (t) => {
  const counters = new QueueCounters(3, 2)
  counters.move(1, 2, 5, NONE, JobState.activated)
  counters.move(1, 2, 5, NONE, JobState.activated)
  counters.move(1, 2, 5, JobState.activated, JobState.running)
  const everywhere = (state: JobState) => counters.everywhere[(2 * RESOURCE_TYPES + 5) * JOB_STATES + state]
  const look = () => [
    everywhere(JobState.activated),
    everywhere(JobState.running),
    counters.byShare[counters.shareRow(2, JobState.activated) + 1],
    counters.byShare[counters.shareRow(2, JobState.running) + 1],
    counters.byType[counters.typeRow(2, 5, JobState.running) + 1],
    counters.total(1, JobState.activated),
  ]
  t.deepEqual(look(), [1, 1, 1, 1, 1, 1])
  for (let share = 3; share < 40; share++) {
    counters.know(share)
    counters.move(2, share, 7, NONE, JobState.closed)
    t.is(counters.byShare[counters.shareRow(share, JobState.closed) + 2], 1, `share ${share}`)
    t.is(counters.byType[counters.typeRow(share, 7, JobState.closed) + 2], 1, `share ${share} by type`)
  }
  t.deepEqual(look(), [1, 1, 1, 1, 1, 1])
  t.is(counters.total(2, JobState.closed), 37)
  counters.move(1, 2, 5, JobState.activated, NONE)
  counters.move(1, 2, 5, JobState.running, NONE)
  t.deepEqual(look(), [0, 0, 0, 0, 0, 0])
})

test('jobs of a share and type are counted over all queues', (t) => {
  const counters = new QueueCounters(3, 2)
  for (const queue of [0, 2, 2]) counters.move(queue, 1, 4, NONE, JobState.assigned)
  counters.move(0, 1, 3, NONE, JobState.assigned)
  counters.move(2, 1, 4, JobState.assigned, JobState.activated)
  const at = (type: number, state: JobState) => counters.everywhere[(RESOURCE_TYPES + type) * JOB_STATES + state]
  t.deepEqual([at(4, JobState.assigned), at(4, JobState.activated), at(3, JobState.assigned)], [2, 1, 1])
  t.is(
    counters.everywhere.reduce((sum, jobs) => sum + jobs),
    4,
  )
})

test('no two counters share a cell', (t) => {
  const counters = new QueueCounters(3, 2)
  const byShare = new Set<number>()
  const byType = new Set<number>()
  for (let queue = 0; queue < 3; queue++)
    for (let share = 0; share < 4; share++)
      for (let state = 0; state < JOB_STATES; state++) {
        byShare.add(counters.shareRow(share, state) + queue)
        for (let type = 0; type < RESOURCE_TYPES; type++) byType.add(counters.typeRow(share, type, state) + queue)
      }
  t.is(byShare.size, 3 * 4 * JOB_STATES)
  t.is(byType.size, 3 * 4 * JOB_STATES * RESOURCE_TYPES)
  t.true(Math.max(...byShare) < counters.byShare.length && Math.max(...byType) < counters.byType.length)
})

/** Everything a set of counters says of a queue beyond the number of jobs. */
function loadsOf({ busyCores, runningCores, diskIoKBps, transferringTo }: QueueCounters): number[][] {
  return [busyCores, runningCores, diskIoKBps, transferringTo].map((column) => [...column])
}

// brokerage.md §B.2-8 asks for the traffic of running cores, §B.2-18 for running and starting cores, §B.2-17 for destinations.
test('loads: cores that run or start, disk traffic of those that run, destinations of those that transfer', (t) => {
  const counters = new QueueCounters(2, 2)
  counters.load(1, JobState.running, 1, 8, 300, 0)
  counters.load(1, JobState.starting, 1, 4, 700, 0)
  counters.load(1, JobState.transferring, 1, 2, 900, 1)
  counters.load(1, JobState.transferring, 1, 2, 900, NONE)
  counters.load(0, JobState.activated, 1, 16, 900, 1)
  t.deepEqual(loadsOf(counters), [
    [0, 12],
    [0, 8],
    [0, 300],
    [0, 0, 0, 1],
  ])
  t.deepEqual([counters.transferring(1, 1), counters.transferring(1, 0), counters.transferring(0, 1)], [1, 0, 0])
  counters.load(1, JobState.running, -1, 8, 300, 0)
  counters.load(1, JobState.starting, -1, 4, 700, 0)
  counters.load(1, JobState.transferring, -1, 2, 900, 1)
  t.true(loadsOf(counters).every((column) => column.every((value) => value === 0)))
})

test('a copy of counters is like them and goes its own way, also when they know more shares', (t) => {
  const look = (counters: QueueCounters) => [
    [...counters.byShare],
    [...counters.byType],
    [...counters.byQueue],
    [...counters.everywhere],
    ...loadsOf(counters),
  ]
  for (const shares of [0, 9]) {
    const [one, other] = [new QueueCounters(2, 2), new QueueCounters(2, 2)]
    one.know(shares)
    one.move(1, shares, 3, NONE, JobState.running)
    one.load(1, JobState.running, 1, 8, 300, 0)
    one.load(0, JobState.transferring, 1, 1, 0, 1)
    other.copyFrom(one)
    const seen = look(other)
    t.deepEqual(seen, look(one), `${shares} shares`)
    t.is(other.byShare[other.shareRow(shares, JobState.running) + 1], 1)
    one.move(1, shares, 3, JobState.running, JobState.holding)
    one.load(1, JobState.running, -1, 8, 300, 0)
    t.deepEqual(look(other), seen, 'it does not follow')
    other.copyFrom(one)
    t.deepEqual(look(other), look(one), 'until it is taken anew')
  }
})
