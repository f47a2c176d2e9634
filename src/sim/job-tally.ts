import type { Seconds } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'

/** How long jobs that finished took, and that over the length of their runs. */
export class JobTally {
  readonly runs = new LogHistogram()
  readonly turnarounds = new LogHistogram()
  readonly successes = new LogHistogram()
  readonly slowdowns = new LogHistogram()
  readonly slowdowns10s = new LogHistogram()
  readonly slowdowns600s = new LogHistogram()
  readonly perCoreSlowdowns10s = new LogHistogram()

  /**
   * @param run length of the run that finished
   * @param turnaround end of that run minus submission
   * @param success end of the job, its output delivered, minus submission
   */
  finished(run: Seconds, turnaround: Seconds, success: Seconds, cores: number): void {
    this.runs.add(run)
    this.turnarounds.add(turnaround)
    this.successes.add(success)
    if (run > 0) this.slowdowns.add(turnaround / run)
    const slowdown10s = turnaround / Math.max(run, 10)
    this.slowdowns10s.add(Math.max(1, slowdown10s))
    this.slowdowns600s.add(Math.max(1, turnaround / Math.max(run, 600)))
    this.perCoreSlowdowns10s.add(Math.max(1, slowdown10s / cores))
  }
}
