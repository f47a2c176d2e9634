import type { Core } from '../../brokerage/core.js'
import { aliveRows } from '../../model/alive-rows.js'
import { jobStateNames } from '../../model/job-state.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import { NONE, type Seconds } from '../../model/units.js'
import type { HostDoor } from '../door.js'

/** By what jobs may be told apart. */
export const jobTraits = ['queue', 'resourceType', 'label', 'share', 'processingType', 'state'] as const
export type JobTrait = (typeof jobTraits)[number]

/** Numbers in objects in objects, one level for each trait. */
export interface Counts {
  [word: string]: number | Counts
}

/** Jobs are counted anew after so long: there may be a million, and anybody may ask how many. */
const FRESH_SECONDS: Seconds = 5

/** Jobs that are alike in all traits, and how many. */
interface Alike {
  readonly words: Readonly<Record<JobTrait, string>>
  readonly jobs: number
}

/** How many jobs alive there are that have a place, as of some seconds ago. */
export class JobCounts {
  private last: { readonly at: Seconds; readonly sorts: readonly Alike[] } | undefined

  constructor(private readonly door: Pick<HostDoor, 'ask'>) {}

  /**
   * Told apart by traits, the first one outermost.
   * @param isCounted which of them, by their source label
   */
  async of(traits: readonly JobTrait[], isCounted: (label: string) => boolean = () => true): Promise<Counts> {
    const counts = level()
    for (const { words, jobs } of await this.sorts()) {
      if (!isCounted(words.label)) continue
      let inner = counts
      for (const trait of traits.slice(0, -1)) inner = (inner[words[trait]] ??= level()) as Counts
      const last = words[traits[traits.length - 1]]
      inner[last] = ((inner[last] as number | undefined) ?? 0) + jobs
    }
    return counts
  }

  private sorts(): Promise<readonly Alike[]> {
    return this.door.ask((core, now) => {
      if (this.last === undefined || now >= this.last.at + FRESH_SECONDS)
        this.last = { at: now, sorts: alikeJobs(core) }
      return this.last.sorts
    })
  }
}

/** Users choose some of the words: an object without a prototype has no names of its own that they could hit. */
function level(): Counts {
  return Object.create(null) as Counts
}

/** One pass over the rows by numbers alone; words come into play once for each sort. */
function alikeJobs(core: Core): Alike[] {
  const { jobs, tasks, grid } = core.state
  const sorts = new Map<number, { readonly words: Alike['words']; jobs: number }>()
  for (const row of aliveRows(jobs)) {
    const face = jobs.face(row)
    if (face === NONE) continue
    const kind = tasks.kind[jobs.task(row)]
    const state = jobs.state(row)
    const sort = (kind * grid.faces.length + face) * jobStateNames.length + state
    const alike = sorts.get(sort)
    if (alike === undefined) sorts.set(sort, { words: wordsOf(core, kind, face, state), jobs: 1 })
    else alike.jobs++
  }
  return [...sorts.values()]
}

function wordsOf({ state: { kinds, grid } }: Core, kind: number, face: number, state: number): Alike['words'] {
  const { resourceType, label, share, processingType } = kinds.at(kind)
  return {
    queue: grid.faces[face].queue.name,
    resourceType: resourceTypeName(atlasResourceTypes, resourceType),
    ...{ label, share, processingType },
    state: jobStateNames[state],
  }
}
