/** Tasks of a live server for the monitor: alive ones from the core, ended ones from the archive. */
import { NONE } from '../../model/units.js'
import type { Page, Pair } from '../../monitor/readings/about.js'
import type { TaskFilter, TaskInList, TaskTold } from '../../monitor/readings/tasks.js'
import type { Asking } from '../../monitor/source.js'
import { rowOfTask, rowsOfTasks, seenAliveTask, seenEndedTask, taskDetailsOf } from '../api/task-views.js'
import { seenAlive } from '../api/job-views.js'
import { isFor, type LiveParts, userAsked } from './live-parts.js'
import { needsOf, needsOfTask } from './needs.js'
import { reasonsOf } from './task-reasons.js'
import { MOST_ATTEMPTS, TaskSums } from './task-sums.js'
import { inSlices } from './slices.js'
import { whyOf } from './why.js'

/** Tasks that are looked for, the newest first. */
export async function tasksPage(
  { door }: LiveParts,
  { viewer }: Asking,
  filter: TaskFilter,
): Promise<Page<TaskInList>> {
  const { name, standing, below, limit } = filter
  const user = userAsked(viewer, filter.user)
  if (user === null) return { items: [], next: null }
  // Alive ones are looked at first, so that one that ends meanwhile is seen twice rather than never.
  const alive =
    standing === 'ended'
      ? []
      : await door.ask((core) => rowsOfTasks(core, { name, user, below }, limit).map((row) => seenAliveTask(core, row)))
  const query = {
    ...(name !== undefined && { name }),
    ...(user !== undefined && { user }),
    ...(below !== undefined && { below }),
  }
  const archived = standing === 'alive' ? [] : await door.store.endedTasks({ ...query, limit })
  const ended = archived.map(seenEndedTask)
  const seen = new Set(ended.map(({ task }) => task))
  const items = [...ended, ...alive.filter(({ task }) => !seen.has(task))]
    .sort((one, other) => other.task - one.task)
    .slice(0, limit)
  return { items, next: items.length < limit ? null : items[items.length - 1].task }
}

/** All that is known of a task; undefined: there is none that the viewer may see. */
export async function taskTold(parts: LiveParts, { viewer }: Asking, number: number): Promise<TaskTold | undefined> {
  const found = (await aliveFound(parts, number)) ?? (await endedFound(parts, number))
  if (found === undefined || !isFor(viewer, found.task.user)) return undefined
  const { door } = parts
  const sums = new TaskSums(number)
  for (const attempt of await door.store.endedJobs({ task: number, limit: MOST_ATTEMPTS })) sums.addEnded(attempt)
  if (found.task.isAlive) await inSlices(door, (core, rows, now) => sums.look(core, rows, now))
  const slowest = await slowestOf(parts, sums)
  const { attempts, isCut } = sums
  const sampled = isCut
    ? [{ name: 'counts, phases and errors are of', value: `the newest ${attempts} attempts that ended` }]
    : []
  return {
    ...found.task,
    running: found.running,
    waiting: sums.waiting,
    pending: found.pending,
    needs: [...found.needs, ...sampled],
    queues: sums.queues(),
    phases: sums.phases(),
    errors: sums.errors(),
    slowest,
    reasons: found.task.isAlive ? reasonsOf(sums, slowest?.why) : [],
  }
}

interface Found {
  readonly task: TaskInList
  readonly running: number
  readonly pending: number
  readonly needs: readonly Pair[]
}

function aliveFound({ door }: LiveParts, number: number): Promise<Found | undefined> {
  return door.ask((core) => {
    const row = rowOfTask(core, number)
    if (row === NONE) return undefined
    const { tasks } = core.state
    // Jobs that were not made yet have no place either.
    const pending = tasks.pending[row] + tasks.jobs[row] - tasks.created[row]
    return { task: seenAliveTask(core, row), running: tasks.running[row], pending, needs: needsOfTask(core.state, row) }
  })
}

async function endedFound({ door }: LiveParts, number: number): Promise<Found | undefined> {
  const ended = await door.store.endedTask(number)
  if (ended === undefined) return undefined
  return { task: seenEndedTask(ended), running: 0, pending: 0, needs: needsOf(taskDetailsOf(ended).submission ?? {}) }
}

/** The job that has waited longest, and why. */
async function slowestOf({ door }: LiveParts, { oldest }: TaskSums): Promise<TaskTold['slowest']> {
  if (oldest === undefined) return null
  const { row, id } = oldest
  return door.ask((core, now) =>
    core.state.jobs.holds(row, id)
      ? { job: seenAlive(core, row), why: whyOf(core.explainer().job(row, now), now) }
      : null,
  )
}
