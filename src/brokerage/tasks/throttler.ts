import type { Constants } from '../../model/constants.js'
import type { ThrottleLevel, ThrottleLimit, ThrottleLimits } from './throttle-limits.js'

/** Jobs of a share, by number of resource type. */
export interface ThrottledJobs {
  readonly assigned: ArrayLike<number>
  readonly activated: ArrayLike<number>
  readonly starting: ArrayLike<number>
  readonly running: ArrayLike<number>
  readonly defined: ArrayLike<number>
  readonly waiting: ArrayLike<number>
  /** Slots on standby: work that fills them counts as running. */
  readonly standbyStatic: ArrayLike<number>
  /** The same where slots come and go; their jobs are among the queued ones, and are taken from these. */
  readonly standbyDynamic: ArrayLike<number>
}

/** What waits to be made into jobs. */
export interface WaitingWork {
  /** Analysis has no urgent work that passes the throttle. */
  readonly isAnalysis: boolean
  /** Best priority of jobs in the system, and how many jobs of this priority do not run yet. */
  readonly bestPriority: number
  readonly notRunningAtBestPriority: number
  /** Best priority of tasks that wait for jobs; undefined when it could not be found out. */
  readonly bestTaskPriority: number | undefined
  /** HS06·s of all queued work; undefined when unknown. */
  readonly totalHs06Seconds: number | undefined
}

/** The test that speaks against more jobs. */
export type ThrottleReason = 'nothing runs' | 'queued per running' | 'defined' | 'waiting' | 'running cap' | 'queue cap'

/** Whether to make more jobs in this cycle. */
export interface ThrottleAnswer {
  readonly verdict: 'generate' | 'only merge jobs' | 'error'
  /** Jobs to make at most, which may be a fraction; undefined when it was not reckoned. */
  readonly maxJobs: number | undefined
  /** Least priority of tasks that get jobs; undefined: any. */
  readonly minPriority: number | undefined
  /** So few jobs are queued that the next cycle may come at once. */
  readonly lacksJobs: boolean
  readonly reason: ThrottleReason | undefined
  /** What the test that speaks against more jobs counted, and what it allows. */
  readonly observed?: number
  readonly limit?: number
}

/** A test that speaks against more jobs. */
interface Objection {
  readonly reason: ThrottleReason
  readonly observed: number
  readonly limit: number
}

/** Least and most jobs in a bunch, and the bunches that may be queued where no limit is configured (§G.3). */
const BUNCH_MIN_JOBS = 500
const BUNCH_MAX_JOBS = 600
const BUNCHES_QUEUED = 4
/** Queued work up to which ratios do not throttle, HS06·s. */
const LITTLE_WORK_HS06_SECONDS = 50e6
/** Waiting jobs allowed for each running one, or in bunches. */
const WAITING_PER_RUNNING = 4
const WAITING_BUNCHES = 2
/** Parts in which a bunch, or a queue cap, is made. */
const PARTS_OF_BUNCH = 2
const PARTS_OF_CAP = 5
/** Fewer waiting jobs at the best priority let tasks of the same priority pass. */
const FEW_AT_BEST_PRIORITY = 500
/** Part of the queue limit below which jobs are lacking, and the part of it that is then made. */
const LACK_FRACTION = 0.9
const PARTS_OF_LIMIT = 20

/**
 * Decides whether more jobs are made for one resource type of a share in this cycle of the generator, how many and from
 * which priority on (brokerage.md §G.3). A throttled share still makes merge jobs; urgent tasks pass, except over the running
 * cap. [quirk] The first test that holds decides, so urgent tasks that pass an earlier one pass over the running cap, too.
 */
export function throttle(
  jobs: ThrottledJobs,
  limits: ThrottleLimits,
  work: WaitingWork,
  constants: Constants,
): ThrottleAnswer {
  const { bestTaskPriority } = work
  if (!limits.isThrottled) return unlimited
  if (bestTaskPriority === undefined) return { ...unlimited, verdict: 'error' }
  const counts = countsAtLevels(jobs, limits)
  const plan = planOf(counts, limits, thresholdOf(constants))
  const { maxJobs, queueLimit } = plan

  const objection = objectionTo(counts, limits, plan, work.totalHs06Seconds)
  if (objection !== undefined) {
    const passes = objection.reason !== 'running cap' && hasUrgentTasks(work, bestTaskPriority)
    const minPriority = passes ? bestTaskPriority : undefined
    return { verdict: passes ? 'generate' : 'only merge jobs', maxJobs, minPriority, lacksJobs: false, ...objection }
  }
  const atRatio = counts[limits.ratioLevel]
  const lacksJobs =
    waitingAt(counts[queueLimit.level]) < LACK_FRACTION * queueLimit.jobs || waitingAt(atRatio) < atRatio.running
  return { ...unlimited, maxJobs: lacksJobs ? Math.max(maxJobs, queueLimit.jobs / PARTS_OF_LIMIT) : maxJobs, lacksJobs }
}

/** The answer for shares that are never throttled. */
const unlimited: ThrottleAnswer = {
  verdict: 'generate',
  maxJobs: undefined,
  minPriority: undefined,
  lacksJobs: false,
  reason: undefined,
}

