import type { Orders, Reports } from '../brokerage/ports.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds, type TransferRow } from '../model/units.js'
import { type BatchSpec, BatchSystems } from './batch-system.js'
import { Event, EventQueue } from './event-queue.js'
import { Failures, type FailureSpec } from './failures.js'
import type { GridSpec } from './grid-spec.js'
import { deaths, type Incident, SiteTroubles } from './incidents.js'
import { type Outage, Outages, type StorageChange } from './outages.js'
import { PilotLives, type PilotSpec } from './pilot-lives.js'
import { Fate, type PilotTable } from './pilot-table.js'
import { Plans } from './plans.js'
import { type QueueChange, queueChanges, QueueStatusKeeper } from './queue-changes.js'
import { RunOutlook } from './run-outlook.js'
import { NetworkTransfers } from './network-transfers.js'
import { FixedRateTransfers, isLimited, type Transfers, type TransferSpec } from './transfers.js'
import type { Workload } from './workload.js'

/** What a simulated world is made of. */
export interface WorldParts {
  spec: GridSpec
  pilots: PilotSpec
  batch: BatchSpec
  failures: FailureSpec
  transfers: TransferSpec
  incidents: readonly Incident[]
  /** Outages of the scenario, beside those of the grid. */
  outages: readonly Outage[]
  workload: Workload
  /** Nothing later than this happens; Infinity: until all is done. */
  stopSeconds: Seconds
  /** Nothing later than this after the last submission happens: the end of work that can get no place. */
  drainSeconds: Seconds
}

/** A simulated grid under way: hands its events to those they concern, and carries out the core's orders. */
export class World implements Orders {
  now: Seconds = 0
  /** Events handled, submissions included. */
  events = 0
  /** Batch systems and pilots, from `begin` on. */
  batch!: BatchSystems
  lives!: PilotLives
  readonly outages: Outages
  /** Called with the time now and then, at the latest when `sampleAt` has passed. */
  onSample: (now: Seconds) => Seconds = () => Infinity
  /** Called when the last task has been submitted. */
  onLastSubmission: (now: Seconds) => void = () => undefined
  readonly plans = new Plans()
  private readonly queue = new EventQueue()
  private readonly changes: readonly (QueueChange | StorageChange)[]
  private statuses!: QueueStatusKeeper
  private transfers!: Transfers
  private sampleAt: Seconds = Infinity
  private stopAt: Seconds
  private isDraining = false
  private reports!: Reports
  private state!: State

  constructor(private readonly parts: WorldParts) {
    const { spec, incidents, outages } = parts
    const siteNames = spec.sites.map(({ name }) => name)
    this.outages = new Outages(siteNames, [...(spec.outages ?? []), ...outages, ...deaths(incidents)])
    this.changes = [...queueChanges(spec.sites, incidents, this.outages.all), ...this.outages.storageChanges()]
    this.stopAt = parts.stopSeconds
  }

  /** Pilots that hold a slot. */
  get pilots(): PilotTable {
    return this.lives.table
  }

  /** When the run ends whatever is left to do. */
  get endsAt(): Seconds {
    return this.stopAt
  }

  /** Connects the world to the core it reports to. */
  begin(reports: Reports, state: State): void {
    this.reports = reports
    this.state = state
    this.assemble(reports, state)
    this.sampleAt = this.onSample(0)
    this.parts.workload.begin(reports)
    this.changes.forEach(({ atSeconds }, i) => this.queue.push(atSeconds, Event.incident, i))
  }

  /**
   * Goes on until nothing is left to do or the stop time is reached (`done`), what comes next is later than a given time
   * (`reached`), the workload must read on (`read`), or so many events have been handled (`pause`). What the core has to do at a time comes before the world's events at
   * that time, and those before submissions.
   */
  run(mostEvents: number, until: Seconds = Infinity): 'done' | 'reached' | 'read' | 'pause' {
    const { queue, transfers, reports } = this
    const pauseAt = this.events + mostEvents
    const { workload } = this.parts
    let submitAt = workload.nextAt()
    for (;;) {
      if (Number.isNaN(submitAt)) return 'read'
      if (submitAt === Infinity && !this.isDraining) this.drain()
      const kind = queue.nextKind()
      const transferAt = transfers.nextEnd()
      const otherAt = queue.timeOf(kind)
      const eventAt = Math.min(transferAt, otherAt)
      const due = reports.nextDue()
      const next = Math.min(eventAt, submitAt)
      if (due <= next && due < Infinity) {
        if (due > this.stopAt) return 'done'
        if (due > until) return 'reached'
        this.passTo(due)
        reports.advance(this.now)
        continue
      }
      if (next === Infinity || next > this.stopAt) return 'done'
      // When all work is over, what becomes of the grid no longer matters.
      if (kind === Event.incident && this.isDraining && this.isIdle()) return 'done'
      if (next > until) return 'reached'
      if (this.events >= pauseAt) return 'pause'
      this.passTo(next)
      this.events++
      if (eventAt <= submitAt) {
        if (transferAt <= otherAt) this.moveOn()
        else this.handle(kind, queue.pop(kind))
      } else {
        workload.submitNext(reports, this.plans)
        submitAt = workload.nextAt()
      }
    }
  }

