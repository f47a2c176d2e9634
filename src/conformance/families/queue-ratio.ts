import { jobsAt, queuedPerRunning } from '../../brokerage/queue-ratio.js'
import { JobState, jobStateNames } from '../../model/job-state.js'
import { QueueCounters } from '../../model/queue-counters.js'
import { NONE } from '../../model/units.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

type JobsByQueue = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>

interface RatioIn {
  readonly jobs_by_queue_share_state: JobsByQueue
  readonly share: string | null
}

/** Queued for each running job over all queues, and the count of one state at one queue. */
export const queueRatio: Family = {
  name: 'queue_ratio',
  section: '§C.1',
  differs(recorded) {
    const { jobs_by_queue_share_state: jobs, share } = recorded.in as RatioIn
    const queues = Object.keys(jobs)
    const shares = [...new Set(Object.values(jobs).flatMap(Object.keys)), share ?? '']
    const counters = countersOf(jobs, queues, shares)
    const asked = share === null ? NONE : shares.indexOf(share)
    const first = queues.indexOf('Q0')
    const found = {
      queued_per_running: queuedPerRunning(counters, asked) ?? null,
      activated_at_Q0: first === -1 ? 0 : jobsAt(counters, first, asked, JobState.activated),
    }
    return firstDifference(found, recorded.out)
  },
}

function countersOf(jobs: JobsByQueue, queues: readonly string[], shares: readonly string[]): QueueCounters {
  const counters = new QueueCounters(queues.length, 0)
  shares.forEach((_, share) => counters.know(share))
  for (const [queue, byShare] of Object.entries(jobs)) {
    for (const [share, byState] of Object.entries(byShare)) {
      for (const [state, count] of Object.entries(byState)) {
        const to = jobStateNames.indexOf(state as (typeof jobStateNames)[number])
        for (let n = 0; n < count; n++) counters.move(queues.indexOf(queue), shares.indexOf(share), 0, NONE, to)
      }
    }
  }
  return counters
}
