import type { TaskRules } from '../model/task-rules.js'
import type { Bytes, Seconds } from '../model/units.js'
import { type Amount, amountAt, meanAmount } from './quantile-table.js'
import { REFERENCE_CORE_POWER } from './run-outlook.js'
import { logNormal, logNormalMeanOverMedian } from './samplers.js'

/** One class of work in a synthetic mixture. What is absent is as usual, or unknown. */
export interface WorkClass {
  readonly name: string
  /** Part of the jobs, relative to the other classes. */
  readonly weight: number
  readonly label: string
  readonly share: string
  readonly vo: string
  readonly processingType?: string | undefined
  readonly workingGroup?: string | undefined
  readonly priority: number
  /** Mean and spread of the jobs of a task; absent: as in the whole mixture. */
  readonly meanJobsPerTask?: number | undefined
  readonly jobsPerTaskSigma?: number | undefined
  readonly cores: number
  readonly memoryMBPerCore: number
  readonly scratchMB: number
  /** Mean wall time of a job at reference core power, and the spread of its logarithm among tasks and within one. */
  readonly meanWalltimeSeconds: Seconds
  readonly taskSigma: number
  readonly jobSigma: number
  /** CPU work of a job over all cores instead: a mean to be spread in the same way, or the quantiles of tasks. */
  readonly hs06Seconds?: Amount | undefined
  /** CPU time over wall time and cores, 0 to 1. */
  readonly cpuEfficiency?: number | undefined
  /** Whether the tasks say what their jobs need, as scouts would have measured it: CPU work and traffic. */
  readonly isScouted?: boolean | undefined
  /** Part of the tasks that read a dataset, and what a job reads of it: files of a size, or bytes. */
  readonly inputFraction: number
  readonly inputFiles?: Amount | undefined
  readonly fileBytes?: Amount | undefined
  readonly inputBytes: Bytes
  /** Part of the tasks whose files are as large, among those of all tasks, as their CPU work. */
  readonly inputTiedToWork?: number | undefined
  /** Part of the tasks whose jobs read without copying; those that read much do so in any case. */
  readonly directFraction?: number | undefined
  /** What a job writes, and the part of the tasks whose output a nucleus collects. */
  readonly outputBytes: Amount
  readonly outputFiles?: number | undefined
  readonly nucleusFraction: number
}

/** Input above which nobody copies it to scratch space first. */
const MOST_COPIED_BYTES = 10e9
/** What scouts' figures are multiplied by, and the quantile they are taken at (brokerage.md §A.7). */
const SCOUT_MARGIN = 1.5
const SCOUT_QUANTILE = 0.95

/** Uniform numbers that decide what a task is like. */
export interface TaskLuck {
  readonly work: number
  readonly files: number
  readonly fileBytes: number
  readonly output: number
  readonly tied: number
  readonly direct: number
}

/** What the jobs of one task of a class are like. */
export interface TaskWork {
  /** Median wall time of a job at reference core power. */
  readonly medianSeconds: Seconds
  /** What the task says of CPU work; 0: nothing. */
  readonly statedHs06Seconds: number
  readonly inputFiles: number
  readonly inputBytes: Bytes
  readonly outputBytes: Bytes
  /** Undefined when there is nothing to say. */
  readonly rules: Partial<TaskRules> | undefined
}

/** Draws one task of a class. */
export function taskOf(work: WorkClass, reads: boolean, luck: TaskLuck): TaskWork {
  const { cores, isScouted = false } = work
  const medianSeconds = medianSecondsOf(work, luck.work)
  const isTied = luck.tied < (work.inputTiedToWork ?? 0)
  const inputFiles = reads
    ? Math.max(1, Math.round(amountAt(work.inputFiles ?? 1, isTied ? luck.work : luck.files)))
    : 0
  const inputBytes = reads ? bytesOf(work, inputFiles, isTied ? luck.work : luck.fileBytes) : 0
  const outputBytes = Math.round(amountAt(work.outputBytes, luck.output))
  const isDirect = reads && (luck.direct < (work.directFraction ?? 0) || inputBytes > MOST_COPIED_BYTES)
  const rules = {
    ...(isDirect && { readsOverLan: 'use' as const }),
    ...(isScouted && { ioIntensityKBps: Math.round((inputBytes + outputBytes) / medianSeconds / cores / 1000) }),
  }
  return {
    medianSeconds,
    statedHs06Seconds: isScouted ? scoutedHs06(work, medianSeconds) : 0,
    inputFiles,
    inputBytes,
    outputBytes,
    rules: Object.keys(rules).length > 0 ? rules : undefined,
  }
}

function bytesOf({ inputBytes, fileBytes }: WorkClass, files: number, u: number): Bytes {
  return fileBytes === undefined ? inputBytes : Math.round(files * amountAt(fileBytes, u))
}

/** Median wall time of the jobs of a task at reference core power. */
function medianSecondsOf(work: WorkClass, u: number): Seconds {
  const { hs06Seconds, meanWalltimeSeconds, taskSigma, jobSigma } = work
  const spread = logNormalMeanOverMedian(taskSigma) * logNormalMeanOverMedian(jobSigma)
  if (hs06Seconds === undefined) return logNormal(u, meanWalltimeSeconds / spread, taskSigma)
  const hs06 =
    typeof hs06Seconds === 'number'
      ? logNormal(u, hs06Seconds / spread, taskSigma)
      : amountAt(hs06Seconds, u) / logNormalMeanOverMedian(jobSigma)
  return hs06 / hs06PerSecond(work)
}

/** What scouts would make of the CPU work of a task's jobs. */
function scoutedHs06(work: WorkClass, medianSeconds: Seconds): number {
  const high = logNormal(SCOUT_QUANTILE, medianSeconds * hs06PerSecond(work), work.jobSigma)
  return Math.ceil(SCOUT_MARGIN * high)
}

/** CPU work that a job does in a second of wall time at reference core power. */
function hs06PerSecond({ cores, cpuEfficiency = 1 }: WorkClass): number {
  return cores * REFERENCE_CORE_POWER * cpuEfficiency
}

/** Mean CPU work of the jobs of a class, HS06 seconds over all cores. */
export function meanHs06Seconds(work: WorkClass): number {
  return work.hs06Seconds === undefined ? work.meanWalltimeSeconds * hs06PerSecond(work) : meanAmount(work.hs06Seconds)
}
