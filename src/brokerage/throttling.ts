import { JOB_STATES, JobState } from '../model/job-state.js'
import { atlasResourceTypes, RESOURCE_TYPES } from '../model/resource-type.js'
import type { State } from '../model/state.js'
import type { Seconds, TaskRow } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import { type ThrottleAnswer, throttle, type ThrottledJobs } from './tasks/throttler.js'
import { type ThrottleLimits, throttleLimits } from './tasks/throttle-limits.js'

/** States of jobs that the throttler counts. */
const counted = [
  JobState.assigned,
  JobState.activated,
  JobState.starting,
  JobState.running,
  JobState.defined,
  JobState.waiting,
] as const

/** What a share and resource type may still get in the cycle in hand. */
interface Allowance {
  answer: ThrottleAnswer
  answeredAt: Seconds
  jobsLeft: number
}

/** Jobs at queues of the best priority that has any, and how many of them do not run. */
interface Placed {
  priority: number
  notRunning: number
  readonly countedAt: Seconds
}

/**
 * Holds back the making of jobs while enough of their share and resource type wait (brokerage.md §G.3): asked once in a
 * cycle for each share and type. A task that is held back comes again in a later cycle.
 */
export class Throttling {
  private readonly allowances = new Map<number, Allowance>()
  private readonly placed = new Map<number, Placed>()
  private readonly limits = new Map<number, ThrottleLimits>()
  private readonly jobs = counted.map(() => new Int32Array(RESOURCE_TYPES))
  private readonly none = new Int32Array(RESOURCE_TYPES)

  constructor(
    private readonly state: State,
    private readonly isOn: boolean,
  ) {}

  /** Jobs that the task may be given places for now; 0: it is held back. */
  allowed(task: TaskRow, now: Seconds): number {
    const { tasks, kinds } = this.state
    if (!this.isOn) return Infinity
    const kind = kinds.at(tasks.kind[task])
    const { answer, jobsLeft } = this.allowance(kind, tasks.priority[task], now)
    if (tasks.rules[task].isMerge) return Infinity
    if (answer.verdict === 'only merge jobs') return 0
    if (answer.minPriority !== undefined && tasks.priority[task] < answer.minPriority) return 0
    return jobsLeft
  }

  /** What the throttler would say of the task now, whoever asked before; nothing is remembered. Undefined: it is off. */
  answerFor(task: TaskRow, now: Seconds): ThrottleAnswer | undefined {
    if (!this.isOn) return undefined
    const { tasks, kinds } = this.state
    const kind = kinds.at(tasks.kind[task])
    const placed = this.placed.get(keyOfKind(kind))
    const answer = this.ask(kind, tasks.priority[task], now)
    if (placed === undefined) this.placed.delete(keyOfKind(kind))
    else this.placed.set(keyOfKind(kind), placed)
    return answer
  }

  /** So many jobs of the task were given places. */
  take(task: TaskRow, jobs: number): void {
    const allowance = this.allowances.get(keyOfKind(this.state.kinds.at(this.state.tasks.kind[task])))
    if (allowance !== undefined) allowance.jobsLeft -= jobs
  }

  /** One number for the share and resource type of a kind of work. */
  keyOf(kind: WorkKind): number {
    return keyOfKind(kind)
  }

  /** The first task of a cycle to ask is the one of highest priority. */
  private allowance(kind: WorkKind, priority: number, now: Seconds): Allowance {
    const key = keyOfKind(kind)
    let allowance = this.allowances.get(key)
    if (allowance?.answeredAt !== now) {
      const answer = this.ask(kind, priority, now)
      allowance = { answer, answeredAt: now, jobsLeft: Math.ceil(answer.maxJobs ?? Infinity) }
      this.allowances.set(key, allowance)
    }
    return allowance
  }

  private ask(kind: WorkKind, bestTaskPriority: number, now: Seconds): ThrottleAnswer {
    const placed = (): Placed => this.placedOf(kind, now)
    const work = {
      isAnalysis: kind.label === 'user',
      totalHs06Seconds: undefined,
      bestTaskPriority,
      // Looked up only when something speaks against more jobs.
      get bestPriority() {
        return placed().priority
      },
      get notRunningAtBestPriority() {
        return placed().notRunning
      },
    }
    return throttle(this.count(kind), this.limitsOf(kind), work, this.state.constants)
  }

  private count({ shareIndex }: WorkKind): ThrottledJobs {
    const { everywhere } = this.state.counters
    counted.forEach((standing, i) => {
      for (let type = 0; type < RESOURCE_TYPES; type++) {
        this.jobs[i][type] = everywhere[(shareIndex * RESOURCE_TYPES + type) * JOB_STATES + standing]
      }
    })
    const [assigned, activated, starting, running, defined, waiting] = this.jobs
    const { none } = this
    return { assigned, activated, starting, running, defined, waiting, standbyStatic: none, standbyDynamic: none }
  }

  /** Jobs at queues of the best priority that has any; counted now and then. */
  private placedOf(kind: WorkKind, now: Seconds): Placed {
    const { tasks, kinds, constants } = this.state
    const key = keyOfKind(kind)
    const known = this.placed.get(key)
    if (known !== undefined && now < known.countedAt + constants.throttleRetrySeconds) return known
    const best: Placed = { priority: -Infinity, notRunning: 0, countedAt: now }
    const isOfKey = Uint8Array.from(kinds.all, (one) => (one !== undefined && keyOfKind(one) === key ? 1 : 0))
    for (let task = 0; task < tasks.top; task++) {
      if (isOfKey[tasks.kind[task]] === 0 || tasks.number[task] === 0) continue
      const priority = tasks.priority[task]
      const jobs = tasks.created[task] - tasks.ended(task) - tasks.pending[task]
      if (jobs === 0 || priority < best.priority) continue
      if (priority > best.priority) best.notRunning = 0
      best.priority = priority
      best.notRunning += jobs - tasks.running[task]
    }
    this.placed.set(key, best)
    return best
  }

  private limitsOf(kind: WorkKind): ThrottleLimits {
    const key = keyOfKind(kind)
    let limits = this.limits.get(key)
    if (limits === undefined) {
      const share = { name: kind.share, isThrottled: true }
      const own = this.state.constantsOf(kind.shareIndex)
      const keys = {
        [`NQUEUELIMIT_${kind.share}`]: own.throttleQueueLimitJobs,
        [`NRUNNINGCAP_${kind.share}`]: own.throttleRunningCapJobs,
        [`NQUEUECAP_${kind.share}`]: own.throttleQueueCapJobs,
      }
      this.limits.set(key, (limits = throttleLimits(share, atlasResourceTypes, kind.resourceType, keys)))
    }
    return limits
  }
}

/** One number for a share and resource type. */
function keyOfKind({ shareIndex, resourceType }: WorkKind): number {
  return shareIndex * RESOURCE_TYPES + resourceType
}
