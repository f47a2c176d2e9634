import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds, TaskRow } from '../model/units.js'
import type { AnalysisRebrokerage } from './analysis-rebrokerage.js'
import type { Generator } from './generator.js'

/**
 * What follows the end of an attempt (brokerage.md §I.4): a new attempt of the same lineage as long as both counts are below
 * the task's limits, else the end of the lineage, and with the last lineage the end of the task. Every ended job counts as an
 * attempt (attemptNr, maxAttempt), also one that was closed to be tried elsewhere; only a failed one counts as a failure
 * (failedAttempt, maxFailure). What somebody wanted ended is not tried again.
 */
export class Retry {
  constructor(
    private readonly state: State,
    private readonly generator: Generator,
    private readonly analysisRebrokerage: AnalysisRebrokerage,
  ) {}

  /** The job stands in a final state. Its row is gone afterwards. */
  settle(row: JobRow, now: Seconds): void {
    const { jobs, tasks, ended } = this.state
    const task = jobs.task(row)
    switch (jobs.state(row)) {
      case JobState.finished:
        ended.finished++
        ended.jobsFinished++
        tasks.finished[task]++
        this.analysisRebrokerage.finished(row, now)
        break
      case JobState.cancelled:
        ended.cancelled++
        ended.jobsCancelled++
        tasks.cancelled[task]++
        break
      default:
        this.tryAgain(row, task, now)
    }
    jobs.remove(row)
    this.settleTask(task, now)
  }

  /** Ends the task when all its lineages have ended. */
  settleTask(task: TaskRow, now: Seconds): void {
    if (this.state.tasks.unfinished(task) === 0) this.endTask(task, now)
  }

  private tryAgain(row: JobRow, task: TaskRow, now: Seconds): void {
    const { jobs, tasks, ended } = this.state
    const hasFailed = jobs.state(row) === JobState.failed
    const failures = jobs.failures(row) + (hasFailed ? 1 : 0)
    if (hasFailed) ended.failed++
    else ended.closed++
    const isLast = jobs.isToEnd[row] === 1 || jobs.attempt[row] >= tasks.maxAttempts[task]
    if (isLast || failures >= tasks.maxFailures[task]) {
      ended.jobsFailed++
      tasks.failed[task]++
      return
    }
    const again = jobs.add(task, jobs.ordinal(row), jobs.attempt[row] + 1, JobState.pending, now)
    jobs.setFailures(again, failures)
    jobs.setFirstStartedAt(again, jobs.firstStartedAt(row))
    this.state.journal.write(
      Fact.jobCreated,
      now,
      jobs.id(again),
      tasks.key[task],
      jobs.ordinal(again),
      jobs.attempt[again],
      0,
      again,
    )
    this.generator.enqueue(again)
    this.generator.schedule(task, now)
  }

  private endTask(task: TaskRow, now: Seconds): void {
    const { tasks, kinds, journal } = this.state
    const { finished, failed, cancelled, number } = tasks
    journal.write(Fact.taskEnded, now, number[task], finished[task], failed[task], cancelled[task], 0, task)
    tasks.nextVisitAt[task] = Infinity
    kinds.release(kinds.at(tasks.kind[task]))
    tasks.remove(task)
  }
}
