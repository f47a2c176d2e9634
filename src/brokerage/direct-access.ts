import type { QueueTraits } from '../model/grid.js'
import type { TaskRules } from '../model/task-rules.js'

/**
 * Whether jobs read their input without copying it to scratch (brokerage.md §E.4): where the queue always does, or where both
 * queue and task allow it. Merging jobs always copy.
 */
export function readsDirectly(
  { readsOverLan, isMerge }: Pick<TaskRules, 'readsOverLan' | 'isMerge'>,
  { alwaysDirectIo, directIoLan }: Pick<QueueTraits, 'alwaysDirectIo' | 'directIoLan'>,
): boolean {
  return !isMerge && (alwaysDirectIo || (readsOverLan !== 'no' && directIoLan))
}

/** Whether jobs read input of other sites without waiting for it to be copied: where both queue and task allow it (§E.4). */
export function readsFromAfar(
  { readsOverWan }: Pick<TaskRules, 'readsOverWan'>,
  { directIoLan, directIoWan }: Pick<QueueTraits, 'directIoLan' | 'directIoWan'>,
): boolean {
  return readsOverWan !== 'no' && directIoLan && directIoWan
}
