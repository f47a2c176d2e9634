import type { Reports, TaskSubmission } from '../brokerage/ports.js'
import { keyOf, type Seed, uniform } from '../model/draws.js'
import { type Bytes, SECONDS_PER_DAY, type Seconds } from '../model/units.js'
import type { GridSpec } from './grid-spec.js'
import { type Plans, Recorded } from './plans.js'
import { exponential, logNormal, logNormalMeanOverMedian, pick, runningSums } from './samplers.js'
import type { Workload } from './workload.js'

/** One class of work in a synthetic mixture. */
export interface WorkClass {
  readonly name: string
  /** Part of the tasks, relative to the other classes. */
  readonly weight: number
  readonly label: string
  readonly share: string
  readonly vo: string
  readonly priority: number
  readonly cores: number
  readonly memoryMBPerCore: number
  readonly scratchMB: number
  /** Mean wall time of a job at reference core power, and the spread of its logarithm among tasks and within one. */
  readonly meanWalltimeSeconds: Seconds
  readonly taskSigma: number
  readonly jobSigma: number
  /** Part of the tasks that read a dataset, and what a job reads of it. */
  readonly inputFraction: number
  readonly inputBytes: Bytes
  /** What a job writes, and the part of the tasks whose output a nucleus collects. */
  readonly outputBytes: Bytes
  readonly nucleusFraction: number
}

/** A synthetic stream of tasks. */
export interface SyntheticSpec {
  readonly jobs: number
  /** Time in which so many jobs are submitted, on average. */
  readonly overSeconds: Seconds
  readonly meanJobsPerTask: number
  /** Spread of the logarithm of jobs per task. */
  readonly jobsPerTaskSigma: number
  /** Height of the daily wave of submissions over their mean, 0 to 1. */
  readonly dailyWave: number
  readonly datasets: number
  readonly replicas: number
  /** Popularity of the n-th dataset falls as n to the power of minus this. */
  readonly popularityExponent: number
  readonly users: number
  readonly classes: readonly WorkClass[]
}

const MOST_JOBS_IN_TASK = 50_000
const purpose = {
  arrival: keyOf('workload.arrival'),
  size: keyOf('workload.size'),
  kind: keyOf('workload.class'),
  walltime: keyOf('workload.walltime'),
  reads: keyOf('workload.reads'),
  dataset: keyOf('workload.dataset'),
  collects: keyOf('workload.collects'),
  nucleus: keyOf('workload.nucleus'),
  user: keyOf('workload.user'),
  replica: keyOf('workload.replica'),
}

/** Tasks drawn from a mixture of classes, arriving as a Poisson stream with a daily wave. */
export class SyntheticWorkload implements Workload {
  readonly assumptions: readonly string[]
  private task = 0
  private submitted = 0
  private at: Seconds = 0
  private readonly classSums: Float64Array
  private readonly popularity: Float64Array
  private readonly nuclei: readonly string[]

  constructor(
    private readonly spec: SyntheticSpec,
    private readonly grid: GridSpec,
    private readonly seed: Seed,
  ) {
    this.classSums = runningSums(spec.classes.map(({ weight }) => weight))
    this.popularity = runningSums(
      Array.from({ length: spec.datasets }, (_, i) => Math.exp(-spec.popularityExponent * Math.log(i + 1))),
    )
    this.nuclei = grid.sites.filter(({ tier }) => tier <= 1).map(({ name }) => name)
    this.assumptions = [
      `synthetic workload of ${spec.classes.length} classes: ${spec.classes.map(({ name }) => name).join(', ')}`,
      `${spec.datasets} datasets with ${spec.replicas} replicas each, popularity a power law of exponent ${spec.popularityExponent}`,
    ]
    this.at = this.gap()
  }

