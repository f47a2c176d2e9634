import type { State } from '../model/state.js'
import { type JobRow, NONE } from '../model/units.js'

/**
 * The site on whose disk a job that was given a place finds its input: its own, or one that its queue reads as its own; NONE
 * when none of them has it.
 */
export function siteOfNearCopy({ jobs, tasks, datasets, grid }: State, row: JobRow): number {
  const task = jobs.task(row)
  const dataset = tasks.dataset[task]
  const { queue } = grid.faces[jobs.face(row)]
  const of = datasets.partsOf(dataset, tasks.inputBytes[task])
  const part = jobs.ordinal(row) % of
  for (const site of queue.readableSites) if (datasets.hasPart(dataset, site, part, of)) return site
  return NONE
}
