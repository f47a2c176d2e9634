import { Cause } from '../model/cause.js'
import { checkState } from '../model/check.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import { JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import { State } from '../model/state.js'
import type { DatasetRow, JobRow, Seconds, TaskRow, TransferRow } from '../model/units.js'
import { AdminReports } from './admin-reports.js'
import { AnalysisRebrokerage } from './analysis-rebrokerage.js'
import { Broker } from './broker.js'
import type { CoreParts } from './core-parts.js'
import { DataReports } from './data-reports.js'
import { DataService, TransferEnd } from './data-service.js'
import { Dispatcher } from './dispatcher.js'
import { Explainer } from './explain/explainer.js'
import { Generator } from './generator.js'
import { moveDeadlines } from './hearing-gap.js'
import { takeIn } from './intake.js'
import { JobEnds } from './job-ends.js'
import { Mirror } from './mirror/mirror.js'
import { PilotDemand } from './pilot-demand.js'
import { PilotReports } from './pilot-reports.js'
import type { Policy } from './policy.js'
import type { Outcome, PilotAsk, Reports, TaskSubmission } from './ports.js'
import type { DecisionWatch } from './ranking-watch.js'
import { refuseTime } from './refuse-time.js'
import { Retry } from './retry.js'
import { Restorer } from './saved/restorer.js'
import { type KeptParts, Saver } from './saved/saver.js'
import { Shares, type ShareUse } from './shares.js'
import { TaskKills } from './task-kills.js'
import { Watchdog } from './watchdog.js'

/**
 * The core: owns the state of the grid, hears reports, gives orders, writes facts. Synchronous and deterministic:
 * the same reports in the same order give the same facts in the simulator and in the live server.
 */
export class Core implements Reports {
  readonly state: State
  readonly policy: Policy
  private readonly broker: Broker
  private readonly shares: Shares
  private readonly dispatcher: Dispatcher
  private readonly pilotDemand: PilotDemand
  private readonly dataService: DataService
  private readonly dataReports: DataReports
  private readonly generator: Generator
  private readonly analysisRebrokerage: AnalysisRebrokerage
  private readonly retry: Retry
  private readonly ends: JobEnds
  private readonly watchdog: Watchdog
  private readonly taskKills: TaskKills
  private readonly adminReports: AdminReports
  private readonly pilotReports: PilotReports
  private readonly parts: KeptParts
  private isMirror = false
  /** Time of the last report. */
  private now: Seconds = 0

  constructor({ grid, policy, constants, constantsByShare, shares, seed, orders, pilotDemand: rule }: CoreParts) {
    const state = (this.state = new State(grid, seed, constants, constantsByShare))
    this.policy = policy
    this.broker = new Broker(state, policy)
    this.shares = new Shares(state, shares)
    this.dispatcher = new Dispatcher(state, this.shares)
    this.pilotDemand = new PilotDemand(state, this.dispatcher, orders, rule)
    this.dataReports = new DataReports(state)
    this.dataService = new DataService(state, this.dispatcher, this.pilotDemand, orders)
    this.generator = new Generator(state, this.broker, this.dataService)
    this.analysisRebrokerage = new AnalysisRebrokerage(state)
    this.retry = new Retry(state, this.generator, this.analysisRebrokerage)
    const ends = (this.ends = new JobEnds(state, this.dispatcher, this.generator, this.retry))
    this.watchdog = new Watchdog(state, this.analysisRebrokerage, (row, verdict, now) => ends.giveUp(row, verdict, now))
    this.taskKills = new TaskKills(state, this.retry, (row, now) =>
      ends.end(row, JobState.cancelled, Cause.killed, now),
    )
    const { broker, dispatcher, pilotDemand, dataService, generator, analysisRebrokerage, watchdog, taskKills } = this
    const kept = { broker, dispatcher, pilotDemand, dataService, generator, analysisRebrokerage, watchdog, taskKills }
    this.parts = { ...kept, state }
    this.adminReports = new AdminReports(this.parts)
    this.pilotReports = new PilotReports(this.parts, this.retry)
  }

  datasetKnown(
    now: Seconds,
    name: string,
    bytes: number,
    sites: readonly string[],
    files = 0,
    tapes: readonly string[] = [],
  ): DatasetRow {
    this.hear(now)
    return this.dataReports.datasetKnown(now, name, bytes, sites, files, tapes)
  }

  replicaArrived(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached'): void {
    this.hear(now)
    this.dataReports.replicaArrived(now, dataset, site, kind)
  }

  replicaGone(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached' | 'tape'): void {
    this.hear(now)
    this.dataReports.replicaGone(now, dataset, site, kind)
  }

  storageChanged(now: Seconds, site: string, news: Partial<Storage>): void {
    this.hear(now)
    this.dataReports.storageChanged(now, site, news)
  }

  linkMeasured(now: Seconds, from: string, to: string, rates: MeasuredRates): void {
    this.hear(now)
    this.dataReports.linkMeasured(now, from, to, rates)
  }

  submit(now: Seconds, task: TaskSubmission): TaskRow {
    this.hear(now)
    const row = takeIn(this.state, task, (bunch) => this.broker.refusal(bunch), now)
    this.generator.schedule(row, now)
    return row
  }

  pilotAsks(now: Seconds, pilot: PilotAsk): JobRow {
    this.hear(now)
    return this.pilotReports.asks(now, pilot)
  }

