import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'

/** Jobs of a share and resource type at a queue (brokerage.md §B.4). */
export interface TypeFigures {
  /** Whether statistics have any such job there, in whatever state. */
  isKnown: boolean
  running: number
  /** Defined, activated and starting ones, and assigned ones when input must move. */
  queued: number
}

/** Looks the figures of a bunch's share and type up, queue by queue. */
export class TypeFigureReader implements TypeFigures {
  isKnown = false
  running = 0
  queued = 0
  private table: Int32Array = new Int32Array(0)
  private rows: number[] = []

  begin({ kind }: Bunch, { statistics: { counters } }: State): void {
    this.table = counters.byType
    const count = JobState.merging + 1
    this.rows.length = count
    for (let standing = 0; standing < count; standing++) {
      this.rows[standing] = counters.typeRow(kind.shareIndex, kind.resourceType, standing)
    }
  }

  read(queue: number, inputMoves: boolean): this {
    const { table, rows } = this
    const waiting =
      table[rows[JobState.defined] + queue] +
      table[rows[JobState.activated] + queue] +
      table[rows[JobState.starting] + queue]
    const assigned = table[rows[JobState.assigned] + queue]
    this.running = table[rows[JobState.running] + queue]
    this.queued = waiting + (inputMoves ? assigned : 0)
    this.isKnown = waiting + assigned + this.running > 0 || this.hasOthers(queue)
    return this
  }

  private hasOthers(queue: number): boolean {
    for (const row of this.rows) if (this.table[row + queue] > 0) return true
    return false
  }
}
