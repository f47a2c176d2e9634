import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import { jobStateNames } from '../../model/job-state.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import { NONE } from '../../model/units.js'

/** By what jobs may be told apart. */
export const jobTraits = ['queue', 'resourceType', 'label', 'share', 'processingType', 'state'] as const
export type JobTrait = (typeof jobTraits)[number]

/** Numbers in objects in objects, one level for each trait. */
export interface Counts {
  [word: string]: number | Counts
}

/** Jobs that are alike in all traits, and how many. */
interface Alike {
  readonly kind: number
  readonly face: number
  readonly state: number
  jobs: number
}

/**
 * How many jobs alive there are that have a place, told apart by traits, the first one outermost.
 * @param isCounted which of them, by their source label
 */
export function countJobs(
  core: Core,
  traits: readonly JobTrait[],
  isCounted: (label: string) => boolean = () => true,
): Counts {
  const { kinds } = core.state
  const counts = level()
  for (const alike of alikeJobs(core)) {
    if (!isCounted(kinds.at(alike.kind).label)) continue
    let inner = counts
    for (const trait of traits.slice(0, -1)) inner = (inner[wordOf(core, alike, trait)] ??= level()) as Counts
    const last = wordOf(core, alike, traits[traits.length - 1])
    inner[last] = ((inner[last] as number | undefined) ?? 0) + alike.jobs
  }
  return counts
}

/** Users choose some of the words: an object without a prototype has no names of its own that they could hit. */
function level(): Counts {
  return Object.create(null) as Counts
}

/** One pass over the rows by numbers alone; words come into play once for each sort. */
function alikeJobs({ state: { jobs, tasks, grid } }: Core): Iterable<Alike> {
  const sorts = new Map<number, Alike>()
  for (const row of aliveRows(jobs)) {
    const face = jobs.face(row)
    if (face === NONE) continue
    const kind = tasks.kind[jobs.task(row)]
    const state = jobs.state(row)
    const sort = (kind * grid.faces.length + face) * jobStateNames.length + state
    const alike = sorts.get(sort)
    if (alike === undefined) sorts.set(sort, { kind, face, state, jobs: 1 })
    else alike.jobs++
  }
  return sorts.values()
}

function wordOf({ state: { kinds, grid } }: Core, { kind, face, state }: Alike, trait: JobTrait): string {
  switch (trait) {
    case 'queue':
      return grid.faces[face].queue.name
    case 'resourceType':
      return resourceTypeName(atlasResourceTypes, kinds.at(kind).resourceType)
    case 'label':
    case 'share':
    case 'processingType':
      return kinds.at(kind)[trait]
    case 'state':
      return jobStateNames[state]
  }
}
