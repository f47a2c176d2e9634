import type { JobTable } from './job-table.js'
import type { JobRow } from './units.js'

/** Rows of all jobs that have not ended, or of those in a part of the table, for recounts. */
export function* aliveRows(jobs: JobTable, from: JobRow = 0, to: JobRow = Infinity): Generator<JobRow> {
  for (let row = jobs.skipEmpty(from); row < to && row < jobs.top; row = jobs.skipEmpty(row + 1)) {
    if (jobs.id(row) !== 0) yield row
  }
}
