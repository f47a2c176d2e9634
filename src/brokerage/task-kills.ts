import { aliveRows } from '../model/alive-rows.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { JobRow, Seconds, TaskRow } from '../model/units.js'
import type { Retry } from './retry.js'

/** A slice ends after so many facts (DESIGN §1.5). */
const FACTS_IN_SLICE = 1_500

/** A person ends whole tasks: jobs that were not made yet at once, the others slice by slice. */
export class TaskKills {
  /** Numbers of the tasks in hand, by row. */
  private readonly killing = new Map<TaskRow, number>()

  constructor(
    private readonly state: State,
    private readonly retry: Retry,
    private readonly kill: (row: JobRow, now: Seconds) => void,
  ) {}

  nextDue(now: Seconds): Seconds {
    return this.killing.size > 0 ? now : Infinity
  }

  /** Numbers of the tasks in hand. */
  inHand(): number[] {
    this.dropEnded()
    return [...this.killing.values()]
  }

  /** The task is to end: the first slice of its jobs at once. */
  begin(task: TaskRow, now: Seconds): void {
    const { tasks, ended, journal } = this.state
    // The row may have been that of another task.
    if (this.killing.get(task) === tasks.number[task]) return
    const unmade = tasks.jobs[task] - tasks.created[task]
    journal.write(Fact.taskKilled, now, tasks.number[task], unmade, 0, 0, 0, task)
    tasks.created[task] += unmade
    tasks.cancelled[task] += unmade
    ended.jobsCancelled += unmade
    this.resume(task)
    this.retry.settleTask(task, now)
    this.run(now)
  }

  /** Goes on with a task, when the state is read back. What ends by itself meanwhile is not tried again. */
  resume(task: TaskRow): void {
    const { tasks } = this.state
    this.killing.set(task, tasks.number[task])
    tasks.maxAttempts[task] = 0
  }

  /** Ends a slice of the jobs that are left. */
  run(now: Seconds): void {
    const { jobs, tasks, journal } = this.state
    const lastFact = journal.facts + FACTS_IN_SLICE
    for (const row of aliveRows(jobs)) {
      const task = jobs.task(row)
      if (this.killing.get(task) !== tasks.number[task]) continue
      this.kill(row, now)
      if (journal.facts >= lastFact) break
    }
    this.dropEnded()
  }

  /** A task whose last job has ended has left its row. */
  private dropEnded(): void {
    for (const [task, number] of this.killing) {
      if (this.state.tasks.number[task] !== number) this.killing.delete(task)
    }
  }
}