  transfer(now: Seconds, transfer: TransferRow): void {
    this.transfers.begin(now, transfer)
  }

  requestPilots(now: Seconds, face: number, pilots: number): void {
    this.lives.submit(face, pilots, now)
  }

  /** Recounts what the world keeps itself. @throws at the first thing that does not add up */
  check(): void {
    this.transfers.check()
  }

  private assemble(reports: Reports, state: State): void {
    const { spec, batch, pilots, failures, incidents } = this.parts
    const { outages, plans, queue: events } = this
    const siteNames = spec.sites.map(({ name }) => name)
    const cores = spec.sites.map((site) => site.cores)
    this.batch = new BatchSystems(state.grid, cores, batch)
    this.statuses = new QueueStatusKeeper(state.grid.queues)
    this.transfers = this.mover(reports, state)
    const outlook = new RunOutlook({
      state,
      plans,
      failures: new Failures(failures, siteNames, state.seed),
      troubles: new SiteTroubles(siteNames, incidents),
      outages,
      batch,
    })
    this.lives = new PilotLives({ pilots, reports, state, events, batch: this.batch, outages, outlook })
  }

  /** What moves the data: where sites declare capacities or storage, transfers share them. */
  private mover(reports: Reports, state: State): Transfers {
    const { spec, transfers } = this.parts
    const sharing = transfers.sharing ?? (isLimited(spec) ? 'exact' : 'none')
    if (sharing === 'none') return new FixedRateTransfers(state, spec.network, transfers.sigma, this.outages.storage)
    return new NetworkTransfers(state, spec, { ...transfers, sharing }, reports)
  }

  /** The last task has been submitted, just now: what is under way may end. */
  private drain(): void {
    this.isDraining = true
    this.stopAt = Math.min(this.stopAt, this.now + this.parts.drainSeconds)
    this.onLastSubmission(this.now)
  }

  private isIdle(): boolean {
    return this.state.jobs.alive === 0 && this.pilots.alive === 0
  }

  private passTo(time: Seconds): void {
    if (time > this.now) this.now = time
    if (this.now >= this.sampleAt) this.sampleAt = this.onSample(this.now)
    this.transfers.pass(this.now)
  }

  private moveOn(): void {
    const row = this.transfers.step(this.now)
    if (row === NONE) return
    this.reports.transferEnded(this.now, row, this.state.transfers.number[row], this.transfers.hasArrived)
  }

  /** What a job that ends means for the disk of its site: its input was used, and output that no nucleus elsewhere collects stays. */
  private useDisk(pilot: number): void {
    const { jobs, tasks, grid } = this.state
    const job = this.pilots.jobOf(pilot)
    if (!jobs.holds(job, this.pilots.jobIdOf(pilot))) return
    const task = jobs.task(job)
    const site = grid.siteOfFace[jobs.face(job)]
    if (tasks.dataset[task] !== NONE) this.transfers.touch(site, tasks.dataset[task], this.now)
    if (this.pilots.fateOf(pilot) !== Fate.finished) return
    if (tasks.nucleus[task] === NONE || tasks.nucleus[task] === site) this.transfers.keep(site, tasks.outputBytes[task])
  }

  private handle(kind: Event, row: number): void {
    switch (kind) {
      case Event.runEnds:
        if (this.transfers.needsSpace) this.useDisk(row)
        this.lives.endRun(row, this.now)
        break
      case Event.pilotInLine:
        this.lives.standInLine(row, 1, this.now)
        break
      case Event.pilotAsks:
        this.lives.askForJob(row, this.now)
        break
      case Event.incident: {
        const change = this.changes[row]
        if ('queue' in change) this.changeQueue(change)
        else this.changeStorage(change)
      }
    }
  }

  /** Storage that is out of service can be neither read nor written. */
  private changeStorage({ site, isOut }: StorageChange): void {
    const able = !isOut
    this.transfers.storageOut(site, isOut, this.now)
    const news = { readLan: able, writeLan: able, readWan: able, writeWan: able }
    this.reports.storageChanged(this.now, this.state.grid.sites[site].name, news)
  }

  /** A queue gets another status, and its site may be back. */
  private changeQueue(change: QueueChange): void {
    const queue = this.state.grid.queue(change.queue)
    if (queue === undefined) throw new Error(`queue ${change.queue} changes and is not in the grid`)
    const status = this.statuses.change(queue, change)
    if (change.status !== undefined || status !== queue.status) this.reports.queueChanged(this.now, queue.name, status)
    this.lives.startAt(queue.siteIndex, this.now)
  }
}