/** Jobs counted at one level. */
interface Counts {
  /** assigned, activated and starting. */
  readonly queued: number
  readonly defined: number
  readonly running: number
  readonly waiting: number
}

type CountsAtLevels = Readonly<Record<ThrottleLevel, Counts>>

function countsAtLevels(jobs: ThrottledJobs, { types }: ThrottleLimits): CountsAtLevels {
  return {
    type: countsOf(jobs, types.type),
    family: countsOf(jobs, types.family),
    share: countsOf(jobs, types.share),
  }
}

function countsOf(jobs: ThrottledJobs, types: readonly number[]): Counts {
  let queued = 0
  let defined = 0
  let running = 0
  let waiting = 0
  for (const type of types) {
    queued += jobs.assigned[type] + jobs.activated[type] + jobs.starting[type] - jobs.standbyDynamic[type]
    defined += jobs.defined[type]
    running += jobs.running[type] + jobs.standbyStatic[type] + jobs.standbyDynamic[type]
    waiting += jobs.waiting[type]
  }
  return { queued, defined, running, waiting }
}

/** Jobs that wait at queues or for one. */
function waitingAt({ queued, defined }: Counts): number {
  return queued + defined
}

/** How many jobs are to be made, if any. */
interface Plan {
  readonly threshold: number
  readonly bunchJobs: number
  readonly maxJobs: number
  readonly queueLimit: ThrottleLimit
}

function thresholdOf({ workShortage, throttleThreshold, throttleThresholdWorkShortage }: Constants): number {
  return workShortage === 1 ? throttleThresholdWorkShortage : throttleThreshold
}

/** A bunch is what is missing for the running jobs, within bounds; without a configured limit four bunches may be queued. */
function planOf(counts: CountsAtLevels, limits: ThrottleLimits, threshold: number): Plan {
  const { running, queued } = counts[limits.ratioLevel]
  const missing = Math.trunc(running * threshold - queued)
  let bunchJobs = Math.min(Math.max(BUNCH_MIN_JOBS, missing), BUNCH_MAX_JOBS)
  const queueLimit = limits.queueLimit ?? { jobs: bunchJobs * BUNCHES_QUEUED, level: 'type' }
  if (limits.stagesAhead) {
    const room = queueLimit.jobs - waitingAt(counts[queueLimit.level])
    bunchJobs = Math.max(bunchJobs, Math.min(room, BUNCH_MAX_JOBS))
  }
  const { queueCap } = limits
  const maxJobs =
    queueCap === undefined ? Math.floor(bunchJobs / PARTS_OF_BUNCH) : Math.floor(queueCap.jobs / PARTS_OF_CAP)
  return { threshold, bunchJobs, maxJobs, queueLimit }
}

/** The first test that speaks against more jobs, in their order. */
function objectionTo(
  counts: CountsAtLevels,
  limits: ThrottleLimits,
  { threshold, bunchJobs, queueLimit }: Plan,
  totalHs06Seconds: number | undefined,
): Objection | undefined {
  const { ratioLevel, runningCap, queueCap } = limits
  const atRatio = counts[ratioLevel]
  const atLimit = counts[queueLimit.level]
  const ofType = counts.type
  const isLittleWork =
    ratioLevel === 'type' && totalHs06Seconds !== undefined && totalHs06Seconds <= LITTLE_WORK_HS06_SECONDS
  const queued = waitingAt(atLimit)
  if (queued > queueLimit.jobs && !isLittleWork) {
    if (atRatio.running === 0) return { reason: 'nothing runs', observed: queued, limit: queueLimit.jobs }
    const perRunning = waitingAt(atRatio) / atRatio.running
    if (perRunning > threshold) return { reason: 'queued per running', observed: perRunning, limit: threshold }
  }
  if (atLimit.defined > queueLimit.jobs) return { reason: 'defined', observed: atLimit.defined, limit: queueLimit.jobs }
  const mostWaiting = Math.max(WAITING_PER_RUNNING * ofType.running, WAITING_BUNCHES * bunchJobs)
  if (ofType.waiting > mostWaiting) return { reason: 'waiting', observed: ofType.waiting, limit: mostWaiting }
  const running = runningCap === undefined ? 0 : counts[runningCap.level].running
  if (runningCap !== undefined && running > runningCap.jobs)
    return { reason: 'running cap', observed: running, limit: runningCap.jobs }
  const capped = queueCap === undefined ? 0 : waitingAt(counts[queueCap.level])
  if (queueCap !== undefined && capped > queueCap.jobs)
    return { reason: 'queue cap', observed: capped, limit: queueCap.jobs }
  return undefined
}

/** Whether tasks wait that are of higher priority than all jobs in the system, or as high while few such jobs wait. */
function hasUrgentTasks(work: WaitingWork, bestTaskPriority: number): boolean {
  if (work.isAnalysis) return false
  if (bestTaskPriority > work.bestPriority) return true
  return bestTaskPriority === work.bestPriority && work.notRunningAtBestPriority < FEW_AT_BEST_PRIORITY
}
