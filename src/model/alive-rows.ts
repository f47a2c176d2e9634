import type { JobTable } from './job-table.js'
import type { JobRow } from './units.js'

/** Rows of all jobs that have not ended, for recounts. */
export function* aliveRows(jobs: JobTable): Generator<JobRow> {
  for (let row = jobs.skipEmpty(0); row < jobs.top; row = jobs.skipEmpty(row + 1)) if (jobs.id(row) !== 0) yield row
}
