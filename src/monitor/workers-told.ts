import { holds } from './parts/filter-form.js'
import type { WorkerFilter, WorkerInList, WorkersTold } from './readings/places.js'

/** Tells of workers what is looked for. @param all of them, in their order; each is looked at once */
export function workersTold(
  all: Iterable<WorkerInList>,
  queues: WorkersTold['queues'],
  { name, queue, node, status, from, limit }: WorkerFilter,
): WorkersTold {
  const counts = new Map<string, number>()
  const items: WorkerInList[] = []
  let found = 0
  for (const one of all) {
    counts.set(one.status, (counts.get(one.status) ?? 0) + 1)
    if (status !== undefined && one.status !== status) continue
    if (!holds(one.name, name) || !holds(one.queue, queue) || !holds(one.node, node)) continue
    if (found >= from && items.length < limit) items.push(one)
    found++
  }
  const end = from + limit
  return {
    statuses: [...counts].sort().map(([word, workers]) => ({ status: word, workers })),
    queues,
    page: { items, next: end < found ? end : null },
    found,
  }
}
