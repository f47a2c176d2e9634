import { grown, Rows } from './rows.js'
import type { Bytes, JobRow, PandaId, TransferRow } from './units.js'

/** What a transfer carries. */
export const enum TransferKind {
  input,
  output,
}

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

  get top(): number {
    return this.rows.top
  }

  get underWay(): number {
    return this.rows.used
  }

  add(job: JobRow, jobId: PandaId, kind: TransferKind, from: number, to: number, bytes: Bytes): TransferRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.number[row] = ++this.ordered
    this.job[row] = job
    this.jobId[row] = jobId
    this.kind[row] = kind
    this.from[row] = from
    this.to[row] = to
    this.bytes[row] = bytes
    return row
  }

  /** Whether this row still holds that transfer. */
  holds(row: TransferRow, number: number): boolean {
    return number > 0 && row >= 0 && row < this.rows.top && this.number[row] === number
  }

  remove(row: TransferRow): void {
    this.number[row] = 0
    this.rows.giveBack(row)
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
  }
}
