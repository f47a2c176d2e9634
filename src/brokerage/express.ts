import type { Constants } from '../model/constants.js'
import type { State } from '../model/state.js'
import type { TaskRow } from '../model/units.js'

/** Whether express rules hold for work: no queue caps, links of its own (brokerage.md §B.4). PanDA means above, not from. */
export function isExpress(priority: number, processingType: string, { expressPriority }: Constants): boolean {
  return priority > expressPriority || processingType === 'urgent'
}

/** The same, of a task. */
export function isExpressTask({ tasks, kinds, constants }: State, task: TaskRow): boolean {
  return isExpress(tasks.priority[task], kinds.at(tasks.kind[task]).processingType, constants)
}
