import type { Reports, TaskSubmission } from '../brokerage/ports.js'
import { keyOf, type Seed, uniform } from '../model/draws.js'
import { SECONDS_PER_DAY, type Seconds } from '../model/units.js'
import type { GridSpec } from './grid-spec.js'
import { type Plans, Recorded } from './plans.js'
import { exponential, logNormal, logNormalMeanOverMedian, pick, runningSums } from './samplers.js'
import { type TaskWork, taskOf, type WorkClass } from './work-class.js'
import type { Workload } from './workload.js'

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
  /** Part of the tasks of the n-th user falls as n to the power of minus this; absent: all submit alike. */
  readonly userExponent?: number | undefined
  readonly classes: readonly WorkClass[]
  /** Who says which site collects the outputs of a task: the task, drawn from those that may, or task brokerage. */
  readonly nuclei?: 'drawn' | 'brokered' | undefined
  /** What is assumed of the mixture, in words. */
  readonly assumptions?: readonly string[] | undefined
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
  files: keyOf('workload.files'),
  fileBytes: keyOf('workload.file-bytes'),
  output: keyOf('workload.output-bytes'),
  tied: keyOf('workload.input-tied'),
  direct: keyOf('workload.direct'),
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
  private readonly userSums: Float64Array
  private readonly nuclei: readonly string[]

  constructor(
    private readonly spec: SyntheticSpec,
    private readonly grid: GridSpec,
    private readonly seed: Seed,
  ) {
    // Weights are parts of the jobs: a class with larger tasks has fewer of them.
    this.classSums = runningSums(
      spec.classes.map(({ weight, meanJobsPerTask = spec.meanJobsPerTask }) => {
        return weight * (spec.meanJobsPerTask / meanJobsPerTask)
      }),
    )
    this.popularity = powerLaw(spec.datasets, spec.popularityExponent)
    this.userSums = powerLaw(spec.users, spec.userExponent ?? 0)
    this.nuclei = grid.sites.filter(({ tier, isNucleus = tier <= 2 }) => isNucleus).map(({ name }) => name)
    this.assumptions = [
      ...(spec.assumptions ?? []),
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

  submitNext(reports: Pick<Reports, 'submit'>, plans: Pick<Plans, 'set'>): void {
    const { spec } = this
    const work = spec.classes[pick(this.draw(purpose.kind), this.classSums)]
    const jobs = Math.min(this.size(work), spec.jobs - this.submitted)
    const task = this.taskOf(work)
    const row = reports.submit(this.at, this.submission(work, task, jobs))
    plans.set(row, task.medianSeconds, work.jobSigma, Recorded.nothing)
    this.submitted += jobs
    this.at += this.gap() * (jobs / spec.meanJobsPerTask)
    this.task++
  }

  private taskOf(work: WorkClass): TaskWork {
    return taskOf(work, this.draw(purpose.reads) < work.inputFraction, {
      work: this.draw(purpose.walltime),
      files: this.draw(purpose.files),
      fileBytes: this.draw(purpose.fileBytes),
      output: this.draw(purpose.output),
      tied: this.draw(purpose.tied),
      direct: this.draw(purpose.direct),
    })
  }

  private submission(work: WorkClass, task: TaskWork, jobs: number): TaskSubmission {
    const isCollected = this.nuclei.length > 0 && this.draw(purpose.collects) < work.nucleusFraction
    return {
      name: `${work.name}.${this.task}`,
      jobs,
      firstOrdinal: 0,
      priority: work.priority,
      user: `u${this.user()}`,
      group: work.share,
      vo: work.vo,
      label: work.label,
      share: work.share,
      ...(work.processingType !== undefined && { processingType: work.processingType }),
      ...(work.workingGroup !== undefined && { workingGroup: work.workingGroup }),
      cores: work.cores,
      memoryMBPerCore: work.memoryMBPerCore,
      baseMemoryMB: 0,
      scratchMB: work.scratchMB,
      walltimeSeconds: 0,
      hs06Seconds: task.statedHs06Seconds,
      dataset: task.inputFiles > 0 ? datasetName(pick(this.draw(purpose.dataset), this.popularity)) : undefined,
      inputBytes: task.inputBytes,
      inputFiles: task.inputFiles,
      outputBytes: task.outputBytes,
      ...(work.outputFiles !== undefined && { outputFiles: work.outputFiles }),
      ...(task.rules !== undefined && { rules: task.rules }),
      nucleus: isCollected ? this.nucleus() : undefined,
      queue: undefined,
      maxAttempts: undefined,
      maxFailures: undefined,
    }
  }

  private nucleus(): string {
    const { nuclei } = this
    return this.spec.nuclei === 'brokered' ? 'auto' : nuclei[this.index(purpose.nucleus, this.task, 0, nuclei.length)]
  }

  private user(): number {
    return this.spec.userExponent === undefined
      ? this.index(purpose.user, this.task, 0, this.spec.users)
      : pick(this.draw(purpose.user), this.userSums)
  }

  /** Time to the next task of mean size, by the rate of this time of day. */
  private gap(): Seconds {
    const { overSeconds, jobs, meanJobsPerTask, dailyWave } = this.spec
    const mean = (overSeconds * meanJobsPerTask) / jobs
    return exponential(this.draw(purpose.arrival), mean) / (1 + dailyWave * wave(this.at))
  }

  private size(work: WorkClass): number {
    const { meanJobsPerTask = this.spec.meanJobsPerTask, jobsPerTaskSigma = this.spec.jobsPerTaskSigma } = work
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

/** Running sums of weights that fall by rank. */
function powerLaw(length: number, exponent: number): Float64Array {
  return runningSums(Array.from({ length }, (_, i) => Math.exp(-exponent * Math.log(i + 1))))
}

function datasetName(i: number): string {
  return `dataset.${i}`
}

/** The daily wave: a triangle of mean 0 that is lowest at midnight and highest at noon. */
function wave(at: Seconds): number {
  const part = (at / SECONDS_PER_DAY) % 1
  return part < 0.5 ? 4 * part - 1 : 3 - 4 * part
}
