import type { Orders, Reports } from '../brokerage/ports.js'
import { type QueueStatus, queueStatuses } from '../model/grid.js'
import { keyOf, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds, type TransferRow } from '../model/units.js'
import { BatchSystems } from './batch-system.js'
import { Event, EventQueue } from './event-queue.js'
import { drawFate, errorCodeAt, failurePoint, type FailureSpec } from './failures.js'
import type { GridSpec } from './grid-spec.js'
import { Fate, PilotTable } from './pilot-table.js'
import { Plans, Recorded } from './plans.js'
import { exponential, logNormal } from './samplers.js'
import type { Workload } from './workload.js'

/** Core power that run times are given for, HS06 per core. */
export const REFERENCE_CORE_POWER = 10

/** How pilots behave. */
export interface PilotSpec {
  /** From getting a slot to asking for a job: at least, and the mean of what comes on top (exponential). */
  readonly startDelaySeconds: Seconds
  readonly startDelaySpreadSeconds: Seconds
  /** A pilot younger than this asks again after a job (timefloor, brokerage.md §K.4); 0: one job each. */
  readonly timefloorSeconds: Seconds
}

/** A queue changes its status at a known time. */
export interface Incident {
  readonly atSeconds: Seconds
  readonly queue: string
  readonly status: QueueStatus
}

/** What a simulated world is made of. */
export interface WorldParts {
  spec: GridSpec
  pilots: PilotSpec
  failures: FailureSpec
  /** Spread of the logarithm of transfer times. */
  transferSigma: number
  incidents: readonly Incident[]
  workload: Workload
  /** Nothing later than this happens; Infinity: until all is done. */
  stopSeconds: Seconds
  /** Nothing later than this after the last submission happens: the end of work that can get no place. */
  drainSeconds: Seconds
}

const pilotDelay = keyOf('sim.pilot-delay')
const transferTime = keyOf('sim.transfer-time')

