import { grown } from '../model/rows.js'
import type { TaskTable } from '../model/task-table.js'
import type { Seconds, TaskRow } from '../model/units.js'
import { LogHistogram } from './log-histogram.js'
import type { MeasuredWindow } from './measured-window.js'

/** Tasks with fewer jobs have no tail to speak of. */
const LEAST_JOBS = 10

/** How the jobs of tasks ended. */
interface JobEnds {
  finished: number
  failed: number
  cancelled: number
}

/** How long tasks take, and how their jobs end. */
export class TaskTally {
  readonly times = new LogHistogram()
  readonly tails = new LogHistogram()
  /** Jobs submitted. */
  jobs = 0
  private ended = 0
  private done = 0
  private readonly ends: JobEnds = { finished: 0, failed: 0, cancelled: 0 }
  /** When nine tenths of the jobs had finished, by the row of the task. */
  private mostAt = new Float64Array(256)

  constructor(
    private readonly tasks: TaskTable,
    private readonly window: MeasuredWindow,
  ) {}

  /** Whether the measures of jobs are of this task's, among others. */
  counts(task: TaskRow): boolean {
    return this.window.isWhole || this.window.holds(this.tasks.submittedAt[task])
  }

  submitted(task: TaskRow, jobs: number): void {
    if (this.counts(task)) this.jobs += jobs
  }

  /** One more job of a task that counts finishes; the table does not know yet. */
  jobFinished(task: TaskRow, at: Seconds): void {
    const { tasks } = this
    const jobs = tasks.jobs[task]
    const finished = tasks.finished[task] + 1
    const isLarge = jobs >= LEAST_JOBS
    if (isLarge && finished === Math.ceil((9 * jobs) / 10)) {
      if (task >= this.mostAt.length) this.mostAt = grown(this.mostAt, 2 * task)
      this.mostAt[task] = at
    }
    if (finished < jobs) return
    const seconds = at - tasks.submittedAt[task]
    this.times.add(seconds)
    const untilMost = this.mostAt[task] - tasks.submittedAt[task]
    if (isLarge && untilMost > 0) this.tails.add(seconds / untilMost)
  }

  taskEnded(task: TaskRow, finished: number, failed: number, cancelled: number): void {
    if (!this.counts(task)) return
    this.ended++
    if (failed === 0 && cancelled === 0) this.done++
    addTo(this.ends, finished, failed, cancelled)
  }

  /** Tasks all of whose jobs finished, over tasks that ended; null when none did. */
  get doneFraction(): number | null {
    return this.ended > 0 ? this.done / this.ended : null
  }

  /** How jobs have ended so far. */
  jobEnds(): JobEnds {
    const { tasks } = this
    const ends = { ...this.ends }
    for (let task = 0; task < tasks.top; task++) {
      if (tasks.number[task] !== 0 && this.counts(task))
        addTo(ends, tasks.finished[task], tasks.failed[task], tasks.cancelled[task])
    }
    return ends
  }
}

function addTo(ends: JobEnds, finished: number, failed: number, cancelled: number): void {
  ends.finished += finished
  ends.failed += failed
  ends.cancelled += cancelled
}
