import type { JobTable } from '../../model/job-table.js'
import { type JobRow, NONE, type Seconds } from '../../model/units.js'
import type { Viewer } from '../../monitor/readings/about.js'
import { isFor, type LiveParts } from './live-parts.js'
import { inSlices } from './slices.js'
import { type SampledJob, spread, waitingJobs } from './waiting-jobs.js'

/** Jobs that a policy is asked about, each for the bunch or the task that it is of. */
export interface BunchSample {
  readonly jobs: readonly SampledJob[]
  /** Bunches that were placed within the last hour and of which a job has not ended: how many there are, and are in the sample. */
  readonly placed: Counted
  /** Other tasks with waiting jobs, of which the one that has waited longest is taken. */
  readonly waiting: Counted
}

interface Counted {
  readonly all: number
  readonly taken: number
}

/** Bunches are those of the last hour. */
const RECENT: Seconds = 3_600

/** Some of the bunches that were placed last, and of the jobs that wait, spread evenly; at most so many. */
export async function bunchSample(parts: LiveParts, viewer: Viewer, most: number): Promise<BunchSample> {
  const longest = await waitingJobs(parts, viewer)
  // Those of a bunch that was just placed are asked about with it.
  const waiting = await parts.door.ask(({ state: { jobs } }, now) =>
    longest.filter(({ row }) => !isFresh(jobs, row, now)),
  )
  const placed = await placedBunches(parts, viewer)
  const half = Math.floor(most / 2)
  const ofPlaced = spread(placed, Math.max(half, most - waiting.length))
  const ofWaiting = spread(waiting, most - ofPlaced.length)
  // By turns, so that a sample that is broken off has both.
  const jobs = Array.from({ length: Math.max(ofPlaced.length, ofWaiting.length) }, (_, i) => [
    ...ofPlaced.slice(i, i + 1),
    ...ofWaiting.slice(i, i + 1),
  ]).flat()
  return {
    jobs,
    placed: { all: placed.length, taken: ofPlaced.length },
    waiting: { all: waiting.length, taken: ofWaiting.length },
  }
}

/** One job for each task and moment at which jobs of it were placed within the last hour, oldest first. */
async function placedBunches({ door }: LiveParts, viewer: Viewer): Promise<SampledJob[]> {
  const bunches = new Map<string, SampledJob & { readonly at: Seconds }>()
  await inSlices(door, ({ state: { jobs, tasks, users } }, rows, now) => {
    for (const row of rows) {
      if (!isFresh(jobs, row, now)) continue
      const at = jobs.placedAt[row]
      const task = jobs.task(row)
      const key = `${tasks.number[task]} ${at} ${jobs.face(row)}`
      if (bunches.has(key) || !isFor(viewer, users.nameOf(tasks.user[task]))) continue
      bunches.set(key, { row, id: jobs.id(row), at })
    }
  })
  return [...bunches.values()].sort((one, other) => one.at - other.at || one.id - other.id)
}

/** Whether a job got its place within the last hour. */
function isFresh(jobs: JobTable, row: JobRow, now: Seconds): boolean {
  return jobs.face(row) !== NONE && jobs.placedAt[row] > now - RECENT
}
