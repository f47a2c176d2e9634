import { Cause } from '../model/cause.js'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { type Bytes, type JobRow, NONE, type Seconds, type TransferRow } from '../model/units.js'
import type { Dispatcher } from './dispatcher.js'
import type { PilotDemand } from './pilot-demand.js'
import type { Orders } from './ports.js'

const MEGABYTE = 1_000_000

/**
 * Sees that inputs are where jobs are, and outputs where they belong (brokerage.md §H.2): one transfer per job for
 * input its site lacks, one for output that a nucleus collects.
 */
export class DataService {
  constructor(
    private readonly state: State,
    private readonly dispatcher: Dispatcher,
    private readonly pilotDemand: PilotDemand,
    private readonly orders: Orders,
  ) {}

  /** The job was given a place: orders its input or, when all is there, activates it. */
  prepare(row: JobRow, now: Seconds): void {
    const { jobs, tasks, datasets, grid } = this.state
    const task = jobs.task(row)
    const site = grid.siteOfFace[jobs.face(row)]
    const dataset = tasks.dataset[task]
    if (dataset === NONE || tasks.inputBytes[task] === 0 || datasets.isAt(dataset, site)) {
      this.activate(row, now)
      return
    }
    move(this.state, row, JobState.assigned, now, Cause.course)
    this.order(
      row,
      TransferKind.input,
      this.nearest(datasets.replicas[dataset], site),
      site,
      tasks.inputBytes[task],
      now,
    )
  }

  /** The payload is done: the output is shipped if a nucleus elsewhere collects it. Returns whether the job is finished. */
  collect(row: JobRow, now: Seconds): boolean {
    const { jobs, tasks, grid } = this.state
    const task = jobs.task(row)
    const site = grid.siteOfFace[jobs.face(row)]
    const nucleus = tasks.nucleus[task]
    if (nucleus === NONE || nucleus === site || tasks.outputBytes[task] === 0) {
      move(this.state, row, JobState.finished, now, Cause.course)
      return true
    }
    move(this.state, row, JobState.transferring, now, Cause.course)
    this.order(row, TransferKind.output, site, nucleus, tasks.outputBytes[task], now)
    return false
  }

  /** The input is there: the job waits for a pilot. */
  activate(row: JobRow, now: Seconds): void {
    move(this.state, row, JobState.activated, now, Cause.course)
    this.dispatcher.add(row)
    this.pilotDemand.noticeDemand(this.state.jobs.face(row), now)
  }

  /** Writes a transfer's end down and returns the job it was for, or NONE when that job has ended meanwhile. */
  ended(transfer: TransferRow, arrived: boolean, now: Seconds): JobRow {
    const { transfers, jobs, journal } = this.state
    const row = transfers.job[transfer]
    const id = transfers.jobId[transfer]
    const isWanted = jobs.id(row) === id && jobs.transfer(row) === transfer
    journal.write(
      Fact.transferEnded,
      now,
      id,
      transfers.kind[transfer],
      transfers.from[transfer],
      transfers.to[transfer],
      arrived ? 1 : 0,
      transfer,
    )
    transfers.remove(transfer)
    if (!isWanted) return NONE
    jobs.setTransfer(row, NONE)
    return row
  }

  private order(row: JobRow, kind: TransferKind, from: number, to: number, bytes: Bytes, now: Seconds): void {
    const { jobs, transfers, journal } = this.state
    const transfer = transfers.add(row, jobs.id(row), kind, from, to, bytes)
    jobs.setTransfer(row, transfer)
    journal.write(Fact.transferOrdered, now, jobs.id(row), kind, from, to, Math.round(bytes / MEGABYTE), transfer)
    this.orders.transfer(now, transfer)
  }

  /** The replica from which a transfer would be fastest; the first of equals. */
  private nearest(replicas: Int32Array, site: number): number {
    const { costs } = this.state.grid
    let best = replicas[0]
    for (let i = 1; i < replicas.length; i++)
      if (costs.rate(replicas[i], site) > costs.rate(best, site)) best = replicas[i]
    return best
  }
}
