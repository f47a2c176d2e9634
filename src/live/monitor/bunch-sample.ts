import {
  type BunchSample,
  isFresh,
  PlacedBunches,
  type SampledJob,
  sampleOf,
} from '../../brokerage/explain/bunch-sample.js'
import type { Viewer } from '../../monitor/readings/about.js'
import { isFor, type LiveParts } from './live-parts.js'
import { inSlices } from './slices.js'
import { waitingJobs } from './waiting-jobs.js'

/** Some of the bunches that were placed last, and of the jobs that wait, of tasks that the viewer may see; at most so many. */
export async function bunchSample(parts: LiveParts, viewer: Viewer, most: number): Promise<BunchSample> {
  const longest = await waitingJobs(parts, viewer)
  // Those of a bunch that was just placed are asked about with it.
  const waiting = await parts.door.ask(({ state: { jobs } }, now) =>
    longest.filter(({ row }) => !isFresh(jobs, row, now)),
  )
  return sampleOf(await placedBunches(parts, viewer), waiting, most)
}

async function placedBunches({ door }: LiveParts, viewer: Viewer): Promise<SampledJob[]> {
  const bunches = new PlacedBunches()
  await inSlices(door, ({ state }, rows, now) => {
    const { jobs, tasks, users } = state
    for (const row of rows) {
      if (isFresh(jobs, row, now) && isFor(viewer, users.nameOf(tasks.user[jobs.task(row)])))
        bunches.look(state, row, now)
    }
  })
  return bunches.found()
}
