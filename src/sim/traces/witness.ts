import type { TraceJob } from './trace.js'

/** The fields of the record at hand as the file has them, until the next one is read. */
export interface RawRecord {
  /** What the fields are called; monitor JSON adds to it as names turn up. */
  readonly columns: readonly string[]
  /** What stands in a field: its text, or undefined where the record leaves it unknown. */
  text(column: number): string | undefined
}

/** Sees of a file what its jobs do not tell. Without one, readers do nothing for it. */
export interface Witness {
  /** Called for each job beside the record that it was made of. The job may still be left out for its order. */
  record(job: TraceJob, raw: RawRecord): void
  /**
   * Called for each fault that was mended while reading.
   *
   * @param fault what was wrong and what was made of it, as in `TraceInfo.mended`
   * @param line where the record starts
   * @param field whose value was wrong; empty when it is the record as a whole
   * @param found the value as it stands, made when asked for
   */
  mended(fault: string, line: number, field: string, found: () => string): void
}
