import { Cause } from '../model/cause.js'
import { JobState } from '../model/job-state.js'
import type { JobTable } from '../model/job-table.js'
import type { JobRow, Seconds } from '../model/units.js'

/**
 * When the run of a job that moves on was over, to be asked before its row changes: before its output was moved; of a
 * silent pilot, when it was last heard, since its slot was free from then on.
 */
export function runEndOf(jobs: JobTable, row: JobRow, from: JobState, cause: Cause, at: Seconds): Seconds {
  if (from === JobState.transferring) return jobs.since(row)
  return cause === Cause.lostHeartbeat ? Math.min(at, jobs.heardAt(row)) : at
}
