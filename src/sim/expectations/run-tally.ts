import type { Cause } from '../../model/cause.js'
import { ReplicaKind } from '../../model/dataset-table.js'
import { Fact, type FactListener } from '../../model/journal.js'
import { JOB_STATES, JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import { TransferKind } from '../../model/transfer-table.js'
import { type JobRow, NONE, type Seconds } from '../../model/units.js'
import { runEndOf } from '../run-end.js'
import { Integrals } from './integrals.js'

/** What is counted of the whole grid. Jobs are attempts, but for `submitted`. */
export const gridCounts = [
  'submitted',
  'placed',
  'started',
  'finished',
  'failed',
  'closed',
  'transfers',
  'inputTransfers',
  'outputTransfers',
  'failedTransfers',
  'movedBytes',
  'deletedCopies',
] as const

/** What is counted of each site: attempts, tasks whose output it is to collect, inputs and outputs that arrived there. */
export const siteCounts = [
  'placed',
  'started',
  'finished',
  'failed',
  'chosenAsNucleus',
  'receivedInputs',
  'receivedOutputs',
] as const

export type GridCount = (typeof gridCounts)[number]
export type SiteCount = (typeof siteCounts)[number]

/** All that had been counted at a moment; what happened between two moments is their difference. */
export interface Moment {
  readonly atSeconds: Seconds
  readonly grid: Readonly<Record<GridCount, number>>
  readonly sites: Readonly<Record<SiteCount, Float64Array>>
  /** Job-seconds in each state so far. */
  readonly standing: Float64Array
  /** Core-seconds of runs so far, by site and by share. */
  readonly siteCores: Float64Array
  readonly shareCores: Float64Array
  /** Runs that are over, and how long they lasted together, as pilots were heard. */
  readonly runs: number
  readonly runSeconds: number
  /** Free bytes of each storage as the core knows it; Infinity where nothing limits it. */
  readonly freeBytes: Float64Array
}

/** Counts, for what scenarios expect, what the whole grid and each site and share do, and passes facts on. */
export class RunTally implements FactListener {
  private readonly grid: Record<GridCount, number>
  private readonly sites: Record<SiteCount, Float64Array>
  private readonly standing = new Integrals(JOB_STATES)
  private readonly siteCores: Integrals
  private readonly shareCores = new Integrals(1)
  private runs = 0
  private runSeconds = 0

  constructor(
    private readonly state: State,
    private readonly next: FactListener,
  ) {
    const places = state.grid.sites.length
    this.grid = Object.fromEntries(gridCounts.map((name) => [name, 0])) as Record<GridCount, number>
    this.sites = Object.fromEntries(siteCounts.map((name) => [name, new Float64Array(places)])) as typeof this.sites
    this.siteCores = new Integrals(places)
  }

  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    switch (kind) {
      case Fact.jobMoved:
        this.moved(at, row, a, b, c, d)
        break
      case Fact.jobCreated:
        this.standing.change(JobState.pending, 1, at)
        break
      case Fact.transferEnded:
        this.transferred(a, c, d === 1, row)
        break
      case Fact.taskSubmitted:
        this.grid.submitted += b
        break
      case Fact.nucleusChosen:
        this.sites.chosenAsNucleus[a]++
        break
      case Fact.replicaGone:
        if (b === (ReplicaKind.cached as number)) this.grid.deletedCopies++
    }
    this.next.hear(kind, at, subject, a, b, c, d, row)
  }

  /** All that has been counted before a moment that nothing has happened at yet. */
  at(atSeconds: Seconds): Moment {
    const { grid, sites, state, runs, runSeconds } = this
    return {
      atSeconds,
      grid: { ...grid },
      sites: Object.fromEntries(siteCounts.map((name) => [name, sites[name].slice()])) as Record<
        SiteCount,
        Float64Array
      >,
      standing: this.standing.at(atSeconds),
      siteCores: this.siteCores.at(atSeconds),
      shareCores: this.shareCores.at(atSeconds),
      runs,
      runSeconds,
      freeBytes: Float64Array.from(state.grid.sites, ({ storage }) => storage.freeBytes),
    }
  }

  private moved(at: Seconds, row: JobRow, from: JobState, to: JobState, face: number, cause: Cause): void {
    this.standing.change(from, -1, at)
    this.standing.change(to, 1, at)
    if (from === JobState.running) this.stopped(at, row, face, cause)
    if (face === NONE) {
      if (to === JobState.closed) this.grid.closed++
      return
    }
    const site = this.state.grid.siteOfFace[face]
    switch (to) {
      case JobState.defined:
        this.grid.placed++
        this.sites.placed[site]++
        break
      case JobState.running:
        this.grid.started++
        this.sites.started[site]++
        this.useCores(row, face, 1, at)
        break
      case JobState.finished:
        this.grid.finished++
        this.sites.finished[site]++
        break
      case JobState.failed:
        this.grid.failed++
        this.sites.failed[site]++
        break
      case JobState.closed:
        this.grid.closed++
    }
  }

  private stopped(at: Seconds, row: JobRow, face: number, cause: Cause): void {
    const { jobs } = this.state
    const end = runEndOf(jobs, row, JobState.running, cause, at)
    this.runs++
    this.runSeconds += end - jobs.startedAt(row)
    this.useCores(row, face, -1, end)
  }

  private useCores(row: JobRow, face: number, by: 1 | -1, at: Seconds): void {
    const { jobs, tasks, kinds, grid } = this.state
    const cores = by * grid.coresOfFace[face]
    this.siteCores.change(grid.siteOfFace[face], cores, at)
    this.shareCores.change(kinds.at(tasks.kind[jobs.task(row)]).shareIndex, cores, at)
  }

  private transferred(kind: TransferKind, to: number, arrived: boolean, row: number): void {
    const { grid, sites } = this
    const isInput = kind === TransferKind.input
    grid.transfers++
    if (isInput) grid.inputTransfers++
    else grid.outputTransfers++
    if (!arrived) {
      grid.failedTransfers++
      return
    }
    grid.movedBytes += this.state.transfers.bytes[row]
    if (isInput) sites.receivedInputs[to]++
    else sites.receivedOutputs[to]++
  }
}
