import { JobState } from '../model/job-state.js'
import type { JobRow, PandaId, Seconds } from '../model/units.js'
import type { Verdict } from './timeouts.js'

/** A job that a group rule sends elsewhere. */
export interface Leaver {
  readonly row: JobRow
  readonly id: PandaId
  readonly verdict: Verdict
}

/** A rule of the watchdog about jobs that wait together, which takes a walk of its own over all jobs. */
export interface GroupRule {
  /** Whether there is a group to look at. */
  begin(now: Seconds): boolean
  /** Told every job that has a place. */
  see(row: JobRow): void
  /** The jobs that go, in the order in which they go; the rule forgets what it has seen. */
  leavers(now: Seconds): Leaver[]
}

/** Whether a job has a place and does not run yet: from there it can be sent elsewhere. */
export function isWaitingAtPlace(state: JobState): boolean {
  return (
    state === JobState.defined ||
    state === JobState.assigned ||
    state === JobState.activated ||
    state === JobState.starting
  )
}
