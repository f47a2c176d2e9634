import type { TraceJob } from './trace.js'

/** What of a job tells when it held how many cores, and where. */
type JobUse = Pick<TraceJob, 'submitSeconds' | 'waitSeconds' | 'runSeconds' | 'cores' | 'site'>

/** What one site ran, as far as a trace tells. */
export interface SitePeak {
  site: string
  jobs: number
  /** Most cores in use at one time. */
  peakCores: number
  /** Wall time of all runs, each times its cores. */
  coreSeconds: number
}

/**
 * Finds the most cores that each site had in use at one time, while jobs stream by in order of submission. A job starts
 * when its wait is over, at once where the wait is unknown, and runs for its run time. A core that is freed may be taken
 * in the same instant. Memory grows with the jobs that wait or run at one time, not with the length of the trace.
 */
export class PeakConcurrency {
  readonly #sites = new Map<string, SiteUse>()

  /** Takes the next job; one without a site is left out. */
  add(job: JobUse): void {
    if (job.site === undefined) return
    let use = this.#sites.get(job.site)
    if (use === undefined) {
      use = new SiteUse()
      this.#sites.set(job.site, use)
    }
    use.add(job)
  }

  /** Every site in order of first appearance. Call it once, after the last job. */
  finish(): SitePeak[] {
    return Array.from(this.#sites, ([site, use]) => {
      use.passUntil(Infinity)
      return { site, jobs: use.jobs, peakCores: use.peakCores, coreSeconds: use.coreSeconds }
    })
  }
}

/** The starts and ends of one site that may still come to lie before others: a heap, earliest first. */
class SiteUse {
  jobs = 0
  peakCores = 0
  coreSeconds = 0
  #cores = 0
  readonly #times: number[] = []
  /** Cores taken (positive) or freed (negative) at the time of the same index. */
  readonly #changes: number[] = []

  add(job: JobUse): void {
    this.jobs++
    // No later job can start before this one was submitted, so what lies before is settled.
    this.passUntil(job.submitSeconds)
    if (!job.runSeconds) return
    this.coreSeconds += job.runSeconds * job.cores
    const start = job.submitSeconds + (job.waitSeconds ?? 0)
    this.#push(start, job.cores)
    this.#push(start + job.runSeconds, -job.cores)
  }

  /** Lets everything happen that lies before `time`. */
  passUntil(time: number): void {
    while (this.#times.length > 0 && this.#times[0] < time) {
      this.#cores += this.#changes[0]
      if (this.#cores > this.peakCores) this.peakCores = this.#cores
      this.#removeFirst()
    }
  }

  #push(time: number, change: number): void {
    let at = this.#times.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(time, change, parent)) break
      this.#times[at] = this.#times[parent]
      this.#changes[at] = this.#changes[parent]
      at = parent
    }
    this.#times[at] = time
    this.#changes[at] = change
  }

  #removeFirst(): void {
    const length = this.#times.length - 1
    const time = this.#times.pop() ?? 0
    const change = this.#changes.pop() ?? 0
    if (length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      const right = child + 1
      if (right < length && this.#isBefore(this.#times[right], this.#changes[right], child)) child = right
      if (this.#isBefore(time, change, child)) break
      this.#times[at] = this.#times[child]
      this.#changes[at] = this.#changes[child]
      at = child
    }
    this.#times[at] = time
    this.#changes[at] = change
  }

  /** Whether a change comes before the one at `index`; at the same time cores are freed before they are taken. */
  #isBefore(time: number, change: number, index: number): boolean {
    return time < this.#times[index] || (time === this.#times[index] && change < this.#changes[index])
  }
}