/** Chance, network and slots of a simulated grid: answers the core's orders with later reports. */
export class World implements Orders {
  now: Seconds = 0
  /** Events handled, submissions included. */
  events = 0
  pilotsStarted = 0
  emptyPilots = 0
  readonly batch: BatchSystems
  readonly pilots = new PilotTable()
  /** Called with the time now and then, at the latest when `sampleAt` has passed. */
  onSample: (now: Seconds) => Seconds = () => Infinity
  /** Called when the last task has been submitted. */
  onLastSubmission: (now: Seconds) => void = () => undefined
  private readonly queue = new EventQueue()
  private readonly plans = new Plans()
  private readonly incidents: readonly Incident[]
  /** Pilots started so far for each pseudo-queue: keys their delays. */
  private readonly pilotsOfFace: Int32Array
  private readonly ask = { face: 0, first: true, memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
  private sampleAt: Seconds = Infinity
  private stopAt: Seconds
  private isDraining = false
  private reports!: Reports
  private state!: State

  constructor(private readonly parts: WorldParts) {
    this.batch = new BatchSystems(parts.spec)
    this.incidents = [...parts.incidents].sort(inOrder)
    const faces = parts.spec.sites.flatMap(({ queues }) => queues.flatMap(({ cores }) => cores))
    this.pilotsOfFace = new Int32Array(faces.length)
    this.stopAt = parts.stopSeconds
  }

  /** Connects the world to the core it reports to. */
  begin(reports: Reports, state: State): void {
    this.reports = reports
    this.state = state
    this.sampleAt = this.onSample(0)
    this.parts.workload.begin(reports)
    this.incidents.forEach(({ atSeconds }, i) => this.queue.push(atSeconds, Event.incident, i))
  }

  /**
   * Goes on until nothing is left to do or the stop time is reached (`done`), the workload must read on (`read`), or
   * so many events have been handled (`pause`). What the core has to do at a time comes before the world's events at
   * that time, and those before submissions.
   */
  run(mostEvents: number): 'done' | 'read' | 'pause' {
    const { queue, reports } = this
    const pauseAt = this.events + mostEvents
    const { workload } = this.parts
    let submitAt = workload.nextAt()
    for (;;) {
      if (Number.isNaN(submitAt)) return 'read'
      if (submitAt === Infinity && !this.isDraining) this.drain()
      const kind = queue.nextKind()
      const eventAt = queue.timeOf(kind)
      const due = reports.nextDue()
      const next = eventAt < submitAt ? eventAt : submitAt
      if (due <= next && due < Infinity) {
        if (due > this.stopAt) return 'done'
        this.passTo(due)
        reports.advance(this.now)
        continue
      }
      if (next === Infinity || next > this.stopAt) return 'done'
      if (this.events >= pauseAt) return 'pause'
      this.passTo(next)
      this.events++
      if (eventAt <= submitAt) this.handle(kind, queue.pop(kind))
      else {
        workload.submitNext(reports, this.plans)
        submitAt = workload.nextAt()
      }
    }
  }

  transfer(now: Seconds, transfer: TransferRow): void {
    const { transfers, tasks, jobs, seed, grid } = this.state
    const { latencySeconds } = this.parts.spec.network
    const from = transfers.from[transfer]
    const to = transfers.to[transfer]
    const job = transfers.job[transfer]
    const purpose = transferTime + transfers.kind[transfer]
    const u = uniform(seed, purpose, tasks.key[jobs.task(job)], jobs.ordinal(job), jobs.failures(job))
    const seconds = logNormal(u, transfers.bytes[transfer] / grid.costs.rate(from, to), this.parts.transferSigma)
    this.queue.push(now + latencySeconds + seconds, Event.transferEnds, transfer)
  }

  requestPilots(now: Seconds, face: number, pilots: number): void {
    const site = this.state.grid.siteOfFace[face]
    this.batch.submit(site, face, pilots)
    this.startPilots(site, now)
  }

  /** The last task has been submitted, just now: what is under way may end. */
  private drain(): void {
    this.isDraining = true
    this.stopAt = Math.min(this.stopAt, this.now + this.parts.drainSeconds)
    this.onLastSubmission(this.now)
  }

  private passTo(time: Seconds): void {
    if (time > this.now) this.now = time
    if (this.now >= this.sampleAt) this.sampleAt = this.onSample(this.now)
  }

  private handle(kind: Event, row: number): void {
    switch (kind) {
      case Event.transferEnds:
        this.reports.transferEnded(this.now, row, this.state.transfers.number[row], true)
        break
      case Event.runEnds:
        this.endRun(row)
        break
      case Event.pilotAsks:
        this.askForJob(row)
        break
      case Event.incident: {
        const { queue, status } = this.incidents[row]
        this.reports.queueChanged(this.now, queue, status)
      }
    }
  }

  private startPilots(site: number, now: Seconds): void {
    const { batch, state, pilots } = this
    const { startDelaySeconds, startDelaySpreadSeconds } = this.parts.pilots
    for (;;) {
      const face = batch.headFace(site)
      if (face === NONE) return
      const { cores } = state.grid.faces[face]
      if (cores > batch.free[site]) return
      batch.startHead(site, cores)
      const pilot = pilots.add(face, now)
      const u = startDelaySpreadSeconds === 0 ? 0 : uniform(state.seed, pilotDelay, face, this.pilotsOfFace[face], 0)
      this.pilotsStarted++
      this.pilotsOfFace[face]++
      this.queue.push(now + startDelaySeconds + exponential(u, startDelaySpreadSeconds), Event.pilotAsks, pilot)
    }
  }

  private askForJob(pilot: number): void {
    const { ask, pilots } = this
    ask.face = pilots.faceOf(pilot)
    ask.first = pilots.jobOf(pilot) === NONE
    const job = this.reports.pilotAsks(this.now, ask)
    if (job !== NONE) {
      this.startRun(pilot, job)
      return
    }
    if (ask.first) this.emptyPilots++
    this.leave(pilot)
  }

  private startRun(pilot: number, job: number): void {
    const { state, pilots, reports, now } = this
    const { failures } = this.parts
    const id = state.jobs.id(job)
    const { queue } = state.grid.faces[pilots.faceOf(pilot)]
    const fate = this.fateOf(job)
    let seconds = (this.plans.runSeconds(state, job) * REFERENCE_CORE_POWER) / queue.corePower
    // What a trace recorded as failed or cancelled ran for as long as it says.
    if ((fate === Fate.failed || fate === Fate.silent) && this.plans.recordedEnd(state, job) === Recorded.nothing) {
      seconds *= failurePoint(failures, state, job)
    }
    pilots.give(pilot, job, id, fate)
    reports.started(now, job, id)
    reports.heartbeat(now, job, id, now + seconds)
    this.queue.push(now + seconds, Event.runEnds, pilot)
  }

  private fateOf(job: number): Fate {
    switch (this.plans.recordedEnd(this.state, job)) {
      case Recorded.finished:
        return Fate.finished
      case Recorded.failed:
        return Fate.failed
      case Recorded.cancelled:
        return Fate.cancelled
      case Recorded.nothing:
        return drawFate(this.parts.failures, this.state, job)
    }
  }

  private endRun(pilot: number): void {
    const { pilots, reports, now } = this
    const job = pilots.jobOf(pilot)
    const id = pilots.jobIdOf(pilot)
    const fate = pilots.fateOf(pilot)
    if (fate === Fate.finished) reports.ended(now, job, id, 'finished', 0)
    else if (fate === Fate.failed) reports.ended(now, job, id, 'failed', this.errorOf(job, id))
    else if (fate === Fate.cancelled) reports.kill(now, job, id)
    if (fate !== Fate.silent && now - pilots.startedAt(pilot) < this.parts.pilots.timefloorSeconds)
      this.askForJob(pilot)
    else this.leave(pilot)
  }

  private errorOf(job: number, id: number): number {
    const { state } = this
    return state.jobs.holds(job, id) ? errorCodeAt(failurePoint(this.parts.failures, state, job)) : 0
  }

  private leave(pilot: number): void {
    const face = this.pilots.faceOf(pilot)
    const site = this.state.grid.siteOfFace[face]
    this.batch.release(site, this.state.grid.faces[face].cores)
    this.pilots.remove(pilot)
    this.startPilots(site, this.now)
  }
}

/** By time and queue; of two changes of a queue at one time the one that stops more comes last and holds. */
function inOrder(one: Incident, other: Incident): number {
  if (one.atSeconds !== other.atSeconds) return one.atSeconds - other.atSeconds
  if (one.queue !== other.queue) return one.queue < other.queue ? -1 : 1
  return queueStatuses.indexOf(one.status) - queueStatuses.indexOf(other.status)
}
