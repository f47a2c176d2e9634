import { grown, Rows } from './rows.js'
import { plainRules, type TaskRules } from './task-rules.js'
import { NONE, type Seconds, type TaskRow } from './units.js'

/** No queue in particular. */
const anyQueue: readonly number[] = []

/** All tasks with jobs that have not ended, one row each. Like jobs of a task are brokered together. */
export class TaskTable {
  private readonly rows = new Rows()
  private capacity = 256
  private lastNumber = 0

  /** Running number of the task, from 1, never reused; 0 in a free row. */
  number = new Float64Array(this.capacity)
  names: string[] = []
  rules: TaskRules[] = []
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
  /** Jobs that run now. */
  running = new Int32Array(this.capacity)
  /** First and last of the jobs that wait for brokerage. */
  pendingHead = new Int32Array(this.capacity)
  pendingTail = new Int32Array(this.capacity)
  pending = new Int32Array(this.capacity)
  /** 1 while the throttler holds it back. */
  isHeld = new Uint8Array(this.capacity)
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
  outputFiles = new Int32Array(this.capacity)
  /** Site that collects the output, NONE when it stays where it was made, TO_BE_CHOSEN before one is given. */
  nucleus = new Int32Array(this.capacity)
  /** Queues the task was assigned to by name; none when brokerage is free. */
  queues: (readonly number[])[] = []
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
    return this.restore(++this.lastNumber, name, key, now)
  }

  /** Numbers given so far. */
  get submitted(): number {
    return this.lastNumber
  }

  /** Gives numbers above this one from now on, when the state is read back. */
  continueFrom(lastNumber: number): void {
    this.lastNumber = lastNumber
  }

  /** A row for a task that had its number before, when the state is read back; filled as a new one. */
  restore(number: number, name: string, key: number, now: Seconds): TaskRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.number[row] = number
    this.names[row] = name
    this.rules[row] = plainRules
    this.queues[row] = anyQueue
    this.key[row] = key
    this.submittedAt[row] = now
    this.created[row] = 0
    this.finished[row] = 0
    this.failed[row] = 0
    this.cancelled[row] = 0
    this.running[row] = 0
    this.isHeld[row] = 0
    this.pendingHead[row] = NONE
    this.pendingTail[row] = NONE
    this.pending[row] = 0
    this.nextVisitAt[row] = Infinity
    return row
  }

  /** Lineages that have ended. */
  ended(row: TaskRow): number {
    return this.finished[row] + this.failed[row] + this.cancelled[row]
  }

  /** Lineages that have not ended. */
  unfinished(row: TaskRow): number {
    return this.jobs[row] - this.ended(row)
  }

  remove(row: TaskRow): void {
    this.number[row] = 0
    this.names[row] = ''
    this.isHeld[row] = 0
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
    this.running = grown(this.running, length)
    this.isHeld = grown(this.isHeld, length)
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
    this.outputFiles = grown(this.outputFiles, length)
    this.nucleus = grown(this.nucleus, length)
    this.maxAttempts = grown(this.maxAttempts, length)
    this.maxFailures = grown(this.maxFailures, length)
  }
}
