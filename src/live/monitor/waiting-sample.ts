import type { JobRow, PandaId } from '../../model/units.js'
import type { Viewer } from '../../monitor/readings/about.js'
import { isFor, type LiveParts } from './live-parts.js'

/** Some of the jobs that wait. */
export interface WaitingSample {
  /** Of each task the one that has waited longest. */
  readonly jobs: readonly { readonly row: JobRow; readonly id: PandaId }[]
  /** Tasks with waiting jobs that the viewer may see. */
  readonly tasks: number
}

/** Jobs that wait now, one of each task, spread evenly over the tasks by their numbers; at most so many. */
export async function waitingSample({ census }: LiveParts, viewer: Viewer, most: number): Promise<WaitingSample> {
  const waiting = [...(await census.waiting()).values()].filter(({ user }) => isFor(viewer, user))
  waiting.sort((one, other) => one.task - other.task)
  const count = Math.min(most, waiting.length)
  const jobs = Array.from({ length: count }, (_, i) => waiting[Math.floor((i * waiting.length) / count)].oldest)
  return { jobs, tasks: waiting.length }
}
