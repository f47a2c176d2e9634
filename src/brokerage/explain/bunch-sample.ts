import { formatCount } from '../../model/format.js'
import type { JobTable } from '../../model/job-table.js'
import type { State } from '../../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../../model/units.js'

/** A job that a policy is asked about, for the bunch or the task that it is of. */
export interface SampledJob {
  readonly row: JobRow
  readonly id: PandaId
}

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

/** Finds one job for each task and moment at which jobs of it were placed within the last hour. */
export class PlacedBunches {
  private readonly bunches = new Map<string, SampledJob & { readonly at: Seconds }>()

  /** Looks at a job that has not ended. */
  look({ jobs, tasks }: State, row: JobRow, now: Seconds): void {
    if (!isFresh(jobs, row, now)) return
    const at = jobs.placedAt[row]
    const key = `${tasks.number[jobs.task(row)]} ${at} ${jobs.face(row)}`
    if (!this.bunches.has(key)) this.bunches.set(key, { row, id: jobs.id(row), at })
  }

  /** Oldest first. */
  found(): SampledJob[] {
    return [...this.bunches.values()].sort((one, other) => one.at - other.at || one.id - other.id)
  }
}

/** Whether a job got its place within the last hour. */
export function isFresh(jobs: JobTable, row: JobRow, now: Seconds): boolean {
  return jobs.face(row) !== NONE && jobs.placedAt[row] > now - RECENT
}

/**
 * Some of the bunches that were placed last, and of the jobs that wait, spread evenly; at most so many.
 * @param waiting of each task the job that has waited longest, but for those of a bunch that was just placed
 */
export function sampleOf(placed: readonly SampledJob[], waiting: readonly SampledJob[], most: number): BunchSample {
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

/** So many of a list, at even distances. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
  const count = Math.min(most, items.length)
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)])
}

/** What was judged, in a sentence. @param bunches that were; @param whose tasks: `all`, `your` */
export function sampleWords(bunches: number, { placed, waiting }: BunchSample, whose: string): string {
  if (bunches === 0)
    return `No job of ${whose} tasks waits or was placed within the last hour, so that nothing was judged.`
  const of = ({ taken, all }: Counted): string => `${formatCount(taken)} of the ${formatCount(all)}`
  const kinds = [
    ...(placed.all > 0
      ? [
          `${of(placed)} bunches of ${whose} tasks that were placed within the last hour and of which a job has not ended`,
        ]
      : []),
    ...(waiting.all > 0 ? [`the longest waiting jobs of ${of(waiting)} tasks whose jobs have waited for longer`] : []),
  ]
  return `They are ${kinds.join(', and ')}; each was judged by itself, as if it were to be placed now.`
}
