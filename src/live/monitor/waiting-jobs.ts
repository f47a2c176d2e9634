import type { SampledJob } from '../../brokerage/explain/bunch-sample.js'
import type { Viewer } from '../../monitor/readings/about.js'
import { isFor, type LiveParts } from './live-parts.js'

/** Of each task with waiting jobs that the viewer may see the job that has waited longest, in the order of tasks. */
export async function waitingJobs({ census }: LiveParts, viewer: Viewer): Promise<SampledJob[]> {
  const waiting = [...(await census.waiting()).values()].filter(({ user }) => isFor(viewer, user))
  return waiting.sort((one, other) => one.task - other.task).map(({ oldest }) => oldest)
}
