import { Cause } from '../model/cause.js'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import { TimeHeap } from '../model/time-heap.js'
import { Activity, TransferKind } from '../model/transfer-table.js'
import { type JobRow, NONE, type Seconds, type TransferRow } from '../model/units.js'
import { readsFromAfar } from './direct-access.js'
import type { Dispatcher } from './dispatcher.js'
import { isExpressTask } from './express.js'
import { keepPart } from './keep-part.js'
import { siteOfNearCopy } from './near-copy.js'
import type { PilotDemand } from './pilot-demand.js'
import type { Orders } from './ports.js'
import { inputSource } from './input-source.js'

const MEGABYTE = 1_000_000

/** What a transfer's end means for the job it was for. */
export const enum TransferEnd {
  nothing,
  ready,
  delivered,
  givenUp,
}

/**
 * Sees that inputs are where jobs are, and outputs where they belong (brokerage.md §H.1-H.2): one transfer per job for input
 * its site lacks, one for output that a nucleus collects. What jobs bring stays at the site as a cached copy, part by part.
 */
export class DataService {
  /** Outputs that did not get through, by when they are sent again. */
  private readonly resend = new TimeHeap()
  /** PandaID of the job whose output is sent again, and when, by row. */
  private readonly resendId: number[] = []
  private readonly resendAt: Seconds[] = []
  /** How often each output, by row of its job, has been sent before. */
  private tries = new Uint16Array(1024)

  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly pilotDemand: PilotDemand,
    private readonly orders: Orders,
  ) {}

  nextDue(): Seconds {
    return this.resend.firstTime()
  }

  /** How often a job's output was sent before, and when it is sent again; nothing where there is no such. */
  resendOf(row: JobRow): { readonly tries?: number; readonly resendAt?: Seconds } {
    const { jobs } = this.state
    if (jobs.state(row) !== JobState.transferring) return {}
    const isDue = jobs.transfer(row) === NONE && this.resendId[row] === jobs.id(row)
    return {
      ...(this.tries[row] > 0 && { tries: this.tries[row] }),
      ...(isDue && { resendAt: this.resendAt[row] }),
    }
  }

  /** The output of a job that was read back has been sent so often, and is sent again at a time. */
  resume(row: JobRow, tries: number, resendAt: Seconds | undefined): void {
    this.setTries(row, tries)
    if (resendAt !== undefined) this.sendAgainLater(row, resendAt)
  }

  /** Sends the outputs that are due again. */
  run(now: Seconds): void {
    const { jobs } = this.state
    while (this.resend.firstTime() <= now) {
      const row = this.resend.pop()
      // The row may hold another job by now.
      if (
        jobs.id(row) !== 0 &&
        jobs.id(row) === this.resendId[row] &&
        jobs.state(row) === JobState.transferring &&
        jobs.transfer(row) === NONE
      ) {
        this.ship(row, ++this.tries[row], now)
      }
    }
  }

  /**
   * The job was given a place: orders its input or, when all can be read there, activates it. Where the input is nowhere now,
   * the job stays assigned until the watchdog sends it elsewhere.
   */
  prepare(row: JobRow, now: Seconds): void {
    if (this.canRead(row)) {
      this.activate(row, now)
      return
    }
    move(this.state, row, JobState.assigned, now, Cause.course)
    this.fetch(row, 0, now)
  }

  /** The payload is done: the output is shipped if a nucleus elsewhere collects it. Returns whether the job is finished. */
  collect(row: JobRow, now: Seconds): boolean {
    const { jobs, tasks, grid } = this.state
    const task = jobs.task(row)
    const nucleus = tasks.nucleus[task]
    if (nucleus === NONE || nucleus === grid.siteOfFace[jobs.face(row)] || tasks.outputBytes[task] === 0) {
      move(this.state, row, JobState.finished, now, Cause.course)
      return true
    }
    move(this.state, row, JobState.transferring, now, Cause.course)
    this.setTries(row, 0)
    this.ship(row, 0, now)
    return false
  }

  /** The input is there: the job waits for a pilot. */
  activate(row: JobRow, now: Seconds): void {
    move(this.state, row, JobState.activated, now, Cause.course)
    this.dispatcher.add(row)
    this.pilotDemand.noticeDemand(this.state.jobs.face(row), now)
  }

  /** Writes a transfer's end down. What did not get through is tried again: an input from elsewhere, an output later. */
  ended(transfer: TransferRow, arrived: boolean, now: Seconds): TransferEnd {
    const { transfers, jobs, journal, constants } = this.state
    const row = transfers.job[transfer]
    const id = transfers.jobId[transfer]
    const kind = transfers.kind[transfer]
    const tries = transfers.tries[transfer] + 1
    const isWanted = jobs.id(row) === id && jobs.transfer(row) === transfer
    const [from, to] = [transfers.from[transfer], transfers.to[transfer]]
    journal.write(Fact.transferEnded, now, id, kind, from, to, arrived ? 1 : 0, transfer)
    transfers.remove(transfer)
    if (!isWanted) return TransferEnd.nothing
    jobs.setTransfer(row, NONE)
    if (kind === TransferKind.output) {
      if (!arrived) this.sendAgainLater(row, now + constants.outputRetrySeconds)
      return arrived ? TransferEnd.delivered : TransferEnd.nothing
    }
    if (arrived) {
      keepPart(this.state, row, to, now)
      return TransferEnd.ready
    }
    return tries < constants.inputTries && this.fetch(row, tries, now) ? TransferEnd.nothing : TransferEnd.givenUp
  }

  /** Whether the job can read its input where it is: there is none, a copy is near, or it reads from afar. */
  private canRead(row: JobRow): boolean {
    const { jobs, tasks, grid } = this.state
    const task = jobs.task(row)
    const dataset = tasks.dataset[task]
    if (dataset === NONE || tasks.inputBytes[task] === 0) return true
    if (readsFromAfar(tasks.rules[task], grid.faces[jobs.face(row)].queue)) return true
    return siteOfNearCopy(this.state, row) !== NONE
  }

  /** Orders the input of an assigned job. Returns false when it is nowhere. */
  private fetch(row: JobRow, tries: number, now: Seconds): boolean {
    const { jobs, tasks, grid } = this.state
    const task = jobs.task(row)
    const site = grid.siteOfFace[jobs.face(row)]
    const source = inputSource(this.state, tasks.dataset[task], site, tries, now)
    if (source === NONE) return false
    this.order(row, TransferKind.input, source, site, tries, now)
    return true
  }

  private ship(row: JobRow, tries: number, now: Seconds): void {
    const { jobs, tasks, grid } = this.state
    const site = grid.siteOfFace[jobs.face(row)]
    this.order(row, TransferKind.output, site, tasks.nucleus[jobs.task(row)], tries, now)
  }

  private setTries(row: JobRow, tries: number): void {
    if (row >= this.tries.length) this.tries = grown(this.tries, 2 * row)
    this.tries[row] = tries
  }

  private sendAgainLater(row: JobRow, at: Seconds): void {
    this.resendId[row] = this.state.jobs.id(row)
    this.resendAt[row] = at
    this.resend.push(at, row)
  }

  private order(row: JobRow, kind: TransferKind, from: number, to: number, tries: number, now: Seconds): void {
    const { state } = this
    const { jobs, tasks, transfers, journal } = state
    const task = jobs.task(row)
    const isInput = kind === TransferKind.input
    const bytes = isInput ? tasks.inputBytes[task] : tasks.outputBytes[task]
    const files = isInput ? tasks.inputFiles[task] : tasks.outputFiles[task]
    const activity = isInput ? Activity.input : isExpressTask(state, task) ? Activity.express : Activity.output
    const transfer = transfers.add(row, jobs.id(row), kind, activity, from, to, bytes, files, tries)
    jobs.setTransfer(row, transfer)
    journal.write(Fact.transferOrdered, now, jobs.id(row), kind, from, to, Math.round(bytes / MEGABYTE), transfer)
    this.orders.transfer(now, transfer)
  }
}
