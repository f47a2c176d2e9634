import { Cause } from '../model/cause.js'
import type { Constants } from '../model/constants.js'
import { JOB_STATES, JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds } from '../model/units.js'
import { nextCycle } from './cycle.js'

/** A slice of a walk ends after so many facts, or so many rows. */
const FACTS_IN_SLICE = 1_500
const ROWS_IN_SLICE = 500_000

/** What the watchdog found wrong with a job, and the state it ends in. */
export interface Verdict {
  readonly to: JobState.failed | JobState.closed
  readonly cause: Cause
  /** Dispatcher or task buffer error code (panda-protocol.md §7.2), 0 for none. */
  readonly error: number
}

const lostHeartbeat: Verdict = { to: JobState.failed, cause: Cause.lostHeartbeat, error: 100 }
const noReply: Verdict = { to: JobState.failed, cause: Cause.noReply, error: 102 }
const transferTimeout: Verdict = { to: JobState.failed, cause: Cause.outputFailed, error: 101 }
const rebrokered: Verdict = { to: JobState.closed, cause: Cause.rebrokered, error: 0 }
const expired: Verdict = { to: JobState.closed, cause: Cause.expired, error: 102 }

/** Walks over all jobs now and then and ends those that have been where they are for too long (brokerage.md §I.1). */
export class Watchdog {
  private walkAt: Seconds
  private cursor = 0
  /** The shortest time in a state, by state, that could be too long; a first sieve for the walk. */
  private readonly shortest: Float64Array

  constructor(
    private readonly state: State,
    private readonly end: (row: JobRow, verdict: Verdict, now: Seconds) => void,
  ) {
    this.walkAt = state.constants.watchdogPeriodSeconds
    this.shortest = shortestDeadlines(state.constants)
  }

  nextDue(): Seconds {
    return this.state.jobs.alive > 0 ? this.walkAt : Infinity
  }

  /** One slice of the walk that is due. */
  walk(now: Seconds): void {
    const { jobs, journal, constants } = this.state
    const lifetime = constants.jobLifetimeSeconds
    const lastFact = journal.facts + FACTS_IN_SLICE
    const lastRow = Math.min(jobs.top, this.cursor + ROWS_IN_SLICE)
    while (journal.facts < lastFact) {
      const row = (this.cursor = jobs.skipEmpty(this.cursor))
      if (row >= lastRow) break
      this.cursor++
      // Free rows keep the state their last job ended in, which no deadline has.
      const shortest = this.shortest[jobs.state(row)]
      if (now - jobs.since(row) <= shortest && (shortest === Infinity || now - jobs.createdAt[row] <= lifetime))
        continue
      const verdict = this.judge(row, now)
      if (verdict !== undefined) this.end(row, verdict, now)
    }
    if (this.cursor < jobs.top) return
    this.cursor = 0
    this.walkAt = nextCycle(now + constants.watchdogPeriodSeconds, constants.watchdogPeriodSeconds)
  }

  private judge(row: JobRow, now: Seconds): Verdict | undefined {
    const { jobs, constants } = this.state
    const waited = now - jobs.since(row)
    switch (jobs.state(row)) {
      case JobState.sent:
        return now - Math.max(jobs.since(row), jobs.heardAt(row)) > constants.sentTimeoutSeconds ? noReply : undefined
      case JobState.starting:
      case JobState.stagein:
      case JobState.running:
      case JobState.stageout:
        return now - jobs.heardAt(row) > constants.heartbeatTimeoutSeconds ? lostHeartbeat : undefined
      case JobState.transferring:
        return waited > this.transferringTimeout(row) ? transferTimeout : undefined
      case JobState.assigned:
        return waited > this.patience(row, constants.assignedTimeoutSeconds) ? rebrokered : this.age(row, now)
      case JobState.activated:
        return waited > this.patience(row, constants.activatedTimeoutSeconds) ? rebrokered : this.age(row, now)
      default:
        return undefined
    }
  }

  private age(row: JobRow, now: Seconds): Verdict | undefined {
    return now - this.state.jobs.createdAt[row] > this.state.constants.jobLifetimeSeconds ? expired : undefined
  }

  /** How long the job may wait where it is: less where no pilot will come. */
  private patience(row: JobRow, seconds: Seconds): Seconds {
    const { grid, jobs, constants } = this.state
    const { status } = grid.faces[jobs.face(row)].queue
    return status === 'offline' || status === 'test' ? Math.min(seconds, constants.offlineTimeoutSeconds) : seconds
  }

  private transferringTimeout(row: JobRow): Seconds {
    const { jobs, tasks, kinds, constants } = this.state
    const task = jobs.task(row)
    const isUrgent = tasks.priority[task] >= 800 && kinds.at(tasks.kind[task]).label !== 'user'
    return isUrgent ? constants.transferringTimeoutUrgentSeconds : constants.transferringTimeoutSeconds
  }
}

function shortestDeadlines(constants: Constants): Float64Array {
  const shortest = new Float64Array(JOB_STATES).fill(Infinity)
  const { sentTimeoutSeconds, heartbeatTimeoutSeconds, offlineTimeoutSeconds } = constants
  shortest[JobState.sent] = sentTimeoutSeconds
  for (let state = JobState.starting; state <= JobState.stageout; state++) shortest[state] = heartbeatTimeoutSeconds
  shortest[JobState.assigned] = Math.min(constants.assignedTimeoutSeconds, offlineTimeoutSeconds)
  shortest[JobState.activated] = Math.min(constants.activatedTimeoutSeconds, offlineTimeoutSeconds)
  shortest[JobState.transferring] = Math.min(
    constants.transferringTimeoutUrgentSeconds,
    constants.transferringTimeoutSeconds,
  )
  return shortest
}
