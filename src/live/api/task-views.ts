/** Tasks as the API shows them: alive ones from the core, ended ones from the archive. */
import type { z } from 'zod'
import type { Core } from '../../brokerage/core.js'
import type { TaskSubmission } from '../../brokerage/ports.js'
import { NONE, type TaskRow } from '../../model/units.js'
import type { TaskInList as SeenTask } from '../../monitor/readings/tasks.js'
import type { EndedTaskDetails } from '../door.js'
import type { EndedTask } from '../store/commit.js'
import { submissionOf } from '../submission-of.js'
import { type Desk, isoTime } from './desk.js'
import type { task as taskShape, taskInList } from './shapes.js'

export type TaskInList = z.output<typeof taskInList>
type TaskView = Omit<z.output<typeof taskShape>, 'submitter'>

/** What to look for among tasks; what is undefined is not asked for. */
export interface TaskFilter {
  readonly name?: string | undefined
  readonly user?: string | undefined
  readonly below?: number | undefined
}

/** Row of a task that is alive; NONE when none is. */
export function rowOfTask({ state: { tasks } }: Core, number: number): TaskRow {
  return number <= 0 ? NONE : tasks.number.subarray(0, tasks.top).indexOf(number)
}

/** The newest tasks alive that pass the filter, at most so many, by falling number. */
export function rowsOfTasks({ state: { tasks, users } }: Core, filter: TaskFilter, limit: number): TaskRow[] {
  const { name, below = Infinity } = filter
  const user = filter.user === undefined ? undefined : (users.find(filter.user) ?? NONE)
  const found: TaskRow[] = []
  for (let row = 0; row < tasks.top; row++) {
    if (tasks.number[row] === 0 || tasks.number[row] >= below) continue
    if (user !== undefined && tasks.user[row] !== user) continue
    if (name === undefined || tasks.names[row] === name) found.push(row)
  }
  return found.sort((one, other) => tasks.number[other] - tasks.number[one]).slice(0, limit)
}

/** A task that is alive, with times of the core. */
export function seenAliveTask({ state: { tasks, users } }: Core, row: TaskRow): SeenTask {
  return {
    task: tasks.number[row],
    name: tasks.names[row],
    user: users.nameOf(tasks.user[row]),
    isAlive: true,
    jobs: tasks.jobs[row],
    finished: tasks.finished[row],
    failed: tasks.failed[row],
    cancelled: tasks.cancelled[row],
    priority: tasks.priority[row],
    submittedAt: tasks.submittedAt[row],
    endedAt: null,
  }
}

/** A task that has ended, with times of the core. */
export function seenEndedTask(ended: EndedTask): SeenTask {
  const { submission, submittedAt = null, finished = 0, failed = 0, cancelled = 0 } = taskDetailsOf(ended)
  return {
    task: ended.number,
    name: ended.name,
    user: ended.user,
    isAlive: false,
    jobs: submission?.jobs ?? finished + failed + cancelled,
    finished,
    failed,
    cancelled,
    priority: submission?.priority ?? 0,
    submittedAt,
    endedAt: ended.endedAt,
  }
}

export function aliveTaskInList(desk: Desk, core: Core, row: TaskRow): TaskInList {
  return inList(desk, seenAliveTask(core, row))
}

export function endedTaskInList(desk: Desk, ended: EndedTask): TaskInList {
  return inList(desk, seenEndedTask(ended))
}

/** As lists of the API show it. */
function inList(desk: Desk, { isAlive, ...task }: SeenTask): TaskInList {
  return {
    ...task,
    state: isAlive ? 'alive' : 'ended',
    submittedAt: isoTime(desk, task.submittedAt),
    endedAt: isoTime(desk, task.endedAt),
  }
}

export function aliveTask(desk: Desk, core: Core, row: TaskRow): TaskView {
  const { tasks } = core.state
  return {
    ...aliveTaskInList(desk, core, row),
    ...needsShown(submissionOf(core.state, row)),
    running: tasks.running[row],
    pending: tasks.pending[row],
    notCreated: tasks.jobs[row] - tasks.created[row],
  }
}

export function endedTask(desk: Desk, ended: EndedTask): TaskView {
  const { submission = {} } = taskDetailsOf(ended)
  return { ...endedTaskInList(desk, ended), ...needsShown(submission), running: 0, pending: 0, notCreated: 0 }
}

/** The rest of what the archive keeps; a body of an older version may lack some of it. */
export function taskDetailsOf({ body }: EndedTask): Partial<EndedTaskDetails> {
  return JSON.parse(body) as Partial<EndedTaskDetails>
}

function needsShown(needs: Partial<TaskSubmission>) {
  return {
    group: needs.group ?? '',
    vo: needs.vo ?? '',
    label: needs.label ?? '',
    share: needs.share ?? '',
    cores: needs.cores ?? 0,
    memoryMBPerCore: needs.memoryMBPerCore ?? 0,
    scratchMB: needs.scratchMB ?? 0,
    walltimeSeconds: needs.walltimeSeconds ?? 0,
    dataset: needs.dataset ?? null,
    nucleus: needs.nucleus ?? null,
    queue: needs.queue ?? null,
    maxAttempts: needs.maxAttempts ?? 0,
    maxFailures: needs.maxFailures ?? 0,
  }
}
