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

/**
 * One row for each attempt that was created, ended or not, in order of PandaID. Times are simulated seconds, NaN for what
 * has not happened. Columns have `length` rows; those that name things are indices into the list of names.
 */
export interface AttemptRecords {
  pandaId: Float64Array
  /** Index into `taskNames`. With `ordinal` it names the job (lineage), the same for all its attempts. */
  task: Int32Array
  ordinal: Int32Array
  /** From 1. */
  attempt: Int32Array
  user: Int32Array
  share: Int32Array
  priority: Int32Array
  cores: Int32Array
  /** Index into `siteNames`, -1 when it was never placed. */
  site: Int32Array
  /** Pseudo-queue, as an index into `queueNames`, -1 when it was never placed. */
  queue: Int32Array
  /** How it ended, or where it stands at the end of the run: index into `stateNames`. */
  state: Uint8Array
  /** Why it came into that state: index into `causeNames`. */
  cause: Uint8Array
  /** 0: none. */
  errorCode: Int32Array
  /** Submission of its task. */
  submitSeconds: Float64Array
  createdSeconds: Float64Array
  /** It was given a place. */
  brokeredSeconds: Float64Array
  /** Its input was there: it waits for a pilot from now on. */
  activatedSeconds: Float64Array
  /** A pilot took it. */
  sentSeconds: Float64Array
  startSeconds: Float64Array
  /** End of the run, before its output was moved; of a silent pilot, when it was last heard. */
  runEndSeconds: Float64Array
  /** Its output is being moved from now on. */
  outputStartSeconds: Float64Array
  endSeconds: Float64Array
  inputBytes: Float64Array
  outputBytes: Float64Array
  length: number
  taskNames: readonly string[]
  userNames: readonly string[]
  shareNames: readonly string[]
  siteNames: readonly string[]
  queueNames: readonly string[]
  stateNames: readonly string[]
  causeNames: readonly string[]
}

/** One row for each transfer that was ordered, in order of its number; columns as in `AttemptRecords`. */
export interface TransferRecords {
  /** Running number from 1. */
  number: Float64Array
  /** The attempt that it was for. */
  pandaId: Float64Array
  /** Index into `kindNames`: input or output. */
  kind: Uint8Array
  /** The how manieth try to move the same, from 1. */
  attempt: Int32Array
  /** Indices into `siteNames`. */
  from: Int32Array
  to: Int32Array
  bytes: Float64Array
  orderedSeconds: Float64Array
  /** NaN while under way at the end of the run. */
  endedSeconds: Float64Array
  /** 1 when it ended well; 0 when it failed or is under way. */
  arrived: Uint8Array
  length: number
  kindNames: readonly string[]
  siteNames: readonly string[]
}

/** Rows of all that happened in a run. */
export interface RunRecords {
  attempts: AttemptRecords
  transfers: TransferRecords
}

/** All that a run leaves. */
export interface RunResult {
  summary: RunSummary
  series: Series
  sites: readonly SiteResult[]
  /** Waits of the jobs that started, at most 200 points. */
  waitCdf: readonly CdfPoint[]
  /** Only when asked for. */
  records?: RunRecords
  /** Only when records are asked for. */
  decisions?: DecisionRecords
}
