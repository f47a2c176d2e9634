import type { Core } from '../../brokerage/core.js'
import type { TaskSubmission } from '../../brokerage/ports.js'
import { NONE, type Seconds, type TaskRow } from '../../model/units.js'
import { endedLineages, type Lineages, lineagesOf, rowOfTask, rowsOfTasks, taskDetailsOf } from '../api/task-views.js'
import { submissionOf } from '../submission-of.js'
import type { EndedTask } from '../store/commit.js'
import type { PandaDesk } from './panda-desk.js'

/** A task, alive or ended. */
export interface TaskRecord extends Lineages {
  readonly task: number
  readonly name: string
  readonly user: string
  readonly isAlive: boolean
  /** In PanDA's words (panda-protocol.md §6.1). */
  readonly status: string
  readonly submittedAt: Seconds | null
  /** Undefined: it has not. */
  readonly endedAt: Seconds | undefined
  /** Undefined: it is not kept any more. */
  readonly submission: TaskSubmission | undefined
}

export async function taskRecord({ door }: PandaDesk, number: number): Promise<TaskRecord | undefined> {
  const alive = await door.ask((core) => {
    const row = rowOfTask(core, number)
    return row === NONE ? undefined : aliveRecord(core, row)
  })
  if (alive !== undefined) return alive
  const ended = await door.store.endedTask(number)
  return ended === undefined ? undefined : endedRecord(ended)
}

/** The newest tasks of a user (undefined: of all), at most so many, by falling number. */
export async function taskRecords(
  { door }: PandaDesk,
  filter: { readonly user?: string | undefined; readonly name?: string | undefined },
  limit: number,
): Promise<TaskRecord[]> {
  const { user, name } = filter
  const alive = await door.ask((core) => rowsOfTasks(core, filter, limit).map((row) => aliveRecord(core, row)))
  const query = { ...(user !== undefined && { user }), ...(name !== undefined && { name }), limit }
  const ended = (await door.store.endedTasks(query)).map((one) => endedRecord(one))
  const seen = new Set(ended.map(({ task }) => task))
  const all = [...ended, ...alive.filter(({ task }) => !seen.has(task))]
  return all.sort((one, other) => other.task - one.task).slice(0, limit)
}

function aliveRecord(core: Core, row: TaskRow): TaskRecord {
  const { tasks, users } = core.state
  return {
    task: tasks.number[row],
    name: tasks.names[row],
    user: users.nameOf(tasks.user[row]),
    isAlive: true,
    status: tasks.created[row] > 0 ? 'running' : 'ready',
    ...lineagesOf(core, row),
    submittedAt: tasks.submittedAt[row],
    endedAt: undefined,
    submission: submissionOf(core.state, row),
  }
}

function endedRecord(ended: EndedTask): TaskRecord {
  const details = taskDetailsOf(ended)
  const { submission, submittedAt = null } = details
  const counts = endedLineages(details)
  const { number: task, name, user, endedAt } = ended
  return { task, name, user, isAlive: false, status: endStatus(counts), ...counts, submittedAt, endedAt, submission }
}

/** How a task ended: all of it, part of it, or nothing, which somebody wanted or not. */
function endStatus({ jobs, finished, failed }: Lineages): string {
  if (finished === jobs) return 'done'
  if (finished > 0) return 'finished'
  return failed > 0 ? 'failed' : 'aborted'
}
