import { JobState } from '../model/job-state.js'
import { NONE, type Seconds } from '../model/units.js'
import type { SiteResult } from './run-result.js'

/** What each site did: cores in use over time, attempts ended, waits. */
export class SiteTally {
  /** Core-seconds of all runs, and of those that came to nothing. */
  wallCoreSeconds = 0
  lostCoreSeconds = 0
  private readonly busyCores: Float64Array
  private readonly changedAt: Float64Array
  private readonly coreSeconds: Float64Array
  private readonly finished: Int32Array
  private readonly failed: Int32Array
  private readonly waits: Float64Array
  private readonly starts: Int32Array
  private windowEnd: Seconds = Infinity

  constructor(sites: number) {
    this.busyCores = new Float64Array(sites)
    this.changedAt = new Float64Array(sites)
    this.coreSeconds = new Float64Array(sites)
    this.finished = new Int32Array(sites)
    this.failed = new Int32Array(sites)
    this.waits = new Float64Array(sites)
    this.starts = new Int32Array(sites)
  }

  /** So many more (or fewer) cores are in use. */
  change(site: number, cores: number, at: Seconds): void {
    const until = at < this.windowEnd ? at : this.windowEnd
    if (until > this.changedAt[site]) {
      this.coreSeconds[site] += this.busyCores[site] * (until - this.changedAt[site])
      this.changedAt[site] = until
    }
    this.busyCores[site] += cores
  }

  /** A run on so many cores was over at `end`, which is known only now. */
  stop(site: number, cores: number, end: Seconds, at: Seconds): void {
    this.change(site, -cores, at)
    const overcounted = Math.min(at, this.windowEnd) - Math.min(end, this.windowEnd)
    if (overcounted > 0) this.coreSeconds[site] -= cores * overcounted
  }

  /** From now on nothing more is counted as use. */
  close(at: Seconds): void {
    for (let site = 0; site < this.busyCores.length; site++) this.change(site, 0, at)
    this.windowEnd = at
  }

  ran(coreSeconds: number, inVain: boolean): void {
    this.wallCoreSeconds += coreSeconds
    if (inVain) this.lostCoreSeconds += coreSeconds
  }

  waited(site: number, wait: Seconds): void {
    this.waits[site] += wait
    this.starts[site]++
  }

  /** An attempt ended; `site` is NONE when it never had a place. */
  ended(site: number, state: JobState): void {
    if (site === NONE) return
    if (state === JobState.finished) this.finished[site]++
    else if (state === JobState.failed) this.failed[site]++
  }

  /** Core-seconds in use at all sites, from the start to the close of the window. */
  busyInWindow(): number {
    return this.coreSeconds.reduce((sum, seconds) => sum + seconds, 0)
  }

  /** @param capacity core-seconds of each site from the first submission to the last */
  results(
    sites: readonly { readonly name: string; readonly cores: number }[],
    capacity: readonly number[],
  ): SiteResult[] {
    return sites.map(({ name, cores }, i) => ({
      site: name,
      cores,
      busyCoreSeconds: this.coreSeconds[i],
      utilisationFraction: capacity[i] > 0 ? this.coreSeconds[i] / capacity[i] : 0,
      finishedAttempts: this.finished[i],
      failedAttempts: this.failed[i],
      meanWaitSeconds: this.starts[i] > 0 ? this.waits[i] / this.starts[i] : 0,
    }))
  }
}
