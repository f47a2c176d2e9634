import type { TaskSubmission } from '../brokerage/ports.js'
import { saveTask } from '../brokerage/saved/save-rows.js'
import type { State } from '../model/state.js'
import { NONE, type TaskRow, TO_BE_CHOSEN } from '../model/units.js'

/** A task as it was submitted, for all its jobs; with the priority and the nucleus that it has now. */
export function submissionOf(state: State, row: TaskRow): TaskSubmission {
  const { tasks, grid } = state
  const { queues, submittedAt: _, ...saved } = saveTask(state, row)
  const nucleus = tasks.nucleus[row]
  return {
    ...saved,
    priority: tasks.priority[row],
    dataset: saved.dataset,
    nucleus: nucleus === NONE ? undefined : nucleus === TO_BE_CHOSEN ? 'auto' : grid.sites[nucleus].name,
    queue: queues?.[0],
  }
}
