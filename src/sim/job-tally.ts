import type { Seconds } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'
import type { Metrics } from './run-metrics.js'

/** Run times below these are taken for these in bounded slowdowns (targets.md §7). */
const SHORT: Seconds = 10
const LONGER: Seconds = 600

/**
 * How long jobs that finished took, and that over the length of their runs. Jobs for which several measures are the same
 * number, as they are for most, are written down once.
 */
export class JobTally {
  private readonly runs = new LogHistogram()
  /** Turnarounds of jobs whose output stayed, which are their times to success, and of the others. */
  private readonly stayed = new LogHistogram()
  private readonly turnarounds = new LogHistogram()
  private readonly successes = new LogHistogram()
  /** Slowdowns of runs on one core that are not short: bounded, per core and not are the same. */
  private readonly plain = new LogHistogram()
  /** Those of runs on several cores that are not short, as they are and per core. */
  private readonly wide = new LogHistogram()
  private readonly widePerCore = new LogHistogram()
  /** Those of short runs, as they are, bounded, and bounded per core. */
  private readonly short = new LogHistogram()
  private readonly shortBounded = new LogHistogram()
  private readonly shortPerCore = new LogHistogram()
  private readonly bounded600s = new LogHistogram()

  /**
   * @param run length of the run that finished
   * @param turnaround end of that run minus submission
   * @param success end of the job, its output delivered, minus submission
   */
  finished(run: Seconds, turnaround: Seconds, success: Seconds, cores: number): void {
    this.runs.add(run)
    if (turnaround === success) this.stayed.add(turnaround)
    else {
      this.turnarounds.add(turnaround)
      this.successes.add(success)
    }
    this.bounded600s.add(run >= LONGER ? turnaround / run : Math.max(1, turnaround / LONGER))
    if (run < SHORT) this.finishedShort(run, turnaround, cores)
    else if (cores === 1) this.plain.add(turnaround / run)
    else {
      this.wide.add(turnaround / run)
      this.widePerCore.add(Math.max(1, turnaround / (cores * run)))
    }
  }

  metrics(): Pick<
    Metrics,
    | 'turnaroundSeconds'
    | 'successSeconds'
    | 'runSeconds'
    | 'slowdown'
    | 'boundedSlowdown10s'
    | 'boundedSlowdown600s'
    | 'perCoreSlowdown10s'
  > {
    const { stayed, plain, wide } = this
    return {
      turnaroundSeconds: LogHistogram.of(stayed, this.turnarounds).distribution(),
      successSeconds: LogHistogram.of(stayed, this.successes).distribution(),
      runSeconds: this.runs.distribution(),
      slowdown: LogHistogram.of(plain, wide, this.short).distribution(),
      boundedSlowdown10s: LogHistogram.of(plain, wide, this.shortBounded).distribution(),
      boundedSlowdown600s: this.bounded600s.distribution(),
      perCoreSlowdown10s: LogHistogram.of(plain, this.widePerCore, this.shortPerCore).distribution(),
    }
  }

  private finishedShort(run: Seconds, turnaround: Seconds, cores: number): void {
    if (run > 0) this.short.add(turnaround / run)
    this.shortBounded.add(Math.max(1, turnaround / SHORT))
    this.shortPerCore.add(Math.max(1, turnaround / (cores * SHORT)))
  }
}
