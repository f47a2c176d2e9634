import { meanAmount } from '../quantile-table.js'
import {
  type Accounting,
  type AnalysisRecord,
  readAccounting,
  readAnalysis,
  readTasks,
  readWorkByCores,
  type TaskRecord,
} from './record-sets.js'
import { fittedParts, logSigma, mean, median, mode, quantilesOf, rankCorrelation, sum, userExponent } from './sample.js'

/** Paths of the record sets. */
export interface FitSources {
  readonly cpu: string
  readonly queues: string
  readonly analysis: string
  readonly tasks: string
  readonly accounting: string
}

/** Part of the CPU work that is simulation (targets.md §3, 2017). */
const SIMULATION_PART_OF_WORK = 0.6
/** How the other jobs divide; nothing is published of it. */
const partsOfOtherJobs = { analysis: 0.5, derivation: 0.25, evgen: 0.1, merge: 0.15 }
/** Users there are (targets.md §1, 2014). */
const USERS = 1400
/** Work of a merge job: half an hour of a core of 10 HS06. Nothing is published of it. */
const MERGE_HS06_SECONDS = 18_000
/** Cores of the jobs that are taken for derivation. */
const DERIVATION_CORES = 8
/** A failure is early when less than this part of the usual run was over. */
const EARLY_PART = 0.1

/** What was found in the records, class by class. */
export interface Fit {
  /** Parts of the jobs; they add up to 1. */
  readonly parts: {
    readonly simulation: number
    readonly analysis: number
    readonly derivation: number
    readonly evgen: number
    readonly merge: number
  }
  readonly users: number
  readonly userExponent: number
  /** Mean CPU work of a job of the mixture, HS06 seconds. */
  readonly hs06SecondsPerJob: number
  readonly simulation: {
    readonly hs06Seconds: number
    readonly jobSigma: number
    readonly cpuEfficiency: number
    readonly jobsPerTask: number
    readonly cores: number
    readonly memoryMBPerCore: number
    readonly priority: number
    readonly processingType: string
    readonly workingGroup: string
    readonly inputFiles: number
    readonly fileBytes: number
    readonly outputFiles: number
    readonly outputBytes: number
  }
  readonly analysis: {
    /** Quantiles at `fittedParts`. */
    readonly hs06Seconds: readonly number[]
    readonly inputFiles: readonly number[]
    readonly fileBytes: readonly number[]
    readonly outputBytes: readonly number[]
    readonly cpuEfficiency: number
    readonly inputFraction: number
    readonly directFraction: number
    readonly inputTiedToWork: number
    readonly priority: number
  }
  readonly derivation: { readonly hs06Seconds: readonly number[]; readonly cpuEfficiency: number }
  readonly evgen: { readonly hs06Seconds: number; readonly cpuEfficiency: number }
  readonly merge: { readonly hs06Seconds: number; readonly cpuEfficiency: number }
  /** Of the simulation tasks, by site. */
  readonly failures: readonly FittedFailures[]
}

/** How the attempts of a task fared. */
export interface FittedFailures {
  readonly site: string
  /** Failed over failed and finished. */
  readonly probability: number
  /** Part of the failures that came early in the run. */
  readonly earlyFraction: number
  /** Part of the wall time that failed attempts used up. */
  readonly burntFraction: number
  readonly attemptsPerJob: number
}

/** Fits the mixture to the record sets. @throws BadInput when a file is not what it should be */
export function fitMixture(sources: FitSources): Fit {
  const work = readWorkByCores(sources.cpu, sources.queues)
  const accounting = readAccounting(sources.accounting)
  const tasks = readTasks(sources.tasks)
  const records = readAnalysis(sources.analysis)
  const single = work.get(1) ?? []
  const several = work.get(DERIVATION_CORES) ?? []
  const simulation = simulationOf(tasks, accounting)
  const [analysis, derivation] = [quantilesOf(single), quantilesOf(several)]
  // Means of what will be drawn: the tables end at their last quantile.
  const means = {
    analysis: meanAmount({ parts: fittedParts, values: analysis }),
    derivation: meanAmount({ parts: fittedParts, values: derivation }),
    evgen: accounting.hs06SecondsPerJob,
    merge: MERGE_HS06_SECONDS,
  }
  const parts = partsOf(simulation.hs06Seconds, means)
  return {
    parts,
    users: USERS,
    userExponent: userExponent(USERS, records.length, new Set(records.map(({ user }) => user)).size),
    hs06SecondsPerJob:
      parts.simulation * simulation.hs06Seconds + sum(otherClasses.map((one) => parts[one] * means[one])),
    simulation,
    analysis: { hs06Seconds: analysis, ...analysisOf(records) },
    derivation: { hs06Seconds: derivation, cpuEfficiency: accounting.cpuEfficiency },
    evgen: { hs06Seconds: means.evgen, cpuEfficiency: accounting.cpuEfficiency },
    merge: { hs06Seconds: means.merge, cpuEfficiency: accounting.cpuEfficiency },
    failures: tasks.map(failuresOf),
  }
}

