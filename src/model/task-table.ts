import { grown, Rows } from './rows.js'
import { NONE, type Seconds, type TaskRow } from './units.js'

/** All tasks with jobs that have not ended, one row each. Like jobs of a task are brokered together. */
export class TaskTable {
  private readonly rows = new Rows()
  private capacity = 256
  private lastNumber = 0

  /** Running number of the task, from 1, never reused; 0 in a free row. */
  number = new Float64Array(this.capacity)
  names: string[] = []
  /** Key of the name, for draws. */
  key = new Int32Array(this.capacity)
  kind = new Int32Array(this.capacity)
  user = new Int32Array(this.capacity)
  group = new Int32Array(this.capacity)
  priority = new Int32Array(this.capacity)
  submittedAt = new Float64Array(this.capacity)
  /** Jobs (lineages) the task has. */
  jobs = new Int32Array(this.capacity)
  firstOrdinal = new Int32Array(this.capacity)
  /** Jobs that have been created so far. */
  created = new Int32Array(this.capacity)
  /** Lineages that ended, by how. */
  finished = new Int32Array(this.capacity)
  failed = new Int32Array(this.capacity)
  cancelled = new Int32Array(this.capacity)
  /** First and last of the jobs that wait for brokerage. */
  pendingHead = new Int32Array(this.capacity)
  pendingTail = new Int32Array(this.capacity)
  pending = new Int32Array(this.capacity)
  /** When brokerage looks at the task next; Infinity when nothing waits. */
  nextVisitAt = new Float64Array(this.capacity)
  /** Wall time a job asks for, seconds; 0 when unknown. */
  walltimeSeconds = new Float64Array(this.capacity)
  /** CPU work of a job in HS06 seconds; 0 when unknown. Used in place of the wall time when given. */
  hs06Seconds = new Float64Array(this.capacity)
  dataset = new Int32Array(this.capacity)
  /** Input of one job. */
  inputBytes = new Float64Array(this.capacity)
  inputFiles = new Int32Array(this.capacity)
  /** Output of one job. */
  outputBytes = new Float64Array(this.capacity)
  /** Site that collects the output, NONE when it stays where it was made. */
  nucleus = new Int32Array(this.capacity)
  /** Queue the task was assigned to by name, NONE when brokerage is free. */
  preassigned = new Int32Array(this.capacity)
  maxAttempts = new Int32Array(this.capacity)
  maxFailures = new Int32Array(this.capacity)

  get top(): number {
    return this.rows.top
  }

  /** Tasks that have not ended. */
  get alive(): number {
    return this.rows.used
  }

  /** A new row; all but name, counters and links is the caller's to fill. */
  add(name: string, key: number, now: Seconds): TaskRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.number[row] = ++this.lastNumber
    this.names[row] = name
    this.key[row] = key
    this.submittedAt[row] = now
    this.created[row] = 0
    this.finished[row] = 0
    this.failed[row] = 0
    this.cancelled[row] = 0
    this.pendingHead[row] = NONE
    this.pendingTail[row] = NONE
    this.pending[row] = 0
    this.nextVisitAt[row] = Infinity
    return row
  }

  /** Lineages that have not ended. */
  unfinished(row: TaskRow): number {
    return this.jobs[row] - this.finished[row] - this.failed[row] - this.cancelled[row]
  }

  remove(row: TaskRow): void {
    this.number[row] = 0
    this.names[row] = ''
    this.rows.giveBack(row)
  }

  private grow(): void {
    const length = (this.capacity *= 2)
    this.number = grown(this.number, length)
    this.key = grown(this.key, length)
    this.kind = grown(this.kind, length)
    this.user = grown(this.user, length)
    this.group = grown(this.group, length)
    this.priority = grown(this.priority, length)
    this.submittedAt = grown(this.submittedAt, length)
    this.jobs = grown(this.jobs, length)
    this.firstOrdinal = grown(this.firstOrdinal, length)
    this.created = grown(this.created, length)
    this.finished = grown(this.finished, length)
    this.failed = grown(this.failed, length)
    this.cancelled = grown(this.cancelled, length)
    this.pendingHead = grown(this.pendingHead, length)
    this.pendingTail = grown(this.pendingTail, length)
    this.pending = grown(this.pending, length)
    this.nextVisitAt = grown(this.nextVisitAt, length)
    this.walltimeSeconds = grown(this.walltimeSeconds, length)
    this.hs06Seconds = grown(this.hs06Seconds, length)
    this.dataset = grown(this.dataset, length)
    this.inputBytes = grown(this.inputBytes, length)
    this.inputFiles = grown(this.inputFiles, length)
    this.outputBytes = grown(this.outputBytes, length)
    this.nucleus = grown(this.nucleus, length)
    this.preassigned = grown(this.preassigned, length)
    this.maxAttempts = grown(this.maxAttempts, length)
    this.maxFailures = grown(this.maxFailures, length)
  }
}
