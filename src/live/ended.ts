/** What is kept of jobs and tasks that have ended. */
import { causeNames } from '../model/cause.js'
import { jobStateNames } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import type { EndedJobDetails, EndedTaskDetails } from './door.js'
import type { Said } from './pilot-words.js'
import type { EndedJob, EndedTask } from './store/commit.js'
import { submissionOf } from './submission-of.js'

/** An attempt that is about to end in this state. */
export function endedJob(state: State, row: JobRow, to: number, cause: number, now: Seconds, said?: Said): EndedJob {
  const { jobs, tasks, kinds, grid, users, datasets } = state
  const [task, face] = [jobs.task(row), jobs.face(row)]
  const startedAt = jobs.startedAt(row)
  const dataset = tasks.dataset[task]
  const body: EndedJobDetails = {
    taskName: tasks.names[task],
    attempt: jobs.attempt[row],
    priority: tasks.priority[task],
    createdAt: jobs.createdAt[row],
    cores: face === NONE ? kinds.at(tasks.kind[task]).cores : grid.coresOfFace[face],
    placedAt: face === NONE ? null : jobs.placedAt[row],
    startedAt: Number.isNaN(startedAt) ? null : startedAt,
    errorCode: jobs.error[row],
    cause: causeNames[cause],
    ...(dataset !== NONE && { dataset: datasets.nameOf(dataset) }),
    ...(said !== undefined && { said }),
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
export function endedTask(state: State, row: TaskRow, now: Seconds): EndedTask {
  const { tasks, users } = state
  const body: EndedTaskDetails = {
    submission: submissionOf(state, row),
    submittedAt: tasks.submittedAt[row],
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
