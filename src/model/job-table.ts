import type { JobState } from './job-state.js'
import { grown, Rows } from './rows.js'
import { type JobRow, NONE, type PandaId, type Seconds, type TaskRow } from './units.js'

/** Numbers and whole numbers in a job's line: 64 bytes, a line of the processor's cache. */
const NUMBERS = 8
const WHOLES = 16

/** Rows in a block. */
const BLOCK = 64

/** Places of the numbers in a line. */
const ID = 0
const SINCE = 1
const HEARD = 2
const STARTED = 3
const FIRST_STARTED = 4
/** Places of the whole numbers, behind the numbers. */
const ORDINAL = 10
const FAILURES = 11
const STATE = 12
const TASK = 13
const FACE = 14
const TRANSFER = 15

/**
 * All jobs that have not ended, one row each. A row is recycled after the job's end; the PandaID is public and never
 * reused; the lineage key is (task key, ordinal), the same for all attempts. What each step of a job's life touches lies
 * in one line of memory, behind methods; the rest are plain columns.
 */
export class JobTable {
  private readonly rows = new Rows()
  private capacity = 1024
  private lastId = 0
  private numbers = new Float64Array(this.capacity * NUMBERS)
  private wholes = new Int32Array(this.numbers.buffer)
  /** Jobs in each block of rows, so that walks can pass over empty ones. */
  private inBlock = new Int32Array(this.capacity / BLOCK)

