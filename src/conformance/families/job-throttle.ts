import { throttleLimits } from '../../brokerage/tasks/throttle-limits.js'
import { throttle, type ThrottledJobs } from '../../brokerage/tasks/throttler.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { atlasResourceTypes } from '../../model/resource-type.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

type CountsByType = Readonly<Record<string, number>>

interface ThrottleIn {
  readonly queue: string
  readonly queue_is_throttled_kind: boolean
  readonly source_label: string
  readonly resource_type: string
  readonly jobs_by_state_and_type: Readonly<Record<string, CountsByType>>
  readonly standby_static: CountsByType
  readonly standby_dynamic: CountsByType
  readonly config: Readonly<Record<string, number>>
  readonly global_config: Readonly<Record<string, number>>
  readonly work_shortage: boolean
  readonly best_priority_in_system: number
  readonly not_running_at_best_priority: number
  readonly best_priority_of_waiting_tasks: number | null
  readonly total_walltime_hs06s: number | null
}

/** Whether more jobs are made for a share and resource type, how many, and from which priority on. */
export const jobThrottle: Family = {
  name: 'job_throttle',
  section: '§G.3',
  differs(recorded) {
    const given = recorded.in as ThrottleIn
    const share = { name: given.queue, isThrottled: given.queue_is_throttled_kind }
    const type = atlasResourceTypes.findIndex(({ name }) => name === given.resource_type)
    const limits = throttleLimits(share, atlasResourceTypes, type, given.config)
    const work = {
      isAnalysis: given.source_label === 'user',
      bestPriority: given.best_priority_in_system,
      notRunningAtBestPriority: given.not_running_at_best_priority,
      bestTaskPriority: given.best_priority_of_waiting_tasks ?? undefined,
      totalHs06Seconds: given.total_walltime_hs06s ?? undefined,
    }
    const answer = throttle(jobsOf(given), limits, work, constantsOf(given))
    const found = {
      verdict: answer.verdict.replaceAll(' ', '_'),
      max_jobs: answer.maxJobs ?? null,
      min_priority: answer.minPriority ?? null,
      lack_of_jobs: answer.lacksJobs,
    }
    return firstDifference(found, recorded.out)
  },
}

function jobsOf({ jobs_by_state_and_type: jobs, standby_static, standby_dynamic }: ThrottleIn): ThrottledJobs {
  return {
    assigned: byTypeNumber(jobs.assigned),
    activated: byTypeNumber(jobs.activated),
    starting: byTypeNumber(jobs.starting),
    running: byTypeNumber(jobs.running),
    defined: byTypeNumber(jobs.defined),
    waiting: byTypeNumber(jobs.waiting),
    standbyStatic: byTypeNumber(standby_static),
    standbyDynamic: byTypeNumber(standby_dynamic),
  }
}

/** The last number is of jobs of no known type, of which none are recorded. */
function byTypeNumber(counts: CountsByType = {}): number[] {
  return [...atlasResourceTypes.map(({ name }) => counts[name] ?? 0), 0]
}

function constantsOf({ global_config, work_shortage }: ThrottleIn): Constants {
  const { throttleThreshold, throttleThresholdWorkShortage } = defaultConstants
  return {
    ...defaultConstants,
    workShortage: work_shortage ? 1 : 0,
    throttleThreshold: global_config.THROTTLE_THRESHOLD ?? throttleThreshold,
    throttleThresholdWorkShortage: global_config.THROTTLE_THRESHOLD_FOR_WORK_SHORTAGE ?? throttleThresholdWorkShortage,
  }
}
