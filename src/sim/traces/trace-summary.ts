import { LogHistogram } from '../log-histogram.js'
import type { Distribution } from '../run-result.js'
import { readTrace, type ReadOptions } from './open-trace.js'
import { PeakConcurrency } from './peak-concurrency.js'
import type { TraceInfo, TraceJob, TraceStatus } from './trace.js'

/** What a trace may leave out, in words, and how to tell that a job has it. */
const optionalFields: readonly { name: string; filled: (job: TraceJob) => boolean }[] = [
  { name: 'wait', filled: (job) => job.waitSeconds !== undefined },
  { name: 'run time', filled: (job) => job.runSeconds !== undefined },
  { name: 'CPU time', filled: (job) => job.cpuSeconds !== undefined },
  { name: 'requested time', filled: (job) => job.requestedSeconds !== undefined },
  { name: 'memory', filled: (job) => job.memoryMBPerCore !== undefined },
  { name: 'status', filled: (job) => job.status !== 'unknown' },
  { name: 'user', filled: (job) => job.user !== undefined },
  { name: 'group', filled: (job) => job.group !== undefined },
  { name: 'vo', filled: (job) => job.vo !== undefined },
  { name: 'label', filled: (job) => job.label !== undefined },
  { name: 'site', filled: (job) => job.site !== undefined },
  { name: 'priority', filled: (job) => job.priority !== undefined },
  { name: 'input bytes', filled: (job) => job.inputBytes !== undefined },
  { name: 'output bytes', filled: (job) => job.outputBytes !== undefined },
  { name: 'error', filled: (job) => job.error !== undefined },
]

const topSiteCount = 10

/** One site of a trace. */
export interface TraceSite {
  site: string
  jobs: number
  coreHours: number
  /** Most cores in use at one time: the site had at least so many. */
  peakCores: number
}

/** A trace file in numbers. Quantiles are exact to 0.1 % of their value. */
export interface TraceSummary extends TraceInfo {
  file: string
  /** From the first submission to the last. */
  spanSeconds: number
  users: number
  groups: number
  sites: number
  /** Records of a second or later attempt. */
  retries: number
  jobsByStatus: Readonly<Record<TraceStatus, number>>
  /** Over all jobs. */
  cores: Distribution
  /** Over the jobs whose run time is known. */
  runSeconds: Distribution
  /** Over the jobs whose wait is known. */
  waitSeconds: Distribution
  /** The ten sites with the most jobs. */
  topSites: readonly TraceSite[]
  /** What no record tells of. */
  missing: readonly string[]
}

/** Reads a trace from end to end in bounded memory and sums it up. Throws `BadInput` as `readTrace` does. */
export async function summarise(path: string, options: ReadOptions = {}): Promise<TraceSummary> {
  const sums = new TraceSums()
  const trace = await readTrace(path, (jobs) => jobs.forEach((job) => sums.add(job)), options)
  return { file: path, ...trace, ...sums.finish() }
}

class TraceSums {
  #spanSeconds = 0
  #retries = 0
  readonly #users = new Set<string>()
  readonly #groups = new Set<string>()
  readonly #byStatus: Record<TraceStatus, number> = { finished: 0, failed: 0, cancelled: 0, closed: 0, unknown: 0 }
  readonly #cores = new LogHistogram()
  readonly #runSeconds = new LogHistogram()
  readonly #waitSeconds = new LogHistogram()
  readonly #peaks = new PeakConcurrency()
  #missing = optionalFields

  add(job: TraceJob): void {
    this.#spanSeconds = job.submitSeconds
    if (job.attempt > 1) this.#retries++
    if (job.user !== undefined) this.#users.add(job.user)
    if (job.group !== undefined) this.#groups.add(job.group)
    this.#byStatus[job.status]++
    this.#cores.add(job.cores)
    if (job.runSeconds !== undefined) this.#runSeconds.add(job.runSeconds)
    if (job.waitSeconds !== undefined) this.#waitSeconds.add(job.waitSeconds)
    this.#peaks.add(job)
    if (this.#missing.some((field) => field.filled(job))) {
      this.#missing = this.#missing.filter((field) => !field.filled(job))
    }
  }

  finish(): Omit<TraceSummary, 'file' | keyof TraceInfo> {
    const sites = this.#peaks.finish()
    return {
      spanSeconds: this.#spanSeconds,
      users: this.#users.size,
      groups: this.#groups.size,
      sites: sites.length,
      retries: this.#retries,
      jobsByStatus: this.#byStatus,
      cores: this.#cores.distribution(),
      runSeconds: this.#runSeconds.distribution(),
      waitSeconds: this.#waitSeconds.distribution(),
      topSites: sites
        .toSorted((a, b) => b.jobs - a.jobs)
        .slice(0, topSiteCount)
        .map(({ site, jobs, coreSeconds, peakCores }) => ({ site, jobs, coreHours: coreSeconds / 3600, peakCores })),
      missing: this.#missing.map((field) => field.name),
    }
  }
}
