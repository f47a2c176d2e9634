import { grown, Rows } from './rows.js'
import type { Bytes, JobRow, PandaId, TransferRow } from './units.js'

/** What a transfer carries. */
export const enum TransferKind {
  input,
  output,
}

/** Which of a link's queues a transfer waits in: brokerage asks for those of outputs (brokerage.md §B.2-3). */
export const enum Activity {
  input,
  output,
  /** Output of express work. */
  express,
}
const ACTIVITIES = 3

/**
 * Transfers under way: one per job for what its site lacks of its input, one for its outputs (DESIGN §3).
 * A row lives until the mover reports the transfer's end, also when its job has ended meanwhile.
 */
export class TransferTable {
  private readonly rows = new Rows()
  private capacity = 1024
  /** Transfers ordered so far. */
  ordered = 0

  /** Running number of the transfer, from 1, never reused: tells whether a row still holds this transfer. */
  number = new Float64Array(this.capacity)
  job = new Int32Array(this.capacity)
  /** PandaID of the job, to tell whether the job's row is still this job. */
  jobId = new Float64Array(this.capacity)
  kind = new Uint8Array(this.capacity)
  from = new Int32Array(this.capacity)
  to = new Int32Array(this.capacity)
  bytes = new Float64Array(this.capacity)
  files = new Int32Array(this.capacity)
  activity = new Uint8Array(this.capacity)
  /** How often the same was tried before, from whatever source. */
  tries = new Uint16Array(this.capacity)
  /** Files on their way, by activity and pair of sites: at `(activity * sites + from) * sites + to`. */
  readonly queuedFiles: Int32Array
  /** The same by destination: at `activity * sites + to`. */
  readonly filesToward: Int32Array

  constructor(private readonly sites: number) {
    this.queuedFiles = new Int32Array(ACTIVITIES * sites * sites)
    this.filesToward = new Int32Array(ACTIVITIES * sites)
  }

  get top(): number {
    return this.rows.top
  }

  get underWay(): number {
    return this.rows.used
  }

  add(
    job: JobRow,
    jobId: PandaId,
    kind: TransferKind,
    activity: Activity,
    from: number,
    to: number,
    bytes: Bytes,
    files: number,
    tries: number,
  ): TransferRow {
    const number = ++this.ordered
    return this.restore(number, job, jobId, kind, activity, from, to, bytes, files, tries)
  }

  /** A row for a transfer that had its number before, when the state is read back. */
  restore(
    number: number,
    job: JobRow,
    jobId: PandaId,
    kind: TransferKind,
    activity: Activity,
    from: number,
    to: number,
    bytes: Bytes,
    files: number,
    tries: number,
  ): TransferRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.number[row] = number
    this.job[row] = job
    this.jobId[row] = jobId
    this.kind[row] = kind
    this.from[row] = from
    this.to[row] = to
    this.bytes[row] = bytes
    this.files[row] = files
    this.activity[row] = activity
    this.tries[row] = tries
    this.queue(row, files)
    return row
  }

  /** Whether this row still holds that transfer. */
  holds(row: TransferRow, number: number): boolean {
    return number > 0 && row >= 0 && row < this.rows.top && this.number[row] === number
  }

  remove(row: TransferRow): void {
    this.queue(row, -this.files[row])
    this.number[row] = 0
    this.rows.giveBack(row)
  }

  private queue(row: TransferRow, files: number): void {
    const { sites } = this
    const activity = this.activity[row] * sites
    this.queuedFiles[(activity + this.from[row]) * sites + this.to[row]] += files
    this.filesToward[activity + this.to[row]] += files
  }

  private grow(): void {
    const length = (this.capacity *= 2)
    this.number = grown(this.number, length)
    this.job = grown(this.job, length)
    this.jobId = grown(this.jobId, length)
    this.kind = grown(this.kind, length)
    this.from = grown(this.from, length)
    this.to = grown(this.to, length)
    this.bytes = grown(this.bytes, length)
    this.files = grown(this.files, length)
    this.activity = grown(this.activity, length)
    this.tries = grown(this.tries, length)
  }
}
