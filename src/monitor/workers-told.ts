import { holds } from './parts/filter-form.js'
import type { WorkerFilter, WorkerInList, WorkersTold } from './readings/places.js'

/** Tells of workers what is looked for. @param all of them, in their order */
export function workersTold(
  all: readonly WorkerInList[],
  queues: WorkersTold['queues'],
  { name, queue, node, status, from, limit }: WorkerFilter,
): WorkersTold {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one.status, (counts.get(one.status) ?? 0) + 1)
  const found = all.filter(
    (one) =>
      holds(one.name, name) &&
      holds(one.queue, queue) &&
      holds(one.node, node) &&
      (status === undefined || one.status === status),
  )
  const end = from + limit
  return {
    statuses: [...counts].sort().map(([word, workers]) => ({ status: word, workers })),
    queues,
    page: { items: found.slice(from, end), next: end < found.length ? end : null },
    found: found.length,
  }
}
