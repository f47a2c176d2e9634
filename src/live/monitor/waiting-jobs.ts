import type { JobRow, PandaId } from '../../model/units.js'
import type { Viewer } from '../../monitor/readings/about.js'
import { isFor, type LiveParts } from './live-parts.js'

/** A job that a policy is asked about, for the bunch or the task that it is of. */
export interface SampledJob {
  readonly row: JobRow
  readonly id: PandaId
}

/** Of each task with waiting jobs that the viewer may see the job that has waited longest, in the order of tasks. */
export async function waitingJobs({ census }: LiveParts, viewer: Viewer): Promise<SampledJob[]> {
  const waiting = [...(await census.waiting()).values()].filter(({ user }) => isFor(viewer, user))
  return waiting.sort((one, other) => one.task - other.task).map(({ oldest }) => oldest)
}

/** So many of a list, at even distances. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)])
}
