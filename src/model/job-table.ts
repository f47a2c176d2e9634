import { grown, Rows } from './rows.js'
import type { JobState } from './job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from './units.js'

/**
 * All jobs that have not ended, one row each, in typed columns. A row is recycled after the job's end; the
 * PandaID is public and never reused; the lineage key is (task key, ordinal), the same for all attempts.
 */
export class JobTable {
  private readonly rows = new Rows()
  private capacity = 1024
  private lastId = 0

  /** PandaID; 0 in a free row. */
  id = new Float64Array(this.capacity)
  task = new Int32Array(this.capacity)
  /** First input ordinal or trace row within the task. */
  ordinal = new Int32Array(this.capacity)
  /** Attempt number, from 1: every ended attempt counts. */
  attempt = new Uint16Array(this.capacity)
  /** Attempts of this lineage that failed. */
  failures = new Uint16Array(this.capacity)
  state = new Uint8Array(this.capacity)
  /** Pseudo-queue the job was placed at, NONE before. */
  face = new Int32Array(this.capacity)
  /** Transfer under way for the job, NONE when there is none. */
  transfer = new Int32Array(this.capacity)
  /** The next job in the list this one is in (its task's pending jobs). */
  next = new Int32Array(this.capacity)
  createdAt = new Float64Array(this.capacity)
  /** What the state's deadline counts from: entry into the state, later by gaps in hearing. */
  since = new Float64Array(this.capacity)
  /** Until when the job's pilot has been heard. */
  heardAt = new Float64Array(this.capacity)
  /** Start of this attempt's run; NaN before. */
  startedAt = new Float64Array(this.capacity)
  /** Start of the first attempt that ran; NaN before. */
  firstStartedAt = new Float64Array(this.capacity)
  /** Error code of the failure, 0 before. */
  error = new Int32Array(this.capacity)

  /** One above the highest row in use so far: the bound for walks over all rows. */
  get top(): number {
    return this.rows.top
  }

  /** Jobs that have not ended. */
  get alive(): number {
    return this.rows.used
  }

  /** PandaIDs given so far. */
  get created(): number {
    return this.lastId
  }

  /** A new row with the next PandaID; the caller fills in what it knows. */
  add(task: TaskRow, ordinal: number, attempt: number, state: JobState, now: Seconds): JobRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.id[row] = ++this.lastId
    this.task[row] = task
    this.ordinal[row] = ordinal
    this.attempt[row] = attempt
    this.failures[row] = 0
    this.state[row] = state
    this.face[row] = NONE
    this.transfer[row] = NONE
    this.next[row] = NONE
    this.createdAt[row] = now
    this.since[row] = now
    this.heardAt[row] = now
    this.startedAt[row] = NaN
    this.firstStartedAt[row] = NaN
    this.error[row] = 0
    return row
  }

  /** Whether this row still holds that job. */
  holds(row: JobRow, id: PandaId): boolean {
    return row >= 0 && row < this.rows.top && this.id[row] === id
  }

  /** Gives the row of an ended job back. */
  remove(row: JobRow): void {
    this.id[row] = 0
    this.rows.giveBack(row)
  }

  private grow(): void {
    const length = (this.capacity = Math.ceil(this.capacity * 1.5))
    this.id = grown(this.id, length)
    this.task = grown(this.task, length)
    this.ordinal = grown(this.ordinal, length)
    this.attempt = grown(this.attempt, length)
    this.failures = grown(this.failures, length)
    this.state = grown(this.state, length)
    this.face = grown(this.face, length)
    this.transfer = grown(this.transfer, length)
    this.next = grown(this.next, length)
    this.createdAt = grown(this.createdAt, length)
    this.since = grown(this.since, length)
    this.heardAt = grown(this.heardAt, length)
    this.startedAt = grown(this.startedAt, length)
    this.firstStartedAt = grown(this.firstStartedAt, length)
    this.error = grown(this.error, length)
  }
}
