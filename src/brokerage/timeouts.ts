import { Cause } from '../model/cause.js'
import type { Constants } from '../model/constants.js'
import type { Queue } from '../model/grid.js'
import { isWithPilot, JobState, type JobStateName, jobStateNames } from '../model/job-state.js'
import { DispatcherError, TaskBufferError } from '../model/server-errors.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import { workClassOf } from './work-class.js'

/** What the watchdog found wrong with a job, and the state it ends in. */
export interface Verdict {
  readonly to: JobState.failed | JobState.closed
  readonly cause: Cause
  readonly error: DispatcherError | TaskBufferError
}

const { failed, closed } = { failed: JobState.failed, closed: JobState.closed } as const
const noReply: Verdict = { to: failed, cause: Cause.noReply, error: DispatcherError.noReply }
const lostHeartbeat: Verdict = { to: failed, cause: Cause.lostHeartbeat, error: DispatcherError.lostHeartbeat }
const heldTooLong: Verdict = { to: failed, cause: Cause.heldTooLong, error: DispatcherError.holding }
const idleTransfer: Verdict = { to: failed, cause: Cause.outputFailed, error: DispatcherError.transferring }
const lateTransfer: Verdict = { to: failed, cause: Cause.outputFailed, error: TaskBufferError.transferTimeout }
/** Killed with code 2: not a failure. */
const expired: Verdict = { to: closed, cause: Cause.expired, error: TaskBufferError.expired }
/** Reassigned, kill code 51: not a failure; the input is tried elsewhere. */
export const reassigned: Verdict = { to: closed, cause: Cause.rebrokered, error: TaskBufferError.rebrokered }

/** A job before the watchdog, as far as a row of the table asks. */
interface Case {
  label: string
  priority: number
  queue: Queue
  now: Seconds
}

type Who = (job: Readonly<Case>, constants: Constants) => boolean

const all: Who = () => true
const production: Who = ({ label }) => workClassOf(label) === 'production'
const analysis: Who = ({ label }) => workClassOf(label) === 'analysis'
const analysisOrTest: Who = ({ label }) => workClassOf(label) !== 'production'
const aboveUrgent: Who = ({ priority }, { urgentPriority }) => priority > urgentPriority
const urgentButAnalysis: Who = (job, constants) => job.priority >= constants.urgentPriority && !analysis(job, constants)
const urgentAtDeadQueue: Who = (job, constants) =>
  job.priority >= constants.urgentPriority &&
  production(job, constants) &&
  (isClosed(job.queue) || job.now - job.queue.lastStartAt > constants.noStartSeconds)

/** Whether a queue is offline or in test: its pilots take no ordinary work. */
export function isClosed({ status }: Queue): boolean {
  return status === 'offline' || status === 'test'
}

/** From when a limit counts: the entry into the state; that or the last word of the pilot; the creation of the job. */
type Since = 'change' | 'word' | 'creation'

/** One condition of the watchdog: jobs in these states, of this sort, longer than the limit; and what becomes of them. */
interface Timeout {
  readonly states: readonly JobStateName[]
  readonly who: Who
  readonly since: Since
  readonly limit: keyof Constants
  readonly verdict: Verdict
}

/** A time-out with the limit that is in force. */
type Limit = Pick<Timeout, 'who' | 'since' | 'verdict'> & { readonly seconds: Seconds }

const on = (states: readonly JobStateName[], who: Who, since: Since, limit: keyof Constants, verdict: Verdict) =>
  ({ states, who, since, limit, verdict }) satisfies Timeout

const executing = ['starting', 'stagein', 'running', 'stageout'] as const
/** PanDA's two tables. What is `pending` here has no place yet: PanDA has not made such jobs. */
const definedTable = ['defined', 'assigned'] as const
const activeTable = ['activated', 'sent', ...executing, 'holding', 'transferring', 'merging'] as const

/**
 * The time-outs of brokerage.md §I.1, in the order in which they are tried. Left out is what this grid does not have: waiting
 * and throttled jobs, event service, paused queues.
 */