  accepted(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    this.pilotReports.accepted(now, row, id)
  }

  started(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    this.pilotReports.started(now, row, id)
  }

  heartbeat(now: Seconds, row: JobRow, id: number, until: Seconds): void {
    this.hear(now)
    this.pilotReports.heartbeat(row, id, until)
  }

  ended(now: Seconds, row: JobRow, id: number, outcome: Outcome, errorCode: number): void {
    this.hear(now)
    this.pilotReports.ended(now, row, id, outcome, errorCode)
  }

  transferEnded(now: Seconds, transfer: TransferRow, number: number, arrived: boolean): void {
    this.hear(now)
    const { transfers } = this.state
    if (!transfers.holds(transfer, number)) return
    const row = transfers.job[transfer]
    switch (this.dataService.ended(transfer, arrived, now)) {
      case TransferEnd.ready:
        this.dataService.activate(row, now)
        break
      case TransferEnd.delivered:
        move(this.state, row, JobState.finished, now, Cause.course)
        this.retry.settle(row, now)
        break
      case TransferEnd.givenUp:
        this.ends.end(row, JobState.closed, Cause.inputFailed, now)
        break
      case TransferEnd.nothing:
    }
  }

  queueChanged(now: Seconds, name: string, status: QueueStatus): void {
    this.hear(now)
    this.adminReports.queueChanged(now, name, status)
  }

  pilotsLost(now: Seconds, face: number, pilots: number): void {
    this.hear(now)
    this.pilotDemand.lost(face, pilots, now)
  }

  kill(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    const { jobs } = this.state
    if (jobs.holds(row, id)) this.ends.end(row, JobState.cancelled, Cause.killed, now)
  }

  killGently(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    if (!this.pilotReports.askToEnd(now, row, id)) this.kill(now, row, id)
  }

  killTask(now: Seconds, task: number): void {
    this.hear(now)
    this.adminReports.killTask(now, task)
  }

  reprioritise(now: Seconds, task: number, priority: number): void {
    this.hear(now)
    this.adminReports.reprioritise(now, task, priority)
  }

  pauseBrokerage(now: Seconds, isPaused: boolean): void {
    this.hear(now)
    this.adminReports.pauseBrokerage(now, isPaused)
  }

  changeLimit(now: Seconds, constant: string, value: number): void {
    this.hear(now)
    this.adminReports.changeLimit(now, constant, value)
  }

  hearingGap(now: Seconds, seconds: Seconds): void {
    this.hear(now)
    moveDeadlines(this.parts, seconds, now)
  }

  nextDue(): Seconds {
    const generator = this.generator.nextDue(this.now)
    const pilots = this.pilotDemand.nextDue()
    const data = this.dataService.nextDue()
    const watchdog = this.watchdog.nextDue()
    const kills = this.taskKills.nextDue(this.now)
    // What fell due while nothing was alive is due now.
    return Math.max(this.now, Math.min(generator, pilots, data, watchdog, kills))
  }

  advance(now: Seconds): void {
    this.hear(now)
    if (this.taskKills.nextDue(now) <= now) this.taskKills.run(now)
    else if (this.generator.nextDue(now) <= now) this.generator.run(now)
    else if (this.pilotDemand.nextDue() <= now) this.pilotDemand.run(now)
    else if (this.dataService.nextDue() <= now) this.dataService.run(now)
    else if (this.watchdog.nextDue() <= now) this.watchdog.walk(now)
  }

  /** Pilots that are under way to a pseudo-queue beyond the jobs that wait for one there. */
  surplusPilots(face: number): number {
    return this.pilotDemand.surplus(face)
  }

  /** Whether brokerage pauses. */
  get isPaused(): boolean {
    return this.generator.isPaused
  }

  /** Time of the last report. */
  get lastReportAt(): Seconds {
    return this.now
  }

  /** Begins to note what changes, so that it can be kept. To be asked before the first report. */
  saver(): Saver {
    return new Saver(this.parts)
  }

  /** Begins to fill this core, which has heard no report yet, with what was kept of another. */
  restorer(): Restorer {
    return new Restorer(this.parts, (now) => (this.now = now))
  }

  /** Answers questions about jobs, tasks and queues as they stand now. */
  explainer(): Explainer {
    return new Explainer({ ...this.parts, shares: this.shares })
  }

  /** Begins to follow a grid that somebody else runs. To be asked of a core that is never advanced and hears of no pilots. */
  mirror(): Mirror {
    this.isMirror = true
    return new Mirror(this.parts, this.retry, (now) => this.hear(now))
  }

  /** What every global share is due and has now; undefined when there is no tree. */
  shareUse(): readonly ShareUse[] | undefined {
    return this.shares.use()
  }

  /** Has somebody look on at every decision of brokerage from now on. */
  watchDecisions(watch: DecisionWatch): void {
    this.broker.watch = watch
    this.generator.watch = watch
  }

  /** Recounts everything. @throws at the first thing that does not add up */
  check(): void {
    checkState(this.state)
    // The pilots of somebody else's grid are not served here.
    if (!this.isMirror) this.dispatcher.check()
  }

  /** Takes the time from a report. @throws when it is none, or earlier than that of the report before */
  private hear(now: Seconds): void {
    if (!(now >= this.now && now < Infinity)) refuseTime(now, this.now)
    this.now = now
  }
}
