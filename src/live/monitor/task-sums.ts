import type { Core } from '../../brokerage/core.js'
import { JobState } from '../../model/job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../../model/units.js'
import type { ErrorCount } from '../../monitor/readings/errors.js'
import type { TaskTold } from '../../monitor/readings/tasks.js'
import { detailsOf } from '../api/job-views.js'
import type { EndedJob } from '../store/commit.js'
import { errorCounts } from './live-errors.js'
import type { FailureTally } from './tally.js'

/** Attempts of a task that are read from the archive: the newest. */
export const MOST_ATTEMPTS = 5_000

/** Phases of attempts, in their order. */
const phaseNames = ['waiting for a place', 'waiting at a queue', 'running', 'running, and failed'] as const
type Phase = (typeof phaseNames)[number]
type AtQueue = { -readonly [Field in keyof TaskTold['queues'][number]]: TaskTold['queues'][number][Field] }

/** What is counted of the jobs of one task: ended attempts one by one, then those alive. */
export class TaskSums {
  /** Jobs that stand at a queue and wait. */
  waiting = 0
  attempts = 0
  failed = 0
  /** The waiting job that was created first. */
  oldest: { readonly row: JobRow; readonly id: PandaId; readonly createdAt: Seconds } | undefined
  private readonly byQueue = new Map<string, AtQueue>()
  private readonly seconds = new Map<Phase, Seconds>()
  private readonly failures: FailureTally[] = []

  constructor(private readonly task: number) {}

  /** Whether there may be older attempts that were not counted. */
  get isCut(): boolean {
    return this.attempts >= MOST_ATTEMPTS
  }

  addEnded(ended: EndedJob): void {
    const { state, queue, endedAt } = ended
    const { createdAt = endedAt, placedAt = null, startedAt = null, errorCode = 0, cause = '' } = detailsOf(ended)
    this.attempts++
    const outcome = state === 'finished' || state === 'failed' ? state : undefined
    if (queue !== '' && outcome !== undefined) this.at(queue)[outcome]++
    if (state === 'failed') {
      this.failed++
      this.failures.push({ code: errorCode, cause, queue, jobs: 1 })
    }
    this.addPhases(createdAt, placedAt, startedAt, endedAt, state === 'finished' ? 'running' : 'running, and failed')
  }

  /** Looks at rows of jobs alive, of whatever task. */
  look({ state: { jobs, tasks, grid } }: Core, rows: Iterable<JobRow>, now: Seconds): void {
    for (const row of rows) {
      if (tasks.number[jobs.task(row)] !== this.task) continue
      const [standing, face, createdAt] = [jobs.state(row), jobs.face(row), jobs.createdAt[row]]
      const isPlaced = standing !== JobState.pending && face !== NONE
      const startedAt = jobs.startedAt(row)
      this.addPhases(
        createdAt,
        isPlaced ? jobs.placedAt[row] : null,
        Number.isNaN(startedAt) ? null : startedAt,
        now,
        'running',
      )
      if (standing < JobState.sent && !(this.oldest !== undefined && this.oldest.createdAt <= createdAt))
        this.oldest = { row, id: jobs.id(row), createdAt }
      if (!isPlaced) continue
      const place = this.at(grid.faces[face].queue.name)
      if (standing === JobState.running) place.running++
      if (standing >= JobState.sent) continue
      place.waiting++
      this.waiting++
    }
  }

  /** The busiest first. */
  queues(): TaskTold['queues'] {
    const jobs = ({ waiting, running, finished, failed }: AtQueue): number => waiting + running + finished + failed
    return [...this.byQueue.values()].sort((one, other) => jobs(other) - jobs(one))
  }

  phases(): TaskTold['phases'] {
    return phaseNames.map((phase) => ({ phase, seconds: this.seconds.get(phase) ?? 0 }))
  }

  errors(): ErrorCount[] {
    return errorCounts(this.failures)
  }

  private at(queue: string): AtQueue {
    const known = this.byQueue.get(queue) ?? { queue, waiting: 0, running: 0, finished: 0, failed: 0 }
    this.byQueue.set(queue, known)
    return known
  }

  private addPhases(created: Seconds, placed: Seconds | null, started: Seconds | null, end: Seconds, run: Phase): void {
    this.add('waiting for a place', (placed ?? end) - created)
    if (placed !== null) this.add('waiting at a queue', (started ?? end) - placed)
    if (started !== null) this.add(run, end - started)
  }

  private add(phase: Phase, seconds: Seconds): void {
    this.seconds.set(phase, (this.seconds.get(phase) ?? 0) + Math.max(0, seconds))
  }
}
