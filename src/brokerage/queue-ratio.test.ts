import test from 'ava'
import { JobState, jobStateNames } from '../model/job-state.js'
import { QueueCounters } from '../model/queue-counters.js'
import { NONE } from '../model/units.js'
import { jobsAt, queuedPerRunning } from './queue-ratio.js'

/** Counters of two queues, each list of jobs as queue, share, state. */
function countersOf(...jobs: readonly (readonly [queue: number, share: number, state: JobState])[]): QueueCounters {
  const counters = new QueueCounters(2, 0)
  for (const [queue, share, state] of jobs) counters.move(queue, share, 0, NONE, state)
  return counters
}

test('jobs that wait at any queue are held against those that run (§C.1)', (t) => {
  const running = [0, 1, JobState.running] as const
  const queued = jobStateNames.filter((_, state) => queuedPerRunning(countersOf(running, [1, 1, state]), 1) === 1)
  t.deepEqual(queued, ['defined', 'assigned', 'activated', 'starting'])
})

test('a share is counted by itself, or all of them together (§C.1)', (t) => {
  const counters = countersOf(
    [0, 0, JobState.running],
    [1, 0, JobState.activated],
    [1, 1, JobState.running],
    [1, 1, JobState.running],
    [0, 1, JobState.activated],
    [0, 2, JobState.activated],
  )
  const table: [share: number, ratio: number | undefined, activatedAtQueue0: number][] = [
    [0, 1, 0],
    [1, 0.5, 1],
    [2, undefined, 1],
    [3, undefined, 0],
    [NONE, 1, 2],
  ]
  for (const [share, ratio, activated] of table) {
    t.is(queuedPerRunning(counters, share), ratio, `share ${share}`)
    t.is(jobsAt(counters, 0, share, JobState.activated), activated, `share ${share}`)
  }
})
