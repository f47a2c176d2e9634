/** A file of an input dataset, or the range of its events that a job reads (brokerage.md §A.4). */
export interface FileRange {
  /** Size of the whole file; undefined when unknown. */
  readonly bytes: number | undefined
  /** First and last event of the range, both read; undefined when the file is read whole. */
  readonly firstEvent: number | undefined
  readonly lastEvent: number | undefined
  /** Events in the whole file; undefined when nobody counted. */
  readonly events: number | undefined
}

const BYTES_PER_MB = 1024 * 1024

/**
 * Size of a file as the splitter sees it, in MB of 2^20 bytes: the range's part in whole bytes, and 1 MB for files whose
 * size is 0 or unknown or whose range comes to nothing. Undefined for a range of a file with 0 events, which has no part.
 */
export function effectiveSizeMB({ bytes, firstEvent, lastEvent, events }: FileRange): number | undefined {
  if (bytes === undefined || bytes === 0) return 1
  if (firstEvent === undefined || lastEvent === undefined || events === undefined) return bytes / BYTES_PER_MB
  if (events === 0) return undefined
  const part = Math.trunc((bytes * (lastEvent - firstEvent + 1)) / events)
  return part === 0 ? 1 : part / BYTES_PER_MB
}

/** Events of a file as the splitter counts them: those of the range, at least 1, else the file's own number, 1 when unknown. */
export function effectiveEvents({ firstEvent, lastEvent, events }: FileRange): number {
  if (firstEvent !== undefined && lastEvent !== undefined) return Math.max(1, lastEvent - firstEvent + 1)
  return events ?? 1
}
