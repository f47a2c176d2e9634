import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import type { Dispatcher } from './dispatcher.js'
import type { Orders } from './ports.js'
import { nextCycle } from './cycle.js'

/**
 * Orders pilots for activated jobs: at each cycle, for each pseudo-queue, as many as it has activated jobs that no
 * pilot is under way for. Which job a pilot gets is decided when it asks (late binding). Queues that nobody asks at get one
 * pilot an hour, so that brokerage knows whether they live (pilot factories' minimum, brokerage.md §K.1).
 */
export class PilotDemand {
  /** Pilots requested that have not asked yet. */
  readonly underWay: Int32Array
  private readonly isHungry: Uint8Array
  private hungry: number[] = []
  private dueAt = Infinity
  private keepAliveAt: Seconds

  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly orders: Orders,
  ) {
    this.underWay = new Int32Array(state.grid.faces.length)
    this.isHungry = new Uint8Array(state.grid.faces.length)
    this.keepAliveAt = state.constants.pilotKeepAliveSeconds
  }

  nextDue(): Seconds {
    if (this.state.tasks.alive === 0) return this.dueAt
    return this.dueAt < this.keepAliveAt ? this.dueAt : this.keepAliveAt
  }

  /** Orders what is due. */
  run(now: Seconds): void {
    if (this.keepAliveAt <= now) this.keepAlive(now)
    if (this.dueAt <= now) this.order(now)
  }

  /** When pilots are ordered next for what is missing, Infinity for none, and when for queues that keep silent. */
  plan(): { readonly dueAt: Seconds; readonly keepAliveAt: Seconds } {
    return { dueAt: this.dueAt, keepAliveAt: this.keepAliveAt }
  }

  /** Goes on with what was planned, when the state is read back. */
  continueFrom(dueAt: Seconds, keepAliveAt: Seconds): void {
    this.keepAliveAt = keepAliveAt
    this.dueAt = dueAt
    for (const { index } of this.state.grid.faces) this.noticeDemand(index, dueAt)
  }

  /** Counts pilots that are under way, when the state is read back. */
  resume(face: number, pilots: number): void {
    this.count(face, pilots)
  }

  /** A job was activated at this pseudo-queue, or pilots for it were lost. */
  noticeDemand(face: number, now: Seconds): void {
    if (this.isHungry[face] === 1 || this.dispatcher.activated[face] <= this.underWay[face]) return
    this.isHungry[face] = 1
    this.hungry.push(face)
    if (this.dueAt === Infinity) this.dueAt = nextCycle(now, this.state.constants.pilotCycleSeconds)
  }

  /** Orders what is missing everywhere. */
  private order(now: Seconds): void {
    const { hungry } = this
    this.hungry = []
    this.dueAt = Infinity
    for (const face of hungry) {
      this.isHungry[face] = 0
      const missing = this.dispatcher.activated[face] - this.underWay[face]
      if (missing <= 0) continue
      this.request(face, missing, now)
    }
  }

  /** One pilot for each queue where none has asked for so long. */
  private keepAlive(now: Seconds): void {
    const { grid, constants } = this.state
    const period = constants.pilotKeepAliveSeconds
    this.keepAliveAt = nextCycle(now + period, period)
    for (const { status, faces, lastPilotAt, pilotsUnderWay } of grid.queues) {
      if (status === 'offline' || pilotsUnderWay > 0 || lastPilotAt > now - period) continue
      this.request(faces[0].index, 1, now)
    }
  }

  private request(face: number, pilots: number, now: Seconds): void {
    this.count(face, pilots)
    this.state.journal.write(Fact.pilotsRequested, now, pilots, face, 0, 0, 0, face)
    this.orders.requestPilots(now, face, pilots)
  }

  private count(face: number, pilots: number): void {
    this.underWay[face] += pilots
    this.state.grid.faces[face].queue.pilotsUnderWay += pilots
  }

  /** Pilots under way beyond the jobs that wait for one. */
  surplus(face: number): number {
    return Math.max(0, this.underWay[face] - this.dispatcher.activated[face])
  }

  /** A pilot that was under way has come. */
  arrived(face: number): void {
    if (this.underWay[face] > 0) this.count(face, -1)
    this.state.silent?.queue(this.state.grid.queueOfFace[face])
  }

  /** Pilots that were under way will not come. */
  lost(face: number, pilots: number, now: Seconds): void {
    const gone = Math.max(0, Math.min(pilots, this.underWay[face]))
    this.count(face, -gone)
    this.state.journal.write(Fact.pilotsLost, now, gone, face, 0, 0, 0, face)
    this.noticeDemand(face, now)
  }
}
