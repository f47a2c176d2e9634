/** What is kept of jobs and tasks that have ended. */
import { causeNames } from '../model/cause.js'
import { jobStateNames } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import type { EndedJob, EndedTask } from './store/commit.js'

/** What the archive says of an attempt beside what it is asked by. Times that never came are left out. */
export interface EndedJobBody {
  readonly taskName: string
  readonly attempt: number
  readonly priority: number
  readonly cores?: number
  readonly createdAt: Seconds
  readonly placedAt?: Seconds
  readonly startedAt?: Seconds
  readonly error?: number
  readonly cause: string
}

export interface EndedTaskBody {
  readonly group: string
  readonly priority: number
  readonly submittedAt: Seconds
  readonly jobs: number
  readonly finished: number
  readonly failed: number
  readonly cancelled: number
}

/** An attempt that is about to end in this state. */
export function endedJob(state: State, row: JobRow, to: number, cause: number, now: Seconds): EndedJob {
  const { jobs, tasks, grid, users } = state
  const [task, face] = [jobs.task(row), jobs.face(row)]
  const startedAt = jobs.startedAt(row)
  const body: EndedJobBody = {
    taskName: tasks.names[task],
    attempt: jobs.attempt[row],
    priority: tasks.priority[task],
    createdAt: jobs.createdAt[row],
    cause: causeNames[cause],
    ...(face !== NONE && { cores: grid.coresOfFace[face], placedAt: jobs.placedAt[row] }),
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(jobs.error[row] !== 0 && { error: jobs.error[row] }),
  }
  return {
    id: jobs.id(row),
    task: tasks.number[task],
    ordinal: jobs.ordinal(row),
    user: users.nameOf(tasks.user[task]),
    queue: face === NONE ? '' : grid.faces[face].queue.name,
    state: jobStateNames[to],
    endedAt: now,
    body: JSON.stringify(body),
  }
}

/** A task whose last job has ended. */
export function endedTask({ tasks, users, groups }: State, row: TaskRow, now: Seconds): EndedTask {
  const body: EndedTaskBody = {
    group: groups.nameOf(tasks.group[row]),
    priority: tasks.priority[row],
    submittedAt: tasks.submittedAt[row],
    jobs: tasks.jobs[row],
    finished: tasks.finished[row],
    failed: tasks.failed[row],
    cancelled: tasks.cancelled[row],
  }
  return {
    number: tasks.number[row],
    name: tasks.names[row],
    user: users.nameOf(tasks.user[row]),
    endedAt: now,
    body: JSON.stringify(body),
  }
}