  begin(reports: Reports): void {
    const { sites } = this.grid
    const sizes = runningSums(sites.map(({ cores }) => cores))
    for (let i = 0; i < this.spec.datasets; i++) {
      const holders = new Set<string>()
      // The first replica is at a large site that collects outputs, the others where there are many cores.
      if (this.nuclei.length > 0) holders.add(this.nuclei[this.index(purpose.replica, i, 0, this.nuclei.length)])
      for (let draw = 1; holders.size < Math.min(this.spec.replicas, sites.length); draw++) {
        holders.add(sites[pick(uniform(this.seed, purpose.replica, i, draw, 0), sizes)].name)
      }
      reports.datasetKnown(0, datasetName(i), 1e12, [...holders])
    }
  }

  nextAt(): Seconds {
    return this.submitted < this.spec.jobs ? this.at : Infinity
  }

  more(): Promise<void> {
    return Promise.reject(new Error('a synthetic workload has nothing to read'))
  }

  progress(): number {
    return this.submitted / this.spec.jobs
  }

  submitNext(reports: Reports, plans: Plans): void {
    const { spec } = this
    const work = spec.classes[pick(this.draw(purpose.kind), this.classSums)]
    const jobs = Math.min(this.size(), spec.jobs - this.submitted)
    const row = reports.submit(this.at, this.submission(work, jobs))
    const spread = logNormalMeanOverMedian(work.taskSigma) * logNormalMeanOverMedian(work.jobSigma)
    const median = logNormal(this.draw(purpose.walltime), work.meanWalltimeSeconds / spread, work.taskSigma)
    plans.set(row, median, work.jobSigma, Recorded.nothing)
    this.submitted += jobs
    this.at += this.gap() * (jobs / spec.meanJobsPerTask)
    this.task++
  }

  private submission(work: WorkClass, jobs: number): TaskSubmission {
    const reads = this.draw(purpose.reads) < work.inputFraction
    const isCollected = this.nuclei.length > 0 && this.draw(purpose.collects) < work.nucleusFraction
    const user = `u${this.index(purpose.user, this.task, 0, this.spec.users)}`
    return {
      name: `${work.name}.${this.task}`,
      jobs,
      firstOrdinal: 0,
      priority: work.priority,
      user,
      group: work.share,
      vo: work.vo,
      label: work.label,
      share: work.share,
      cores: work.cores,
      memoryMBPerCore: work.memoryMBPerCore,
      baseMemoryMB: 0,
      scratchMB: work.scratchMB,
      walltimeSeconds: 0,
      hs06Seconds: 0,
      dataset: reads ? datasetName(pick(this.draw(purpose.dataset), this.popularity)) : undefined,
      inputBytes: reads ? work.inputBytes : 0,
      inputFiles: reads ? 1 : 0,
      outputBytes: work.outputBytes,
      nucleus: isCollected ? this.nuclei[this.index(purpose.nucleus, this.task, 0, this.nuclei.length)] : undefined,
      queue: undefined,
      maxAttempts: undefined,
      maxFailures: undefined,
    }
  }

  /** Time to the next task of mean size, by the rate of this time of day. */
  private gap(): Seconds {
    const { overSeconds, jobs, meanJobsPerTask, dailyWave } = this.spec
    const mean = (overSeconds * meanJobsPerTask) / jobs
    return exponential(this.draw(purpose.arrival), mean) / (1 + dailyWave * wave(this.at))
  }

  private size(): number {
    const { meanJobsPerTask, jobsPerTaskSigma } = this.spec
    const median = meanJobsPerTask / logNormalMeanOverMedian(jobsPerTaskSigma)
    return Math.min(
      MOST_JOBS_IN_TASK,
      Math.max(1, Math.round(logNormal(this.draw(purpose.size), median, jobsPerTaskSigma))),
    )
  }

  private draw(what: number): number {
    return uniform(this.seed, what, this.task, 0, 0)
  }

  private index(what: number, entity: number, further: number, length: number): number {
    return Math.floor(uniform(this.seed, what, entity, further, 0) * length)
  }
}

function datasetName(i: number): string {
  return `dataset.${i}`
}

/** The daily wave: a triangle of mean 0 that is lowest at midnight and highest at noon. */
function wave(at: Seconds): number {
  const part = (at / SECONDS_PER_DAY) % 1
  return part < 0.5 ? 4 * part - 1 : 3 - 4 * part
}
