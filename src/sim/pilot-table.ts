import { grown, Rows } from '../model/rows.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'

/** How the run of a pilot's job will end. */
export const enum Fate {
  finished,
  failed,
  cancelled,
  /** The pilot falls silent: the core hears nothing more. */
  silent,
  /** The batch system ends the slot: the pilot reports the failure and is gone. */
  outOfTime,
}

/** What is kept of a pilot: whole numbers, and numbers. */
const WHOLES = 4
const NUMBERS = 2

/**
 * Pilots that hold a slot, one recycled row each. What belongs to a pilot lies side by side, since all of it is read
 * when its run ends, long after it was written.
 */
export class PilotTable {
  private readonly rows = new Rows()
  private capacity = 1024
  /** Pseudo-queue, job, fate, error code. */
  private wholes = new Int32Array(this.capacity * WHOLES)
  /** Start of the pilot, PandaID of its job. */
  private numbers = new Float64Array(this.capacity * NUMBERS)

  get alive(): number {
    return this.rows.used
  }

  add(face: number, startedAt: Seconds): number {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.wholes[row * WHOLES] = face
    this.wholes[row * WHOLES + 1] = NONE
    this.numbers[row * NUMBERS] = startedAt
    return row
  }

  remove(row: number): void {
    this.wholes[row * WHOLES] = NONE
    this.rows.giveBack(row)
  }

  /** Rows of all of them. */
  *all(): Generator<number> {
    for (let row = 0; row < this.rows.top; row++) if (this.faceOf(row) !== NONE) yield row
  }

  /** The pilot has got a job. */
  give(row: number, job: JobRow, id: PandaId, fate: Fate, errorCode: number): void {
    this.wholes[row * WHOLES + 1] = job
    this.wholes[row * WHOLES + 2] = fate
    this.wholes[row * WHOLES + 3] = errorCode
    this.numbers[row * NUMBERS + 1] = id
  }

  faceOf(row: number): number {
    return this.wholes[row * WHOLES]
  }

  /** Row of its job, NONE before it had one; the PandaID tells whether the row is still that job. */
  jobOf(row: number): JobRow {
    return this.wholes[row * WHOLES + 1]
  }

  fateOf(row: number): Fate {
    return this.wholes[row * WHOLES + 2]
  }

  /** What it will report of a failure. */
  errorCodeOf(row: number): number {
    return this.wholes[row * WHOLES + 3]
  }

  startedAt(row: number): Seconds {
    return this.numbers[row * NUMBERS]
  }

  jobIdOf(row: number): PandaId {
    return this.numbers[row * NUMBERS + 1]
  }

  private grow(): void {
    this.capacity *= 2
    this.wholes = grown(this.wholes, this.capacity * WHOLES)
    this.numbers = grown(this.numbers, this.capacity * NUMBERS)
  }
}
