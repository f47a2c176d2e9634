import type { TraceJob } from '../trace.js'

/** What a conversion loses or makes up. */
export interface Change {
  /** A field of jobs; else `columns` that jobs never had, facts of the `header`, or the `start` of the log. */
  readonly field: keyof TraceJob | 'columns' | 'header' | 'start'
  /** What becomes of it, in words. */
  readonly change: string
}

/** Writes jobs in one text format. */
export interface TraceWriter {
  /** What stands before the first record. */
  readonly head: string
  readonly changes: readonly Change[]
  /** The record of a job with its line end. Jobs come in order of submission. */
  record(job: TraceJob): string
}
