import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import type { SiteSeries } from './run-result.js'
import { halve, Steps } from './steps.js'

/** Steps that the series of sites have at most: what a picture shows. */
const MOST_STEPS = 150

/** What is read of each site besides the counters of its queues. */
export interface SiteReadings {
  /** Cores of each site. */
  readonly cores: readonly number[]
  /** Those that no pilot holds. */
  freeCores(site: number): number
  /** Attempts that have failed so far. */
  failedAttempts(site: number): number
}

/** Samples what each site does at equal steps of simulated time. */
export class SiteSampler {
  readonly series: SiteSeries
  private readonly steps = new Steps(MOST_STEPS)
  /** Failed attempts of each site up to the sample before. */
  private readonly failedBefore: Float64Array

  constructor(
    private readonly state: State,
    private readonly readings: SiteReadings,
  ) {
    const { sites } = state.grid
    const lists = (): number[][] => sites.map(() => [])
    this.failedBefore = new Float64Array(sites.length)
    this.series = {
      timeSeconds: this.steps.timeSeconds,
      sites: sites.map(({ name }) => name),
      busyFraction: lists(),
      running: lists(),
      activated: lists(),
      transferring: lists(),
      failedAttempts: lists(),
    }
  }

  /** Takes a sample and says when the next one is due. */
  take(now: Seconds): Seconds {
    const { series, readings, steps, failedBefore } = this
    this.count(series.running, JobState.running)
    this.count(series.activated, JobState.activated)
    this.count(series.transferring, JobState.transferring)
    for (const [site, cores] of readings.cores.entries()) {
      series.busyFraction[site].push(cores > 0 ? 1 - readings.freeCores(site) / cores : 0)
      const failed = readings.failedAttempts(site)
      series.failedAttempts[site].push(failed - failedBefore[site])
      failedBefore[site] = failed
    }
    if (steps.add(now)) this.thin()
    return steps.nextAfter(now)
  }

  /** Adds the jobs in a state at all queues of each site. */
  private count(lists: number[][], standing: JobState): void {
    const { counters, grid } = this.state
    for (const list of lists) list.push(0)
    for (const { index, siteIndex } of grid.queues) {
      const list = lists[siteIndex]
      list[list.length - 1] += counters.total(index, standing)
    }
  }

  private thin(): void {
    const { running, activated, transferring, busyFraction, failedAttempts } = this.series
    for (const lists of [running, activated, transferring, busyFraction]) lists.forEach(halve)
    failedAttempts.forEach(addUp)
  }
}

/** Keeps every second value, from the first on, with the one before it added: what happened since the last value kept. */
function addUp(values: number[]): void {
  for (let i = values.length - 1; i >= 2; i--) if (i % 2 === 0) values[i] += values[i - 1]
  halve(values)
}
