import type { DecisionRecords } from './decision-records.js'

/** Mean and quantiles of one quantity over the jobs of a run. Quantiles are exact to 0.1 % of their value. */
export interface Distribution {
  count: number
  mean: number
  p50: number
  p90: number
  p95: number
  p99: number
  max: number
}

/** The measures of one run (targets.md §7), each with its unit in its name. Jobs are lineages unless said otherwise. */
export interface Metrics {
  /** First start minus submission, of the jobs that started. */
  waitSeconds: Distribution
  /** End of the last attempt's run minus submission, of the jobs that finished. */
  turnaroundSeconds: Distribution
  /** Wall time of the attempts that finished. */
  runSeconds: Distribution
  /** Turnaround over the last attempt's run time, run time floored at 10 s; at least 1. */
  boundedSlowdown10s: Distribution
  /** The same with a floor of 600 s. */
  boundedSlowdown600s: Distribution
  /** Per attempt that got so far: creation to brokered. */
  brokerWaitSeconds: Distribution
  /** Per attempt that got so far: brokered to activated (input there). */
  dataWaitSeconds: Distribution
  /** Per attempt that got so far: activated to sent (a pilot took it). */
  slotWaitSeconds: Distribution
  /** Per attempt that got so far: sent to running. */
  startWaitSeconds: Distribution
  makespanSeconds: number
  finishedJobsPerDay: number
  /**
   * Core-seconds of all runs over core-seconds of capacity, from the first submission to the last. What outages took of
   * the capacity is not counted.
   */
  utilisationFraction: number
  /** Wall core-seconds of finished attempts over those of all attempts. */
  goodputFraction: number
  /** Failed attempts over failed and finished ones. */
  attemptFailureFraction: number
  /** Lineages that did not finish over all that ended. */
  jobFailureFraction: number
  /** Pilots that got no job over pilots started. */
  emptyPilotFraction: number
  pilotsStarted: number
  /** Attempts closed and brokered again, per job. */
  rebrokeringsPerJob: number
  inputTransfers: number
  outputTransfers: number
  /** Bytes moved between sites. */
  wanBytes: number
  /** Attempts whose input was at the site they were brokered to, over attempts with input. */
  inputLocalFraction: number
  peakRunningJobs: number
  /** Most jobs that waited at one time. */
  peakWaitingJobs: number
}

/** How lineages ended; the last four add up to the first. */
export interface JobCounts {
  submitted: number
  finished: number
  failed: number
  cancelled: number
  unfinished: number
}

/** How attempts ended; the last five add up to the first. */
export interface AttemptCounts {
  created: number
  finished: number
  failed: number
  closed: number
  cancelled: number
  unfinished: number
}

/** One run in numbers: enough to repeat it and to compare it. */
export interface RunSummary {
  scenario: string
  policy: string
  seed: string
  /** Offered load that the grid's cores were laid out for; absent: the grid as it is declared. */
  load?: number
  version: string
  /** Hash over every fact in order: equal hashes, equal runs. */
  journal: { hash: string; facts: number }
  /** Hash of what was submitted when; equal for all policies of one seed. */
  arrivals: string
  assumptions: readonly string[]
  /** False when the run stopped at its length or was interrupted with jobs unfinished. */
  complete: boolean
  jobs: JobCounts
  attempts: AttemptCounts
  metrics: Metrics
  /** Events handled by the simulator. */
  events: number
  /** Simulated time at the end of the run. */
  endSeconds: number
  /** What should be seen in the run by its scenario, and whether it was; absent when nothing is said of its policy. */
  expectations?: readonly ExpectationResult[]
}

/** Something that should be seen in a run. */
export interface ExpectationResult {
  /** For people. */
  see: string
  /** What was measured, and of which part of the run. */
  measure: string
  /** What it is counted in. */
  unit: 'seconds' | 'bytes' | 'fraction' | 'number'
  /** Null when it could not be measured, such as the mean of nothing. */
  found: number | null
  wanted: string
  held: boolean
}

/** States of the grid sampled at equal steps of simulated time; arrays of equal length. */
export interface Series {
  timeSeconds: number[]
  /** Jobs waiting to be brokered (pending, defined). */
  pending: number[]
  /** Jobs whose input is under way (assigned). */
  assigned: number[]
  activated: number[]
  running: number[]
  transferring: number[]
  /** Cores that pilots hold over cores there are. */
  busyFraction: number[]
}

/** What one site did in a run. */
export interface SiteResult {
  site: string
  cores: number
  busyCoreSeconds: number
  utilisationFraction: number
  finishedAttempts: number
  failedAttempts: number
  meanWaitSeconds: number
}

/** One point of a cumulative distribution. */
export interface CdfPoint {
  value: number
  fraction: number
}

/** One row for each attempt, in the order in which attempts ended. */
export interface JobRecords {
  pandaId: Float64Array
  /** Index into `taskNames`. */
  task: Int32Array
  ordinal: Int32Array
  attempt: Int32Array
  /** Index into `siteNames`, -1 when it was never placed. */
  site: Int32Array
  cores: Int32Array
  /** `finished`, `failed`, `closed` or `cancelled`, as an index into `stateNames`. */
  state: Int32Array
  submitSeconds: Float64Array
  createdSeconds: Float64Array
  /** NaN when it never started. */
  startSeconds: Float64Array
  /** End of the run, before its output was moved; NaN when it never started. */
  runEndSeconds: Float64Array
  endSeconds: Float64Array
  inputBytes: Float64Array
  errorCode: Int32Array
  length: number
  taskNames: readonly string[]
  siteNames: readonly string[]
  stateNames: readonly string[]
}

/** All that a run leaves. */
export interface RunResult {
  summary: RunSummary
  series: Series
  sites: readonly SiteResult[]
  /** Waits of the jobs that started, at most 200 points. */
  waitCdf: readonly CdfPoint[]
  /** Only when asked for. */
  records?: JobRecords
  /** Only when records are asked for. */
  decisions?: DecisionRecords
}
