import { JOB_STATES, JobState } from '../model/job-state.js'
import type { QueueCounters } from '../model/queue-counters.js'
import { NONE } from '../model/units.js'

/** States of jobs that wait at a queue for their turn. */
const queuedStates = [JobState.defined, JobState.assigned, JobState.activated, JobState.starting]

/** Jobs in one state at one queue: of one share, or of all of them with `NONE`. */
export function jobsAt(counters: QueueCounters, queue: number, share: number, state: JobState): number {
  return share === NONE ? counters.total(queue, state) : counters.byShare[counters.shareRow(share, state) + queue]
}

/**
 * Jobs that wait for each that runs, over all queues: of one share, or of all of them with `NONE`. Undefined when nothing
 * runs. Overload of analysis queues is measured against it (brokerage.md §C.1).
 */
export function queuedPerRunning(counters: QueueCounters, share: number): number | undefined {
  const running = jobsEverywhere(counters, share, JobState.running)
  if (running === 0) return undefined
  const queued = queuedStates.reduce((sum, state) => sum + jobsEverywhere(counters, share, state), 0)
  return queued / running
}

function jobsEverywhere(counters: QueueCounters, share: number, state: JobState): number {
  const queues = counters.byQueue.length / JOB_STATES
  let sum = 0
  for (let queue = 0; queue < queues; queue++) sum += jobsAt(counters, queue, share, state)
  return sum
}
