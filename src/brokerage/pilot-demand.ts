import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import type { Dispatcher } from './dispatcher.js'
import type { Orders } from './ports.js'
import { nextCycle } from './cycle.js'

/**
 * Orders pilots for activated jobs: at each cycle, for each pseudo-queue, as many as it has activated jobs that no
 * pilot is under way for. Which job a pilot gets is decided when it asks (late binding).
 */
export class PilotDemand {
  /** Pilots requested that have not asked yet. */
  readonly underWay: Int32Array
  private readonly isHungry: Uint8Array
  private hungry: number[] = []
  private dueAt = Infinity

  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly orders: Orders,
  ) {
    this.underWay = new Int32Array(state.grid.faces.length)
    this.isHungry = new Uint8Array(state.grid.faces.length)
  }

  nextDue(): Seconds {
    return this.dueAt
  }

  /** A job was activated at this pseudo-queue, or pilots for it were lost. */
  noticeDemand(face: number, now: Seconds): void {
    if (this.isHungry[face] === 1 || this.dispatcher.activated[face] <= this.underWay[face]) return
    this.isHungry[face] = 1
    this.hungry.push(face)
    if (this.dueAt === Infinity) this.dueAt = nextCycle(now, this.state.constants.pilotCycleSeconds)
  }

  /** Orders what is missing everywhere. */
  order(now: Seconds): void {
    const { hungry } = this
    this.hungry = []
    this.dueAt = Infinity
    for (const face of hungry) {
      this.isHungry[face] = 0
      const missing = this.dispatcher.activated[face] - this.underWay[face]
      if (missing <= 0) continue
      this.underWay[face] += missing
      this.state.journal.write(Fact.pilotsRequested, now, missing, face, 0, 0, 0, face)
      this.orders.requestPilots(now, face, missing)
    }
  }

  /** A pilot that was under way has come. */
  arrived(face: number): void {
    if (this.underWay[face] > 0) this.underWay[face]--
  }

  /** Pilots that were under way will not come. */
  lost(face: number, pilots: number, now: Seconds): void {
    const gone = Math.max(0, Math.min(pilots, this.underWay[face]))
    this.underWay[face] -= gone
    this.state.journal.write(Fact.pilotsLost, now, gone, face, 0, 0, 0, face)
    this.noticeDemand(face, now)
  }
}
