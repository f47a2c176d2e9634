import { BadInput } from '../model/bad-input.js'
import { Cause } from '../model/cause.js'
import { checkState } from '../model/check.js'
import type { Constants } from '../model/constants.js'
import type { Seed } from '../model/draws.js'
import { type Grid, type QueueStatus, queueStatuses } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import { isWithPilot, JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { type DatasetRow, type JobRow, NONE, type Seconds, type TaskRow, type TransferRow } from '../model/units.js'
import { Broker } from './broker.js'
import { DataService } from './data-service.js'
import { Dispatcher } from './dispatcher.js'
import { Generator } from './generator.js'
import { takeIn } from './intake.js'
import { PilotDemand } from './pilot-demand.js'
import type { Policy } from './policy.js'
import type { Orders, Outcome, PilotAsk, Reports, TaskSubmission } from './ports.js'
import { Retry } from './retry.js'
import { type Verdict, Watchdog } from './watchdog.js'

/** What a core is made of. */
export interface CoreParts {
  grid: Grid
  policy: Policy
  constants: Constants
  seed: Seed
  orders: Orders
}

/**
 * The core: owns the state of the grid, hears reports, gives orders, writes facts. Synchronous and deterministic:
 * the same reports in the same order give the same facts in the simulator and in the live server.
 */
export class Core implements Reports {
  readonly state: State
  readonly policy: Policy
  private readonly broker: Broker
  private readonly dispatcher: Dispatcher
  private readonly pilotDemand: PilotDemand
  private readonly dataService: DataService
  private readonly generator: Generator
  private readonly retry: Retry
  private readonly watchdog: Watchdog
  /** Time of the last report. */
  private now: Seconds = 0

  constructor({ grid, policy, constants, seed, orders }: CoreParts) {
    const state = (this.state = new State(grid, seed, constants))
    this.policy = policy
    this.broker = new Broker(state, policy)
    this.dispatcher = new Dispatcher(state)
    this.pilotDemand = new PilotDemand(state, this.dispatcher, orders)
    this.dataService = new DataService(state, this.dispatcher, this.pilotDemand, orders)
    this.generator = new Generator(state, this.broker, this.dataService)
    this.retry = new Retry(state, this.generator)
    this.watchdog = new Watchdog(state, (row, verdict, now) => this.giveUp(row, verdict, now))
  }

  datasetKnown(now: Seconds, name: string, bytes: number, sites: readonly string[]): DatasetRow {
    this.hear(now)
    const { grid, datasets, journal } = this.state
    if (sites.length === 0)
      throw new BadInput(`dataset ${name}`, 'it has no replica', 'at least one site that holds it')
    if (!(bytes >= 0 && bytes < Infinity)) throw new BadInput(`dataset ${name}`, `bytes is ${bytes}`, 'a number from 0')
    const indices = sites.map((site) => {
      const found = grid.site(site)
      if (found === undefined)
        throw new BadInput(`dataset ${name}`, `site ${site} is not in the grid`, 'a site of the grid')
      return found.index
    })
    const row = datasets.know(name, bytes, indices)
    journal.write(Fact.datasetKnown, now, row, sites.length, Math.round(bytes / 1e6), 0, 0, row)
    return row
  }

  submit(now: Seconds, task: TaskSubmission): TaskRow {
    this.hear(now)
    const row = takeIn(this.state, task, (bunch) => this.broker.refusal(bunch), now)
    this.generator.schedule(row, now)
    return row
  }

  pilotAsks(now: Seconds, pilot: PilotAsk): JobRow {
    this.hear(now)
    if (pilot.first) this.pilotDemand.arrived(pilot.face)
    const row = this.dispatcher.take(pilot)
    if (row !== NONE) move(this.state, row, JobState.sent, now, Cause.course)
    // What this pilot could not take may suit another.
    else if (pilot.first) this.pilotDemand.noticeDemand(pilot.face, now)
    return row
  }

  started(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row)) || jobs.state(row) >= JobState.running) return
    jobs.setStartedAt(row, now)
    if (Number.isNaN(jobs.firstStartedAt(row))) jobs.setFirstStartedAt(row, now)
    jobs.setHeardAt(row, Math.max(jobs.heardAt(row), now))
    move(this.state, row, JobState.running, now, Cause.course)
  }

  heartbeat(now: Seconds, row: JobRow, id: number, until: Seconds): void {
    this.hear(now)
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    if (until > jobs.heardAt(row) && until < Infinity) jobs.setHeardAt(row, until)
  }

  ended(now: Seconds, row: JobRow, id: number, outcome: Outcome, errorCode: number): void {
    this.hear(now)
    const { jobs } = this.state
    if (!jobs.holds(row, id) || !isWithPilot(jobs.state(row))) return
    if (outcome === 'failed') {
      jobs.error[row] = errorCode
      move(this.state, row, JobState.failed, now, Cause.reported)
      this.retry.settle(row, now)
      return
    }
    move(this.state, row, JobState.holding, now, Cause.course)
    if (this.dataService.collect(row, now)) this.retry.settle(row, now)
  }

  transferEnded(now: Seconds, transfer: TransferRow, number: number, arrived: boolean): void {
    this.hear(now)
    const { transfers } = this.state
    if (!transfers.holds(transfer, number)) return
    const kind = transfers.kind[transfer]
    const row = this.dataService.ended(transfer, arrived, now)
    if (row === NONE) return
    if (!arrived) this.transferFailed(row, kind, now)
    else if (kind === TransferKind.input) this.dataService.activate(row, now)
    else {
      move(this.state, row, JobState.finished, now, Cause.course)
      this.retry.settle(row, now)
    }
  }

  queueChanged(now: Seconds, name: string, status: QueueStatus): void {
    this.hear(now)
    const { grid, journal } = this.state
    const queue = grid.queue(name)
    if (queue === undefined) throw new BadInput(`queue ${name}`, 'it is not in the grid', 'a queue of the grid')
    grid.setStatus(queue, status)
    journal.write(Fact.queueChanged, now, queue.index, queueStatuses.indexOf(status), 0, 0, 0, queue.index)
  }

  pilotsLost(now: Seconds, face: number, pilots: number): void {
    this.hear(now)
    this.pilotDemand.lost(face, pilots, now)
  }

  kill(now: Seconds, row: JobRow, id: number): void {
    this.hear(now)
    const { jobs } = this.state
    if (jobs.holds(row, id)) this.end(row, JobState.cancelled, Cause.killed, now)
  }

  hearingGap(now: Seconds, seconds: Seconds): void {
    this.hear(now)
    if (!(seconds >= 0 && seconds < Infinity))
      throw new BadInput('hearing gap', `it is ${seconds} s`, 'a number from 0')
    const { jobs, journal } = this.state
    for (let row = 0; row < jobs.top; row++) {
      jobs.setSince(row, jobs.since(row) + seconds)
      jobs.setHeardAt(row, jobs.heardAt(row) + seconds)
    }
    journal.write(Fact.hearingGap, now, Math.round(seconds * 1000), 0, 0, 0, 0, NONE)
  }

  nextDue(): Seconds {
    const generator = this.generator.nextDue(this.now)
    const pilots = this.pilotDemand.nextDue()
    const watchdog = this.watchdog.nextDue()
    const first =
      generator < pilots ? (generator < watchdog ? generator : watchdog) : pilots < watchdog ? pilots : watchdog
    // What fell due while nothing was alive is due now.
    return first < this.now ? this.now : first
  }

  advance(now: Seconds): void {
    this.hear(now)
    if (this.generator.nextDue(now) <= now) this.generator.run(now)
    else if (this.pilotDemand.nextDue() <= now) this.pilotDemand.order(now)
    else if (this.watchdog.nextDue() <= now) this.watchdog.walk(now)
  }

  /** Recounts everything. @throws at the first thing that does not add up */
  check(): void {
    checkState(this.state)
    this.dispatcher.check()
  }

  /** Takes the time from a report. @throws when it is none, or earlier than that of the report before */
  private hear(now: Seconds): void {
    if (!(now >= this.now && now < Infinity)) throw new Error(`a report of ${now} s came after one of ${this.now} s`)
    this.now = now
  }

  private transferFailed(row: JobRow, kind: number, now: Seconds): void {
    const cause = kind === TransferKind.input ? Cause.inputFailed : Cause.outputFailed
    move(this.state, row, JobState.failed, now, cause)
    this.retry.settle(row, now)
  }

  private giveUp(row: JobRow, verdict: Verdict, now: Seconds): void {
    this.state.jobs.error[row] = verdict.error
    this.end(row, verdict.to, verdict.cause, now)
  }

  /** Ends a job from outside, wherever it stands. */
  private end(row: JobRow, to: JobState, cause: Cause, now: Seconds): void {
    const from = this.state.jobs.state(row)
    if (from === JobState.activated) this.dispatcher.forget(row)
    if (from === JobState.pending) this.generator.unlink(row)
    move(this.state, row, to, now, cause)
    this.retry.settle(row, now)
  }
}
