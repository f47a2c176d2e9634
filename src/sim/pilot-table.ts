import { grown, Rows } from '../model/rows.js'
import { NONE } from '../model/units.js'

/** How the run of a pilot's job will end. */
export const enum Fate {
  finished,
  failed,
  cancelled,
  /** The pilot falls silent: the core hears nothing more. */
  silent,
}

/** Pilots that hold a slot, one recycled row each. */
export class PilotTable {
  private readonly rows = new Rows()
  private capacity = 1024

  face = new Int32Array(this.capacity)
  startedAt = new Float64Array(this.capacity)
  /** The job it runs, NONE before it has one; the PandaID tells whether the row is still that job. */
  job = new Int32Array(this.capacity)
  jobId = new Float64Array(this.capacity)
  fate = new Uint8Array(this.capacity)

  get alive(): number {
    return this.rows.used
  }

  add(face: number, startedAt: number): number {
    const row = this.rows.take()
    if (row >= this.capacity) this.grow()
    this.face[row] = face
    this.startedAt[row] = startedAt
    this.job[row] = NONE
    return row
  }

  remove(row: number): void {
    this.rows.giveBack(row)
  }

  private grow(): void {
    const length = (this.capacity *= 2)
    this.face = grown(this.face, length)
    this.startedAt = grown(this.startedAt, length)
    this.job = grown(this.job, length)
    this.jobId = grown(this.jobId, length)
    this.fate = grown(this.fate, length)
  }
}