  /** When the attempt was created; of a first attempt, when its task was submitted. */
  createdAt = new Float64Array(this.capacity)
  /** When it was last given a place: limits of a job's age count from then, since PanDA creates jobs only then. */
  placedAt = new Float64Array(this.capacity)
  /** Attempt number, from 1: every ended attempt counts. */
  attempt = new Int32Array(this.capacity)
  /** The next job in the list this one is in (its task's pending jobs). */
  next = new Int32Array(this.capacity)
  /** Error code of the failure, 0 before. */
  error = new Int32Array(this.capacity)
  /** 1: its pilot is to end it, for good. */
  isToEnd = new Uint8Array(this.capacity)

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
    return this.put(++this.lastId, task, ordinal, attempt, state, now)
  }

  /** A row for a job that had its PandaID before, when the state is read back; the caller fills in what it knows. */
  restore(id: PandaId, task: TaskRow, ordinal: number, attempt: number, state: JobState, since: Seconds): JobRow {
    return this.put(id, task, ordinal, attempt, state, since)
  }

  /** Gives PandaIDs above this one from now on, when the state is read back. */
  continueFrom(lastId: PandaId): void {
    this.lastId = lastId
  }

  private put(id: PandaId, task: TaskRow, ordinal: number, attempt: number, state: JobState, now: Seconds): JobRow {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.inBlock[Math.floor(row / BLOCK)]++
    this.numbers[row * NUMBERS + ID] = id
    this.numbers[row * NUMBERS + SINCE] = now
    this.numbers[row * NUMBERS + HEARD] = now
    this.numbers[row * NUMBERS + STARTED] = NaN
    this.numbers[row * NUMBERS + FIRST_STARTED] = NaN
    this.wholes[row * WHOLES + ORDINAL] = ordinal
    this.wholes[row * WHOLES + FAILURES] = 0
    this.wholes[row * WHOLES + STATE] = state
    this.wholes[row * WHOLES + TASK] = task
    this.wholes[row * WHOLES + FACE] = NONE
    this.wholes[row * WHOLES + TRANSFER] = NONE
    this.createdAt[row] = now
    this.placedAt[row] = now
    this.attempt[row] = attempt
    this.next[row] = NONE
    this.error[row] = 0
    this.isToEnd[row] = 0
    return row
  }

  /** Whether this row still holds that job. */
  holds(row: JobRow, id: PandaId): boolean {
    return id > 0 && row >= 0 && row < this.rows.top && this.id(row) === id
  }

  /** Gives the row of an ended job back. */
  remove(row: JobRow): void {
    this.numbers[row * NUMBERS + ID] = 0
    this.inBlock[Math.floor(row / BLOCK)]--
    this.rows.giveBack(row)
  }

  /** The first row from this one on whose block holds a job, `top` when there is none; for walks over all rows. */
  skipEmpty(row: JobRow): JobRow {
    const blocks = Math.ceil(this.rows.top / BLOCK)
    let block = Math.floor(row / BLOCK)
    if (this.inBlock[block] > 0) return row
    while (block < blocks && this.inBlock[block] === 0) block++
    return Math.min(block * BLOCK, this.rows.top)
  }

  /** PandaID; 0 in a free row. */
  id(row: JobRow): PandaId {
    return this.numbers[row * NUMBERS + ID]
  }

  /** First input ordinal or trace row within the task. */
  ordinal(row: JobRow): number {
    return this.wholes[row * WHOLES + ORDINAL]
  }

  /** Attempts of this lineage that failed. */
  failures(row: JobRow): number {
    return this.wholes[row * WHOLES + FAILURES]
  }

  setFailures(row: JobRow, failures: number): void {
    this.wholes[row * WHOLES + FAILURES] = failures
  }

  /** What the state's deadline counts from: entry into the state, later by gaps in hearing. */
  since(row: JobRow): Seconds {
    return this.numbers[row * NUMBERS + SINCE]
  }

  setSince(row: JobRow, at: Seconds): void {
    this.numbers[row * NUMBERS + SINCE] = at
  }

  /** Until when the job's pilot has been heard. */
  heardAt(row: JobRow): Seconds {
    return this.numbers[row * NUMBERS + HEARD]
  }

  setHeardAt(row: JobRow, at: Seconds): void {
    this.numbers[row * NUMBERS + HEARD] = at
  }

  /** Start of this attempt's run; NaN before. */
  startedAt(row: JobRow): Seconds {
    return this.numbers[row * NUMBERS + STARTED]
  }

  setStartedAt(row: JobRow, at: Seconds): void {
    this.numbers[row * NUMBERS + STARTED] = at
  }

  /** Start of the first attempt that ran; NaN before. */
  firstStartedAt(row: JobRow): Seconds {
    return this.numbers[row * NUMBERS + FIRST_STARTED]
  }

  setFirstStartedAt(row: JobRow, at: Seconds): void {
    this.numbers[row * NUMBERS + FIRST_STARTED] = at
  }

  state(row: JobRow): JobState {
    return this.wholes[row * WHOLES + STATE]
  }

  setState(row: JobRow, state: JobState): void {
    this.wholes[row * WHOLES + STATE] = state
  }

  task(row: JobRow): TaskRow {
    return this.wholes[row * WHOLES + TASK]
  }

  /** Pseudo-queue the job was placed at, NONE before. */
  face(row: JobRow): number {
    return this.wholes[row * WHOLES + FACE]
  }

  setFace(row: JobRow, face: number): void {
    this.wholes[row * WHOLES + FACE] = face
  }

  /** Transfer under way for the job, NONE when there is none. */
  transfer(row: JobRow): number {
    return this.wholes[row * WHOLES + TRANSFER]
  }

  setTransfer(row: JobRow, transfer: number): void {
    this.wholes[row * WHOLES + TRANSFER] = transfer
  }

  private grow(): void {
    const length = (this.capacity = Math.ceil((this.capacity * 1.5) / BLOCK) * BLOCK)
    this.inBlock = grown(this.inBlock, length / BLOCK)
    this.numbers = grown(this.numbers, length * NUMBERS)
    this.wholes = new Int32Array(this.numbers.buffer)
    this.createdAt = grown(this.createdAt, length)
    this.placedAt = grown(this.placedAt, length)
    this.attempt = grown(this.attempt, length)
    this.next = grown(this.next, length)
    this.error = grown(this.error, length)
    this.isToEnd = grown(this.isToEnd, length)
  }
}
