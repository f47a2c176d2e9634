import { formatSeconds } from '../../model/format.js'
import type { JobInList, Why } from '../../monitor/readings/jobs.js'
import { detailsOf } from '../api/job-views.js'
import type { EndedJob } from '../store/commit.js'

/**
 * How an attempt came to its end: what it waited for, what went wrong and what followed. What the policy made of each queue is not kept
 * beyond the life of a job.
 * @param attempts all of the same job, the first one first
 */
export function endedWhy(ended: EndedJob, attempts: readonly JobInList[], policy: string): Why {
  const { createdAt = ended.endedAt, placedAt = null, startedAt = null } = detailsOf(ended)
  const { state, queue, error } = attempts.find(({ id }) => id === ended.id)!
  const waits =
    placedAt === null || queue === null
      ? [`it waited ${formatSeconds(ended.endedAt - createdAt)} and never got a place`]
      : [
          `it waited ${formatSeconds(placedAt - createdAt)} for a place, and got one at ${queue}`,
          startedAt === null
            ? `it waited ${formatSeconds(ended.endedAt - placedAt)} there and never began`
            : `it waited ${formatSeconds(startedAt - placedAt)} there for its input and a pilot, and was at work for ${formatSeconds(ended.endedAt - startedAt)}`,
        ]
  const next = attempts.find(({ id }) => id > ended.id)
  const followed =
    next === undefined
      ? 'no further attempt was made'
      : `attempt ${next.attempt} followed, job ${next.id}, which is ${next.state}`
  return {
    findings: [...waits, ...(error === null ? [] : [`it is ${state}: ${error.text}`, followed])],
    change: null,
    policy,
    verdicts: [],
  }
}