type OtherClass = keyof typeof partsOfOtherJobs
const otherClasses = Object.keys(partsOfOtherJobs) as OtherClass[]

/** Parts of the jobs, so that simulation has its part of the work. */
function partsOf(simulationHs06: number, means: Readonly<Record<OtherClass, number>>): Fit['parts'] {
  const otherHs06 = sum(otherClasses.map((one) => partsOfOtherJobs[one] * means[one]))
  const odds = ((SIMULATION_PART_OF_WORK / (1 - SIMULATION_PART_OF_WORK)) * otherHs06) / simulationHs06
  const simulation = odds / (1 + odds)
  const other = (one: OtherClass): number => (1 - simulation) * partsOfOtherJobs[one]
  return {
    simulation,
    analysis: other('analysis'),
    derivation: other('derivation'),
    evgen: other('evgen'),
    merge: other('merge'),
  }
}

function simulationOf(tasks: readonly TaskRecord[], { hs06PerCore }: Accounting): Fit['simulation'] {
  const [first] = tasks
  const overTasks = (figure: (task: TaskRecord) => number): number => mean(tasks.map(figure))
  const wall = sum(tasks.map(({ wallSeconds, cores }) => sum(wallSeconds) * cores))
  return {
    hs06Seconds: overTasks(({ cpuSeconds }) => mean(cpuSeconds)) * hs06PerCore,
    jobSigma: overTasks(({ cpuSeconds }) => logSigma(cpuSeconds)),
    cpuEfficiency: sum(tasks.map(({ cpuSeconds }) => sum(cpuSeconds))) / wall,
    jobsPerTask: overTasks(({ jobs }) => jobs),
    cores: first.cores,
    memoryMBPerCore: first.memoryMBPerCore,
    priority: mode(tasks.map(({ priority }) => priority)),
    processingType: first.processingType,
    workingGroup: first.workingGroup,
    inputFiles: overTasks(({ inputFiles }) => inputFiles),
    fileBytes: overTasks(({ inputBytes, inputFiles }) => inputBytes / inputFiles),
    outputFiles: overTasks(({ outputFiles }) => outputFiles),
    outputBytes: overTasks(({ outputBytes }) => outputBytes),
  }
}

function analysisOf(records: readonly AnalysisRecord[]): Omit<Fit['analysis'], 'hs06Seconds'> {
  const reading = records.filter(({ inputBytes, inputFiles }) => inputBytes > 0 && inputFiles > 0)
  return {
    inputFiles: quantilesOf(reading.map(({ inputFiles }) => inputFiles)),
    fileBytes: quantilesOf(reading.map(({ inputBytes, inputFiles }) => inputBytes / inputFiles)),
    outputBytes: quantilesOf(records.map(({ outputBytes }) => outputBytes)),
    // Clocks that disagree make some jobs look better than possible.
    cpuEfficiency: mean(records.map(({ efficiency }) => Math.min(1, efficiency))),
    inputFraction: reading.length / records.length,
    directFraction: reading.filter(({ isDirect }) => isDirect).length / reading.length,
    inputTiedToWork: rankCorrelation(reading.map(({ cpuSeconds, inputBytes }) => [cpuSeconds, inputBytes] as const)),
    priority: mode(records.map(({ priority }) => priority)),
  }
}

function failuresOf({ site, jobs, attempts, finished, failed, ...task }: TaskRecord): FittedFailures {
  const usual = median(task.wallSeconds)
  const burnt = sum(task.failedWallSeconds)
  return {
    site,
    probability: failed / (failed + finished),
    earlyFraction:
      task.failedWallSeconds.filter((wall) => wall < EARLY_PART * usual).length / (task.failedWallSeconds.length || 1),
    burntFraction: burnt / (burnt + sum(task.wallSeconds)),
    attemptsPerJob: attempts / jobs,
  }
}
