import { JobState } from '../model/job-state.js'
import { NONE, type Seconds } from '../model/units.js'
import type { MeasuredWindow } from './measured-window.js'
import type { SiteResult } from './run-result.js'
import { UseInWindow } from './use-in-window.js'

/** What each site did: cores in use over time, attempts ended, waits. */
export class SiteTally {
  /** Attempts that failed so far, in the whole run. */
  readonly failedSoFar: Int32Array
  private readonly cores: UseInWindow
  private readonly finished: Int32Array
  private readonly failed: Int32Array
  private readonly waits: Float64Array
  private readonly starts: Int32Array

  constructor(
    sites: number,
    private readonly window: MeasuredWindow,
  ) {
    this.cores = new UseInWindow(sites, window.from, window.until)
    this.failedSoFar = new Int32Array(sites)
    this.finished = new Int32Array(sites)
    this.failed = new Int32Array(sites)
    this.waits = new Float64Array(sites)
    this.starts = new Int32Array(sites)
  }

  /** A run held so many cores from a time to another. */
  used(site: number, cores: number, since: Seconds, end: Seconds): void {
    this.cores.add(site, cores, since, end)
  }

  /** From now on nothing more is counted as use. */
  close(at: Seconds): void {
    this.cores.close(at)
  }

  waited(site: number, wait: Seconds): void {
    this.waits[site] += wait
    this.starts[site]++
  }

  /** An attempt ended; `site` is NONE when it never had a place. */
  ended(site: number, state: JobState, at: Seconds): void {
    if (site === NONE) return
    if (state === JobState.failed) this.failedSoFar[site]++
    if (!this.window.holds(at)) return
    if (state === JobState.finished) this.finished[site]++
    else if (state === JobState.failed) this.failed[site]++
  }

  /** Core-seconds in use at all sites in the window. */
  busyInWindow(): number {
    return this.cores.totals().reduce((sum, seconds) => sum + seconds, 0)
  }

  /** @param capacity core-seconds of each site in the window */
  results(
    sites: readonly { readonly name: string; readonly cores: number }[],
    capacity: readonly number[],
  ): SiteResult[] {
    const busy = this.cores.totals()
    return sites.map(({ name, cores }, i) => ({
      site: name,
      cores,
      busyCoreSeconds: busy[i],
      utilisationFraction: capacity[i] > 0 ? busy[i] / capacity[i] : null,
      finishedAttempts: this.finished[i],
      failedAttempts: this.failed[i],
      meanWaitSeconds: this.starts[i] > 0 ? this.waits[i] / this.starts[i] : null,
    }))
  }
}
