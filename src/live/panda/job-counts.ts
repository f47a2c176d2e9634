import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import { jobStateNames } from '../../model/job-state.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import { NONE, type JobRow } from '../../model/units.js'

/** By what jobs may be told apart. */
export const jobTraits = ['queue', 'site', 'resourceType', 'label', 'share', 'processingType', 'state'] as const
export type JobTrait = (typeof jobTraits)[number]

/** Numbers in objects in objects, one level for each trait. */
export interface Counts {
  [word: string]: number | Counts
}

/**
 * How many jobs alive there are, told apart by traits, the first one outermost.
 * @param isCounted which of them; default: those that have a place
 */
export function countJobs(
  core: Core,
  traits: readonly JobTrait[],
  isCounted: (row: JobRow) => boolean = () => true,
): Counts {
  const { jobs } = core.state
  const counts: Counts = {}
  for (const row of aliveRows(jobs)) {
    if (jobs.face(row) === NONE || !isCounted(row)) continue
    let level = counts
    for (const trait of traits.slice(0, -1)) level = (level[wordOf(core, row, trait)] ??= {}) as Counts
    const last = wordOf(core, row, traits[traits.length - 1])
    level[last] = ((level[last] as number | undefined) ?? 0) + 1
  }
  return counts
}

function wordOf({ state: { jobs, tasks, kinds, grid } }: Core, row: JobRow, trait: JobTrait): string {
  const kind = kinds.at(tasks.kind[jobs.task(row)])
  const { queue } = grid.faces[jobs.face(row)]
  switch (trait) {
    case 'queue':
      return queue.name
    case 'site':
      return grid.sites[queue.siteIndex].name
    case 'resourceType':
      return resourceTypeName(atlasResourceTypes, kind.resourceType)
    case 'label':
    case 'share':
    case 'processingType':
      return kind[trait]
    case 'state':
      return jobStateNames[jobs.state(row)]
  }
}
