import { LogHistogram } from '../../log-histogram.js'
import { PeakConcurrency } from '../peak-concurrency.js'
import type { TraceInfo, TraceJob, TraceStatus } from '../trace.js'
import type { FindingTally } from './finding.js'
import { fewestRecords } from './long-enough.js'
import type { TraceNumbers } from './trace-check.js'

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
const mostNames = 500_000

/** At least so many runs, and such a part of all, end at the longest run time where a limit cut them off. */
const fewestCapped = 5
const leastCapped = 0.001

/** One user is said to submit nearly all jobs from this part on; told from so many jobs on. */
const nearlyAll = 0.9
const fewestJobs = 10

type SummedNumbers = Omit<TraceNumbers, keyof TraceInfo | 'file' | 'tasks' | 'course' | 'pauses'>

/** Sums over the jobs of a trace, in bounded memory. */
export class JobSums {
  lastLine = 1
  spanSeconds = 0
  #retries = 0
  #withError = 0
  #firstRetry: TraceJob | undefined
  readonly #users = new Map<string, number>()
  readonly #groups = new Set<string>()
  readonly #byStatus: Record<TraceStatus, number> = { finished: 0, failed: 0, cancelled: 0, closed: 0, unknown: 0 }
  readonly #run = new LogHistogram()
  readonly #wait = new LogHistogram()
  readonly #interArrival = new LogHistogram()
  readonly #cores = new LogHistogram()
  readonly #memory = new LogHistogram()
  readonly #input = new LogHistogram()
  readonly #output = new LogHistogram()
  readonly #efficiency = new LogHistogram()
  readonly #requested = new LogHistogram()
  readonly #peaks = new PeakConcurrency()
  #missing = optionalFields
  /** The longest run time, how many have it, and the line of the first of them. */
  #longest = { seconds: 0, runs: 0, line: 0 }
  #records = 0

  add(job: TraceJob): void {
    if (this.#records++ > 0) this.#interArrival.add(job.submitSeconds - this.spanSeconds)
    this.spanSeconds = job.submitSeconds
    this.lastLine = job.line
    if (job.attempt > 1) {
      this.#retries++
      this.#firstRetry ??= job
    }
    if (job.error !== undefined) this.#withError++
    const { user, group } = job
    if (user !== undefined && (this.#users.has(user) || this.#users.size < mostNames)) {
      this.#users.set(user, (this.#users.get(user) ?? 0) + 1)
    }
    if (group !== undefined && this.#groups.size < mostNames) this.#groups.add(group)
    this.#byStatus[job.status]++
    this.#addQuantities(job)
    this.#peaks.add(job)
    if (this.#missing.some((field) => field.filled(job))) {
      this.#missing = this.#missing.filter((field) => !field.filled(job))
    }
  }

  finish(): SummedNumbers {
    const sites = this.#peaks.finish()
    return {
      spanSeconds: this.spanSeconds,
      users: this.#users.size,
      groups: this.#groups.size,
      retries: this.#retries,
      withError: this.#withError,
      jobsByStatus: this.#byStatus,
      missing: this.#missing.map((field) => field.name),
      quantities: {
        runSeconds: this.#run.distribution(),
        waitSeconds: this.#wait.distribution(),
        interArrivalSeconds: this.#interArrival.distribution(),
        cores: this.#cores.distribution(),
        memoryMBPerCore: this.#memory.distribution(),
        inputBytes: this.#input.distribution(),
        outputBytes: this.#output.distribution(),
        efficiency: this.#efficiency.distribution(),
        requestedSeconds: this.#requested.distribution(),
      },
      sites: sites.length,
      topSites: sites
        .toSorted((a, b) => b.jobs - a.jobs)
        .slice(0, topSiteCount)
        .map(({ site, jobs, coreSeconds, peakCores }) => ({ site, jobs, coreHours: coreSeconds / 3600, peakCores })),
    }
  }

  /** Notes what kind of log the sums show; whether one user dominates it. */
  tell(tally: FindingTally): boolean {
    const { seconds, runs, line } = this.#longest
    if (this.#run.count >= fewestRecords && runs >= Math.max(fewestCapped, leastCapped * this.#run.count)) {
      tally.note('capped-run', line, 'run time', () => `${seconds} s`, runs)
    }
    const retry = this.#firstRetry
    if (retry) tally.note('attempt-rows', retry.line, 'attemptnr', () => String(retry.attempt), this.#retries)
    const [top, jobs] = [...this.#users].reduce((best, user) => (user[1] > best[1] ? user : best), ['', 0])
    const isOnes = this.#records >= fewestJobs && jobs >= nearlyAll * this.#records
    if (isOnes)
      tally.note('one-user', undefined, 'user', () => `user ${top} submitted ${jobs} of ${this.#records} jobs`)
    return isOnes
  }

  #addQuantities(job: TraceJob): void {
    const { runSeconds } = job
    this.#cores.add(job.cores)
    if (job.waitSeconds !== undefined) this.#wait.add(job.waitSeconds)
    if (job.memoryMBPerCore !== undefined) this.#memory.add(job.memoryMBPerCore)
    if (job.inputBytes !== undefined) this.#input.add(job.inputBytes)
    if (job.outputBytes !== undefined) this.#output.add(job.outputBytes)
    if (job.requestedSeconds !== undefined) this.#requested.add(job.requestedSeconds)
    if (runSeconds === undefined) return
    this.#run.add(runSeconds)
    if (job.cpuSeconds !== undefined && runSeconds > 0) this.#efficiency.add(job.cpuSeconds / (runSeconds * job.cores))
    if (runSeconds > this.#longest.seconds) this.#longest = { seconds: runSeconds, runs: 0, line: job.line }
    if (runSeconds === this.#longest.seconds && runSeconds > 0) this.#longest.runs++
  }
}
