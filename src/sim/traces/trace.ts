import type { FaultTally, LeftOut } from './left-out.js'
import type { Witness } from './witness.js'

/** How a recorded job ended, as far as its trace tells. */
export type TraceStatus = 'finished' | 'failed' | 'cancelled' | 'closed' | 'unknown'

/**
 * One recorded job attempt, in one shape for all formats. Times are seconds after the trace's first
 * submission; what a format or a record lacks is `undefined`, never a sentinel.
 */
export interface TraceJob {
  /** The line the record starts on, from 1 (monitor JSON: the ordinal of the job in `jobs`, from 1). */
  line: number
  /** The job's own number or PandaID, as text. */
  id: string
  submitSeconds: number
  waitSeconds: number | undefined
  /** Wall time of the run. Undefined when the job never started. */
  runSeconds: number | undefined
  cores: number
  /** CPU time over all cores. */
  cpuSeconds: number | undefined
  /** The wall time that was asked for. */
  requestedSeconds: number | undefined
  memoryMBPerCore: number | undefined
  status: TraceStatus
  /** The attempt number, from 1; always 1 where a format knows no retries. */
  attempt: number
  user: string | undefined
  group: string | undefined
  vo: string | undefined
  /** PanDA's prodsourcelabel (managed, user, ...). */
  label: string | undefined
  /** The site or queue that ran the job. */
  site: string | undefined
  priority: number | undefined
  inputBytes: number | undefined
  outputBytes: number | undefined
  /** The first error that was recorded, as `source:code`, e.g. `pilot:1099`. */
  error: string | undefined
}

/** What a reader learns of the file as a whole. */
export interface TraceInfo {
  /** The reader that read it, e.g. `swf`. */
  format: string
  /** Bytes read, before decompression. */
  bytes: number
  records: number
  /** The first submission as Unix time, seconds; undefined where the format does not tell. */
  startUnixSeconds: number | undefined
  /** Header facts worth showing, e.g. `Installation: LCG grid`. */
  header: Readonly<Record<string, string>>
  /** Faults that were mended while reading and how often, e.g. `{ 'run time below zero, taken as unknown': 2 }`. */
  mended: Readonly<Record<string, number>>
  /** Records with a fault, where those are left out. */
  leftOut: LeftOut
}

/** Called with one batch of records in file order; may return a promise, which the reader waits for. */
export type OnJobs = (jobs: readonly TraceJob[]) => void | Promise<void>

/** A trace format: a sibling file exports one of these. */
export interface TraceReader {
  /** Short name as in `--format`, e.g. `swf`. */
  name: string
  /** One line for `--help`. */
  about: string
  /** Whether a file of this name (without .gz) that begins with `head` (up to 64 KiB of text) is of this format. */
  recognises(fileName: string, head: string): boolean
  /**
   * Reads text chunks into jobs. Throws `BadInput` with file, line and field at the first fault it cannot mend; given a
   * tally, it leaves faulty records out and counts them there. A witness sees what the jobs do not tell.
   */
  read(
    fileName: string,
    chunks: AsyncIterable<Buffer>,
    onJobs: OnJobs,
    faults?: FaultTally,
    witness?: Witness,
  ): Promise<Omit<TraceInfo, 'format' | 'bytes' | 'leftOut'>>
}
