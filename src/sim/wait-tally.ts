import { grown } from '../model/rows.js'
import type { JobRow, Seconds } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'
import type { WaitSplit } from './run-metrics.js'

/** A job starves when it waits for more than so many times the median of its share (targets.md §7). */
const STARVING = 10

/** Where most jobs start at once, a wait of some minutes starves nobody: a median below this counts as this. */
const LEAST_MEDIAN: Seconds = 60

/** When an attempt came through each step of its wait. */
export interface WaitSteps {
  readonly submitted: Seconds
  readonly created: Seconds
  readonly brokered: Seconds
  readonly sent: Seconds
}

/** A job that has not started, and how long it has waited. */
export interface StillWaiting {
  readonly share: number
  readonly seconds: Seconds
}

/** How long jobs wait, and for what. */
export class WaitTally {
  /** Of jobs: first start minus submission. */
  readonly waits = new LogHistogram()
  /** Of attempts, by what they waited for. */
  readonly broker = new LogHistogram()
  readonly data = new LogHistogram()
  readonly slot = new LogHistogram()
  readonly start = new LogHistogram()
  private readonly byShare: LogHistogram[] = []
  /** Sums over the jobs that started, of their wait and its parts. */
  private earlier = 0
  private brokering = 0
  private bringing = 0
  private queueing = 0
  private starting = 0
  /** By the row of the job. */
  private activatedAt = new Float64Array(1024)

  /** @param stood how long it had waited for its input */
  activated(row: JobRow, at: Seconds, stood: Seconds): void {
    if (row >= this.activatedAt.length) this.activatedAt = grown(this.activatedAt, 2 * row)
    this.activatedAt[row] = at
    this.data.add(stood)
  }

  /** A job starts for the first time. */
  started(row: JobRow, at: Seconds, share: number, { submitted, created, brokered, sent }: WaitSteps): void {
    const activated = this.activatedAt[row]
    this.waits.add(at - submitted)
    this.earlier += created - submitted
    this.brokering += brokered - created
    this.bringing += activated - brokered
    this.queueing += sent - activated
    this.starting += at - sent
    this.ofShare(share).add(at - submitted)
  }

  /** Where the mean wait went; null when no job started. */
  split(): WaitSplit | null {
    const { count } = this.waits
    if (count === 0) return null
    return {
      earlierSeconds: this.earlier / count,
      brokerSeconds: this.brokering / count,
      dataSeconds: this.bringing / count,
      slotSeconds: this.queueing / count,
      startSeconds: this.starting / count,
    }
  }

  /** The longest wait and the part of the jobs that starve; null when there are none. */
  starvation(waiting: readonly StillWaiting[]): { longestWaitSeconds: number | null; starvedFraction: number | null } {
    const jobs = this.waits.count + waiting.length
    if (jobs === 0) return { longestWaitSeconds: null, starvedFraction: null }
    const limits = this.byShare.map((waits) => STARVING * Math.max(LEAST_MEDIAN, waits.quantile(0.5)))
    const started = limits.reduce((sum, limit, share) => sum + this.byShare[share].countAbove(limit), 0)
    const still = waiting.filter(({ share, seconds }) => seconds > (limits[share] ?? STARVING * LEAST_MEDIAN))
    return {
      longestWaitSeconds: waiting.reduce((longest, { seconds }) => Math.max(longest, seconds), this.waits.max),
      starvedFraction: (started + still.length) / jobs,
    }
  }

  private ofShare(share: number): LogHistogram {
    while (this.byShare.length <= share) this.byShare.push(new LogHistogram())
    return this.byShare[share]
  }
}