const timeouts: readonly Timeout[] = [
  on(['sent'], all, 'word', 'sentTimeoutSeconds', noReply),
  on(executing, all, 'word', 'heartbeatTimeoutSeconds', lostHeartbeat),
  on(['transferring'], analysis, 'change', 'transferringTimeoutAnalysisSeconds', idleTransfer),
  on(['holding'], analysis, 'change', 'holdingTimeoutAnalysisSeconds', heldTooLong),
  on(['holding'], aboveUrgent, 'change', 'holdingTimeoutUrgentSeconds', heldTooLong),
  on(['holding'], all, 'change', 'holdingTimeoutSeconds', heldTooLong),
  on(['defined'], all, 'change', 'definedTimeoutSeconds', reassigned),
  on(definedTable, production, 'change', 'assignedTimeoutSeconds', reassigned),
  on(['activated'], production, 'change', 'activatedTimeoutSeconds', reassigned),
  on(['starting'], production, 'change', 'startingTimeoutSeconds', reassigned),
  on(['activated', 'starting'], urgentAtDeadQueue, 'change', 'offlineTimeoutSeconds', reassigned),
  on([...definedTable, 'activated'], all, 'creation', 'waitingLifetimeSeconds', expired),
  on(activeTable, analysisOrTest, 'word', 'unchangedTimeoutSeconds', expired),
  on(activeTable, all, 'creation', 'jobLifetimeSeconds', expired),
  on(['transferring'], urgentButAnalysis, 'change', 'transferringTimeoutUrgentSeconds', lateTransfer),
  on(['transferring'], all, 'change', 'transferringTimeoutSeconds', lateTransfer),
]

/** Holds jobs against the time-outs, laid out by state. */
export class Timeouts {
  private readonly byState: readonly (readonly Limit[])[]
  /** The shortest limits by state, for each way to count: a sieve that lets jobs pass which cannot be late. */
  private readonly shortest: Readonly<Record<Since, Float64Array>>
  private readonly job = {} as Case

  constructor(private readonly state: State) {
    this.byState = jobStateNames.map((name) =>
      timeouts
        .filter(({ states }) => states.includes(name))
        .map(({ who, since, limit, verdict }) => ({ who, since, seconds: state.constants[limit], verdict })),
    )
    this.shortest = {
      change: this.shortestLimits('change'),
      word: this.shortestLimits('word'),
      creation: this.shortestLimits('creation'),
    }
  }

  /**
   * The first row from this one on whose job may be late, or has stood for so long that others want to look at it; `end` when
   * there is none below it. A loop of its own: walks go over all jobs, and have to do with few of them.
   * @param long by state, for how long
   */
  nextToJudge(from: JobRow, end: JobRow, now: Seconds, long: Float64Array): JobRow {
    const { jobs } = this.state
    const { change, word, creation } = this.shortest
    for (let row = jobs.skipEmpty(from); row < end; row = jobs.skipEmpty(row + 1)) {
      const state = jobs.state(row)
      const since = jobs.since(row)
      const stood = now - since
      if (stood > change[state] || stood > long[state]) return row
      // The last word comes no earlier than the last change.
      if (stood > word[state] && now - lastWordAt(this.state, row) > word[state]) return row
      // Nobody was placed before time 0, and whatever lies elsewhere than a job's line costs most to look up.
      if (now > creation[state] && now - jobs.placedAt[row] > creation[state]) return row
    }
    return end
  }

  /** What becomes of the job; undefined: nothing. A free row keeps the state its last job ended in, which has no limit. */
  judge(row: JobRow, now: Seconds): Verdict | undefined {
    const { jobs, constants } = this.state
    for (const { since, seconds, who, verdict } of this.byState[jobs.state(row)]) {
      if (now - this.startOf(since, row) > seconds && who(this.describe(row, now), constants)) return verdict
    }
    return undefined
  }

  /** When the watchdog will end the job if it stays as it is, and how; undefined: never. */
  deadline(row: JobRow, now: Seconds): { readonly at: Seconds; readonly verdict: Verdict } | undefined {
    const { jobs, constants } = this.state
    const due = this.byState[jobs.state(row)]
      .filter(({ who }) => jobs.face(row) !== NONE && who(this.describe(row, now), constants))
      .map(({ since, seconds, verdict }) => ({ at: this.startOf(since, row) + seconds, verdict }))
    return due.sort((one, other) => one.at - other.at).find(({ at }) => at < Infinity)
  }

  private startOf(since: Since, row: JobRow): Seconds {
    const { jobs } = this.state
    return since === 'change' ? jobs.since(row) : since === 'word' ? lastWordAt(this.state, row) : jobs.placedAt[row]
  }

  private describe(row: JobRow, now: Seconds): Readonly<Case> {
    const { jobs, tasks, kinds, grid } = this.state
    const task = jobs.task(row)
    this.job.label = kinds.at(tasks.kind[task]).label
    this.job.priority = tasks.priority[task]
    this.job.queue = grid.faces[jobs.face(row)].queue
    this.job.now = now
    return this.job
  }

  private shortestLimits(way: Since): Float64Array {
    const limits = this.byState.map((rows) => rows.filter(({ since }) => since === way))
    return Float64Array.from(limits, (rows) => Math.min(...rows.map(({ seconds }) => seconds)))
  }
}

function lastWordAt({ jobs }: State, row: JobRow): Seconds {
  return isWithPilot(jobs.state(row)) ? Math.max(jobs.since(row), jobs.heardAt(row)) : jobs.since(row)
}
