import { aliveRows } from '../model/alive-rows.js'
import { isWithPilot } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { NONE } from '../model/units.js'
import type { Dispatcher } from './dispatcher.js'
import type { PilotFigures } from './pilot-demands/pilot-demand-rule.js'

/** What is known of the pilots of each pseudo-queue. */
export class PilotCounts implements PilotFigures {
  /** Pilots requested that have not asked yet. */
  readonly underWay: Int32Array
  /** Jobs with pilots, as counted when somebody first asked since the last look; undefined: nobody has. */
  private withPilots: Int32Array | undefined

  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
  ) {
    this.underWay = new Int32Array(state.grid.faces.length)
  }

  /** What runs is to be counted anew. */
  look(): void {
    this.withPilots = undefined
  }

  activated(face: number): number {
    return this.dispatcher.activated[face]
  }

  pending(face: number): number {
    return this.underWay[face]
  }

  running(face: number): number {
    return this.counted()[face]
  }

  everywhere(): number {
    return sumOf(this.underWay) + sumOf(this.counted())
  }

  private counted(): Int32Array {
    if (this.withPilots !== undefined) return this.withPilots
    const { jobs, grid } = this.state
    const counted = new Int32Array(grid.faces.length)
    for (const row of aliveRows(jobs)) {
      if (jobs.face(row) !== NONE && isWithPilot(jobs.state(row))) counted[jobs.face(row)]++
    }
    return (this.withPilots = counted)
  }
}

function sumOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
