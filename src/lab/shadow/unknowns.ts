import { BoundedCounts } from './bounded-counts.js'

/** What a feed names that the shadow does not know, or tells that cannot be: counted, and told in the report. */
export const unknownKinds = {
  queue: 'queues that are not in the grid: jobs placed there are not compared',
  site: 'sites that are not in the grid: what is told of their data, storage and links is passed over',
  dataset:
    'datasets that were not made known before: the tasks are taken to read nothing, news of their replicas is passed over',
  task: 'tasks that were not told before: their jobs are passed over',
  job: 'jobs that were not placed before, or have ended: what is told of them is passed over',
  step: 'steps that the lifecycle does not have: the jobs stay where they were',
  silent: 'jobs of which nothing was heard for 30 days: they are taken to have ended',
} as const
export type UnknownKind = keyof typeof unknownKinds

/** One kind of unknown things: how often they came, and the names that came most. */
export interface UnknownCount {
  readonly kind: UnknownKind
  readonly about: string
  readonly times: number
  readonly names: readonly { readonly name: string; readonly times: number }[]
}

const MOST_NAMES = 10

/** Counts what is not known. */
export class Unknowns {
  private readonly counts = new Map<UnknownKind, BoundedCounts>()

  add(kind: UnknownKind, name: string, times = 1): void {
    let counts = this.counts.get(kind)
    if (counts === undefined) this.counts.set(kind, (counts = new BoundedCounts()))
    counts.add(name, times)
  }

  /** Those that came, in the order of their declaration. */
  told(): UnknownCount[] {
    return (Object.keys(unknownKinds) as UnknownKind[]).flatMap((kind) => {
      const counts = this.counts.get(kind)
      if (counts === undefined) return []
      return [{ kind, about: unknownKinds[kind], times: counts.total, names: counts.sorted().slice(0, MOST_NAMES) }]
    })
  }
}
