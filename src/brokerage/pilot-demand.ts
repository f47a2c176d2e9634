import { BadInput } from '../model/bad-input.js'
import type { Queue } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import { nextCycle } from './cycle.js'
import type { Dispatcher } from './dispatcher.js'
import { PilotCounts } from './pilot-counts.js'
import { choosePilotDemand } from './pilot-demands/choose-pilot-demand.js'
import { usualPilotDemand } from './pilot-demands/index.js'
import type { PilotDemandRule, Tell } from './pilot-demands/pilot-demand-rule.js'
import type { Orders } from './ports.js'

/** What a rule would ask for now at a pseudo-queue, and what it reckoned on the way. */
export interface DemandStory {
  readonly cores: number
  readonly steps: readonly { readonly name: string; readonly pilots: number }[]
  readonly pilots: number
}

const silence: Tell = () => undefined

/**
 * Orders pilots for activated jobs, at each cycle as many as its rule says. Which job a pilot gets is decided when it asks (late
 * binding). Whatever the rule, queues that nobody asks at get one pilot an hour, so that brokerage knows whether they live (pilot
 * factories' minimum, brokerage.md §K.1).
 */
export class PilotDemand {
  private readonly counts: PilotCounts
  private readonly isHungry: Uint8Array
  /** Pseudo-queues with more activated jobs than pilots under way; not kept for rules that look at all queues. */
  private hungry: number[] = []
  private dueAt: Seconds
  private keepAliveAt: Seconds

  /** @throws BadInput when the rule names a queue that is not in the grid */
  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly orders: Orders,
    private readonly rule: PilotDemandRule = choosePilotDemand(usualPilotDemand),
  ) {
    this.counts = new PilotCounts(state, dispatcher)
    this.isHungry = new Uint8Array(state.grid.faces.length)
    this.dueAt = rule.cycleSeconds ?? Infinity
    this.keepAliveAt = state.constants.pilotKeepAliveSeconds
    const stranger = rule.namedQueues.find((name) => state.grid.queue(name) === undefined)
    if (stranger !== undefined)
      throw new BadInput(`pilotDemand.queues.${stranger}`, 'it is not in the grid', 'queues of the grid')
  }

  /** Pilots requested that have not asked yet, by pseudo-queue. */
  get underWay(): Int32Array {
    return this.counts.underWay
  }

  /** Nothing is asked for by itself while there is no work. */
  nextDue(): Seconds {
    const { dueAt, keepAliveAt, rule } = this
    if (this.state.tasks.alive > 0) return dueAt < keepAliveAt ? dueAt : keepAliveAt
    return rule.cycleSeconds === undefined ? dueAt : Infinity
  }

  /** Orders what is due. */
  run(now: Seconds): void {
    if (this.keepAliveAt <= now) this.keepAlive(now)
    if (this.dueAt > now) return
    if (this.rule.cycleSeconds === undefined) this.orderForHungry(now)
    else this.orderEverywhere(this.rule.cycleSeconds, now)
  }

  /** What the rule would ask for now at each of the queue's pseudo-queues, step by step. */
  explain(queue: Queue): { readonly rule: string; readonly faces: readonly DemandStory[] } {
    const steps = queue.faces.map((): { name: string; pilots: number }[] => [])
    this.counts.look()
    const first = queue.faces[0].index
    const tell: Tell = ({ index }, name, pilots) => steps[index - first].push({ name, pilots })
    const wanted = this.rule.newPilots(queue, this.counts, tell)
    const faces = queue.faces.map(({ cores }, slot) => ({ cores, steps: steps[slot], pilots: wanted[slot] }))
    return { rule: this.rule.name, faces }
  }

  /** When pilots are ordered next for what is missing, Infinity for none, and when for queues that keep silent. */
  plan(): { readonly dueAt: Seconds; readonly keepAliveAt: Seconds } {
    return { dueAt: this.dueAt, keepAliveAt: this.keepAliveAt }
  }

  /** Goes on with what was planned, when the state is read back. */
  continueFrom(dueAt: Seconds, keepAliveAt: Seconds): void {
    this.keepAliveAt = keepAliveAt
    // A rule that looks at all queues always has a next cycle; the state may have been kept under one that has not.
    if (dueAt < Infinity || this.rule.cycleSeconds === undefined) this.dueAt = dueAt
    for (const { index } of this.state.grid.faces) this.noticeDemand(index, dueAt)
  }

  /** Counts pilots that are under way, when the state is read back. */
  resume(face: number, pilots: number): void {
    this.count(face, pilots)
  }

  /** A job was activated at this pseudo-queue, or pilots for it were lost. */
  noticeDemand(face: number, now: Seconds): void {
    if (this.rule.cycleSeconds !== undefined || this.isHungry[face] === 1) return
    if (this.counts.activated(face) <= this.counts.underWay[face]) return
    this.isHungry[face] = 1
    this.hungry.push(face)
    if (this.dueAt === Infinity) this.dueAt = nextCycle(now, this.state.constants.pilotCycleSeconds)
  }

  /** Orders where pilots were missing since the last cycle, in the order in which they were. */
  private orderForHungry(now: Seconds): void {
    const { hungry, rule, counts } = this
    const { faces } = this.state.grid
    this.hungry = []
    this.dueAt = Infinity
    counts.look()
    for (const face of hungry) {
      this.isHungry[face] = 0
      const { queue } = faces[face]
      const pilots = rule.newPilots(queue, counts, silence)[face - queue.faces[0].index]
      if (pilots > 0) this.request(face, pilots, now)
    }
  }

  /** Orders what the rule says for each queue, in the order of the grid. */
  private orderEverywhere(cycleSeconds: Seconds, now: Seconds): void {
    const { rule, counts } = this
    this.dueAt = nextCycle(now + cycleSeconds, cycleSeconds)
    counts.look()
    for (const queue of this.state.grid.queues) {
      const wanted = rule.newPilots(queue, counts, silence)
      queue.faces.forEach(({ index }, slot) => {
        if (wanted[slot] > 0) this.request(index, wanted[slot], now)
      })
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
