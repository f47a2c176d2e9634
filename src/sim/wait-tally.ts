import { JobState } from '../model/job-state.js'
import type { JobTable } from '../model/job-table.js'
import type { JobRow, Seconds } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'
import type { WaitSplit } from './run-metrics.js'

/** A job starves when it waits for more than so many times the median of its share (targets.md §7). */
const STARVING = 10

/** Where most jobs start at once, a wait of some minutes starves nobody: a median below this counts as this. */
const LEAST_MEDIAN: Seconds = 60

/** A job that has not started, and how long it has waited. */
export interface StillWaiting {
  readonly share: number
  readonly seconds: Seconds
}

/**
 * How long jobs wait, and for what. The parts of a job's wait are added while its attempt makes its way, and taken back from
 * the few attempts that end on it.
 */
export class WaitTally {
  /** Of attempts, by what they waited for. */
  readonly broker = new LogHistogram()
  readonly data = new LogHistogram()
  readonly slot = new LogHistogram()
  readonly start = new LogHistogram()
  /** Of jobs, by their global share: first start minus submission. */
  private readonly byShare: LogHistogram[] = []
  /** Sums of the parts, over jobs that have started and the attempts of others that are on their way. */
  private brokering = 0
  private bringing = 0
  private queueing = 0
  private starting = 0

  constructor(private readonly jobs: JobTable) {}

  /** An attempt was given a place. */
  brokered(row: JobRow, at: Seconds): void {
    const seconds = at - this.jobs.createdAt[row]
    this.broker.add(seconds)
    if (this.isFirst(row)) this.brokering += seconds
  }

  /** An attempt has its input. @param seconds that it waited for it */
  activated(row: JobRow, seconds: Seconds): void {
    this.data.add(seconds)
    if (this.isFirst(row)) this.bringing += seconds
  }

  /** A pilot took an attempt that was activated. */
  sent(row: JobRow, at: Seconds): void {
    const seconds = at - this.jobs.since(row)
    this.slot.add(seconds)
    if (this.isFirst(row)) this.queueing += seconds
  }

  /** An attempt that was sent runs. */
  started(row: JobRow, at: Seconds): void {
    this.start.add(at - this.jobs.since(row))
  }

  /** It is the first of its job. @param waited since its submission */
  startedFirst(row: JobRow, at: Seconds, share: number, waited: Seconds): void {
    this.starting += at - this.jobs.since(row)
    if (share >= this.byShare.length) this.knowShares(share)
    this.byShare[share].add(waited)
  }

  /** An attempt gets no further, and its job has never started: its parts are none of a wait for a start. */
  stopped(row: JobRow, standing: JobState): void {
    const { jobs } = this
    if (standing === JobState.pending || !this.isFirst(row)) return
    this.brokering -= jobs.placedAt[row] - jobs.createdAt[row]
    // What a pilot took starts at once in the simulated world, so that nothing stops there.
    if (standing === JobState.activated) this.bringing -= jobs.since(row) - jobs.placedAt[row]
  }

  /** Of all jobs that started. */
  waits(): LogHistogram {
    return LogHistogram.of(...this.byShare)
  }

  /** Where the mean wait went; null when no job started. */
  split(): WaitSplit | null {
    const { count, mean } = this.waits()
    if (count === 0) return null
    return {
      earlierSeconds: mean - (this.brokering + this.bringing + this.queueing + this.starting) / count,
      brokerSeconds: this.brokering / count,
      dataSeconds: this.bringing / count,
      slotSeconds: this.queueing / count,
      startSeconds: this.starting / count,
    }
  }

  /** The longest wait and the part of the jobs that starve; null when there are none. */
  starvation(waiting: readonly StillWaiting[]): { longestWaitSeconds: number | null; starvedFraction: number | null } {
    const waits = this.waits()
    const jobs = waits.count + waiting.length
    if (jobs === 0) return { longestWaitSeconds: null, starvedFraction: null }
    const limits = this.byShare.map((ofShare) => STARVING * Math.max(LEAST_MEDIAN, ofShare.quantile(0.5)))
    const started = limits.reduce((sum, limit, share) => sum + this.byShare[share].countAbove(limit), 0)
    const still = waiting.filter(({ share, seconds }) => seconds > (limits[share] ?? STARVING * LEAST_MEDIAN))
    return {
      longestWaitSeconds: waiting.reduce((longest, { seconds }) => Math.max(longest, seconds), waits.max),
      starvedFraction: (started + still.length) / jobs,
    }
  }

  /** Whether the job has never started. */
  private isFirst(row: JobRow): boolean {
    return Number.isNaN(this.jobs.firstStartedAt(row))
  }

  private knowShares(share: number): void {
    while (this.byShare.length <= share) this.byShare.push(new LogHistogram())
  }
}
