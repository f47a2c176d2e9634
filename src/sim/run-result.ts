import type { DecisionRecords } from './decision-records.js'
import type { Metrics } from './run-metrics.js'

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

/**
 * The part of a run that its metrics are about (targets.md §8-3). Measures of jobs are of the jobs submitted in it, however
 * late these end; use, throughput and what sites and links did are counted while it lasts.
 */
export interface RunWindow {
  fromSeconds: number
  /** Without a window asked for, the last submission. */
  untilSeconds: number
  /** Jobs (lineages) submitted inside. */
  counted: number
  /** Of these, how many had not ended when the run stopped. */
  censored: number
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
  /** The rule by which pilots were asked for; absent: the usual one. */
  pilotDemand?: string
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
  /** What the metrics are about; `jobs` and `attempts` are of the whole run. */
  window: RunWindow
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

/** What each site did over time, at about a hundred equal steps; all but `timeSeconds` by site and time. */
export interface SiteSeries {
  /** Ends of the steps. */
  timeSeconds: number[]
  sites: readonly string[]
  /** Cores that pilots hold over cores there are. */
  busyFraction: number[][]
  /** Jobs in these states. */
  running: number[][]
  activated: number[][]
  transferring: number[][]
  /** Attempts that failed since the step before. */
  failedAttempts: number[][]
}

/** What was moved from one site to another in the window. */
export interface LinkUse {
  from: string
  to: string
  /** Of the transfers that arrived. */
  bytes: number
  /** Transfers that ended, and how many of them failed. */
  transfers: number
  failed: number
}

/** What a global share had of the grid, and what it was due. */
export interface ShareUse {
  share: string
  /** Its part of the whole by the share tree; null when the run had no tree, or the share is not in it. */
  targetFraction: number | null
  /** Its part of what all jobs used in the window, cores times core power; null when nothing ran. */
  usedFraction: number | null
  timeSeconds: number[]
  /** Its part of what ran at each time; 0 when nothing ran. */
  usedSeries: number[]
}

/** How often attempts at one site failed with one error code; attempts of the jobs that the metrics are about. */
export interface ErrorCount {
  site: string
  code: number
  attempts: number
}

/** What one site did in a run; but for the mean wait, while the window lasted. */
export interface SiteResult {
  site: string
  cores: number
  busyCoreSeconds: number
  /** Null when it had no capacity. */
  utilisationFraction: number | null
  finishedAttempts: number
  failedAttempts: number
  /** Null when no job started there first. */
  meanWaitSeconds: number | null
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
  siteSeries: SiteSeries
  sites: readonly SiteResult[]
  /** Pairs of sites between which something was moved, the most bytes first. */
  links: readonly LinkUse[]
  /** Global shares in the order of their tree, then those that only work named. */
  shares: readonly ShareUse[]
  /** The most attempts first. */
  errors: readonly ErrorCount[]
  /** Waits of the jobs that started, at most 200 points. */
  waitCdf: readonly CdfPoint[]
  /** Only when asked for. */
  records?: RunRecords
  /** Only when records are asked for. */
  decisions?: DecisionRecords
}
