import type { Core } from '../../brokerage/core.js'
import { resourceTypeName, atlasResourceTypes } from '../../model/resource-type.js'
import type { Dispatch } from '../door.js'

/** What the core knows of a job that a pilot is told, in PanDA's units. */
export interface JobFacts {
  readonly priority: number
  readonly label: string
  readonly processingType: string
  readonly workingGroup: string
  readonly vo: string
  readonly resourceType: string
  readonly memoryMB: number
  readonly scratchMB: number
  readonly dataset: string | undefined
  readonly nucleus: string | undefined
  readonly site: string
}

/** What the core knows of a job that was just dispatched; undefined: it has ended meanwhile. */
export function jobFacts({ state }: Core, rowOf: (id: number) => number, { id }: Dispatch): JobFacts | undefined {
  const { jobs, tasks, kinds, datasets, grid } = state
  const row = rowOf(id)
  if (!jobs.holds(row, id)) return undefined
  const task = jobs.task(row)
  const kind = kinds.at(tasks.kind[task])
  const [dataset, nucleus] = [tasks.dataset[task], tasks.nucleus[task]]
  return {
    priority: tasks.priority[task],
    label: kind.label,
    processingType: kind.processingType,
    workingGroup: kind.workingGroup,
    vo: kind.vo,
    resourceType: resourceTypeName(atlasResourceTypes, kind.resourceType),
    memoryMB: kind.requiredMemoryMB,
    scratchMB: kind.scratchMB,
    dataset: dataset < 0 ? undefined : datasets.nameOf(dataset),
    nucleus: nucleus < 0 ? undefined : grid.sites[nucleus].name,
    site: grid.sites[grid.faces[jobs.face(row)].queue.siteIndex].name,
  }
}
