import type { Reports } from '../brokerage/ports.js'
import { keyOf, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import type { BatchSystems } from './batch-system.js'
import { Event, type EventQueue } from './event-queue.js'
import type { Outages } from './outages.js'
import { Fate, PilotTable } from './pilot-table.js'
import type { RunOutlook } from './run-outlook.js'
import { exponential } from './samplers.js'

/** How pilots behave. */
export interface PilotSpec {
  /** From getting a slot to asking for a job: at least, and the mean of what comes on top (exponential). */
  readonly startDelaySeconds: Seconds
  readonly startDelaySpreadSeconds: Seconds
  /** A pilot younger than this asks again after a job (timefloor, brokerage.md §K.4); 0: one job each. */
  readonly timefloorSeconds: Seconds
}

/** What the lives of pilots take place in. */
export interface PilotSurroundings {
  readonly pilots: PilotSpec
  readonly reports: Reports
  readonly state: State
  readonly events: EventQueue
  readonly batch: BatchSystems
  readonly outages: Outages
  readonly outlook: RunOutlook
}

const startDelay = keyOf('sim.pilot-delay')
const queueDelay = keyOf('sim.queue-delay')

/** The lives of pilots: they stand in line, get a slot, ask for a job, run it, and leave (brokerage.md §K.4). */
export class PilotLives {
  /** Pilots that got a slot so far, and those of them that came for nothing; both also by pseudo-queue. */
  started = 0
  empty = 0
  readonly startedOfFace: Int32Array
  readonly emptyOfFace: Int32Array
  /** Pilots asked for so far, by pseudo-queue. */
  readonly requestedOfFace: Int32Array
  /** Those that hold a slot. */
  readonly table = new PilotTable()
  /** Pilots that were delayed so far, by pseudo-queue: keys their delays. */
  private readonly delayedOfFace: Int32Array
  private readonly ask = { face: 0, first: true, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }

  private readonly spec: PilotSpec
  private readonly reports: Reports
  private readonly state: State
  private readonly events: EventQueue
  private readonly batch: BatchSystems
  private readonly outages: Outages
  private readonly outlook: RunOutlook

  constructor({ pilots, reports, state, events, batch, outages, outlook }: PilotSurroundings) {
    this.spec = pilots
    this.reports = reports
    this.state = state
    this.events = events
    this.batch = batch
    this.outages = outages
    this.outlook = outlook
    const { faces } = state.grid
    this.requestedOfFace = new Int32Array(faces.length)
    this.delayedOfFace = new Int32Array(faces.length)
    this.startedOfFace = new Int32Array(faces.length)
    this.emptyOfFace = new Int32Array(faces.length)
  }

  /** Pilots are submitted to the batch system of a pseudo-queue. */
  submit(face: number, pilots: number, now: Seconds): void {
    const { batch, state, events } = this
    this.requestedOfFace[face] += pilots
    const mean = batch.queueDelay(state.grid.siteOfFace[face])
    if (mean === 0) {
      this.standInLine(face, pilots, now)
      return
    }
    for (let i = 0; i < pilots; i++) {
      const u = uniform(state.seed, queueDelay, face, this.delayedOfFace[face]++, 0)
      events.push(now + exponential(u, mean), Event.pilotInLine, face)
    }
  }

  /** Pilots that may start from now on. */
  standInLine(face: number, pilots: number, now: Seconds): void {
    this.batch.submit(face, pilots)
    this.startAt(this.state.grid.siteOfFace[face], now)
  }

  /** All pilots in line at the site that find a slot start. */
  startAt(site: number, now: Seconds): void {
    const { batch, outages, state, events, spec } = this
    if (outages.compute.holds(site, now)) return
    for (let face = batch.startNext(site); face !== NONE; face = batch.startNext(site)) {
      const spread = spec.startDelaySpreadSeconds
      const u = spread === 0 ? 0 : uniform(state.seed, startDelay, face, this.startedOfFace[face], 0)
      this.started++
      this.startedOfFace[face]++
      const asksAt = now + spec.startDelaySeconds + exponential(u, spread)
      events.push(asksAt, Event.pilotAsks, this.table.add(face, now))
    }
  }

  /** The pilot asks for a job; without one it leaves. */
  askForJob(pilot: number, now: Seconds): void {
    const { ask, table, reports, outages, outlook, state } = this
    const face = table.faceOf(pilot)
    const first = table.jobOf(pilot) === NONE
    if (outages.compute.holds(state.grid.siteOfFace[face], now)) {
      if (first) reports.pilotsLost(now, face, 1)
      this.leave(pilot, now)
      return
    }
    ask.face = face
    ask.first = first
    // Brokerage has seen to it that a job fits into a whole slot.
    const slotEnd = first ? Infinity : outlook.slotEnd(face, table.startedAt(pilot))
    ask.remainingSeconds = slotEnd < Infinity ? slotEnd - now : 0
    const job = reports.pilotAsks(now, ask)
    if (job !== NONE) this.startRun(pilot, job, now)
    else {
      if (first) {
        this.empty++
        this.emptyOfFace[face]++
      }
      this.leave(pilot, now)
    }
  }

  /** The run of the pilot's job is over: what is heard of it, and what the pilot does next. */
  endRun(pilot: number, now: Seconds): void {
    const { table, reports } = this
    const job = table.jobOf(pilot)
    const id = table.jobIdOf(pilot)
    const fate = table.fateOf(pilot)
    if (fate === Fate.finished) reports.ended(now, job, id, 'finished', 0)
    else if (fate === Fate.cancelled) reports.kill(now, job, id)
    else if (fate !== Fate.silent) reports.ended(now, job, id, 'failed', table.errorCodeOf(pilot))
    const isThere = fate !== Fate.silent && fate !== Fate.outOfTime
    if (isThere && this.mayAskAgain(pilot, now)) this.askForJob(pilot, now)
    else this.leave(pilot, now)
  }

  private mayAskAgain(pilot: number, now: Seconds): boolean {
    const { spec, outlook } = this
    const since = this.table.startedAt(pilot)
    return now - since < spec.timefloorSeconds && now < outlook.slotEnd(this.table.faceOf(pilot), since)
  }

  private startRun(pilot: number, job: JobRow, now: Seconds): void {
    const { table, state, reports, events, outlook } = this
    const id = state.jobs.id(job)
    outlook.foresee(job, table.faceOf(pilot), now, table.startedAt(pilot))
    const end = now + outlook.seconds
    table.give(pilot, job, id, outlook.fate, outlook.errorCode)
    reports.started(now, job, id)
    reports.heartbeat(now, job, id, end)
    events.push(end, Event.runEnds, pilot)
  }

  private leave(pilot: number, now: Seconds): void {
    const face = this.table.faceOf(pilot)
    this.batch.release(face)
    this.table.remove(pilot)
    this.startAt(this.state.grid.siteOfFace[face], now)
  }
}
