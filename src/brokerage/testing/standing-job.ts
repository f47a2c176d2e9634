/** Single jobs where a test wants them, without a core that would have brought them there. */
import { Cause } from '../../model/cause.js'
import { JobState, type JobStateName, jobStateNames } from '../../model/job-state.js'
import { move } from '../../model/move.js'
import type { State } from '../../model/state.js'
import { needsOf } from '../../model/testing/small-grid.js'
import type { JobRow, Seconds, TaskRow } from '../../model/units.js'

/** A task without jobs, of production of priority 500 except as told. */
export function standingTask(
  state: State,
  {
    label = 'managed',
    priority = 500,
    share = 'simulation',
  }: { label?: string; priority?: number; share?: string } = {},
): TaskRow {
  const { kinds, tasks } = state
  const task = tasks.add(`task-${tasks.top}`, tasks.top, 0)
  tasks.kind[task] = kinds.hold(needsOf({ label, share }), state.shareNumber(share)).index
  tasks.priority[task] = priority
  tasks.nucleus[task] = 0
  return task
}

/** The usual way of a job, step by step. */
const way: readonly JobStateName[] = [
  'defined',
  'assigned',
  'activated',
  'sent',
  'starting',
  'stagein',
  'running',
  'stageout',
  'holding',
  'transferring',
]

/** A job of a task that came into this state at this time, all the way from its creation. */
export function standingJob(state: State, task: TaskRow, queue: string, standing: string, at: Seconds): JobRow {
  const { jobs, tasks, grid } = state
  const row = jobs.add(task, tasks.created[task]++, 1, JobState.pending, at)
  jobs.setFace(row, grid.queue(queue)!.faces[0].index)
  for (const step of way.slice(0, way.indexOf(standing as JobStateName) + 1)) {
    move(state, row, jobStateNames.indexOf(step), at, Cause.course)
  }
  return row
}
