import {
  coresAtQueue,
  lowMemoryTypes,
  multiCoreTypes,
  resourceTypeName,
  resourceTypeOfJob,
  resourceTypeOfTask,
  type ResourceTypeTable,
  singleCoreTypes,
} from '../../model/resource-type.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'
import { isMemoryPerCore } from '../memory-unit.js'

interface RowIn {
  readonly name: string
  readonly min_cores: number | null
  readonly max_cores: number | null
  readonly min_MB_per_core: number | null
  readonly max_MB_per_core: number | null
}

interface TypeIn {
  readonly table: readonly RowIn[]
  readonly task: {
    readonly cores: number | null
    readonly ram: number | null
    readonly base_ram: number | null
    readonly ram_unit: string | null
  }
  readonly job: { readonly cores: number | null; readonly min_ram: number | null }
  readonly memory_threshold_MB_per_core: number | null
  readonly queue_cores: number
}

/** Resource type of a task and of a job, and the sets of types. */
export const resourceType: Family = {
  name: 'resource_type',
  section: '§F.4',
  differs(recorded) {
    const { table: rows, task, job, memory_threshold_MB_per_core, queue_cores } = recorded.in as TypeIn
    const table = rows.map(rowOf)
    const ofTask = resourceTypeOfTask(table, {
      cores: task.cores ?? 1,
      memoryMB: task.ram ?? 0,
      isMemoryPerCore: isMemoryPerCore(task.ram_unit),
      baseMemoryMB: task.base_ram ?? 0,
    })
    const found = {
      task_type: resourceTypeName(table, ofTask),
      job_type: resourceTypeName(table, resourceTypeOfJob(table, job.cores ?? 1, job.min_ram ?? 0)),
      not_high_memory: namesOf(lowMemoryTypes(table, memory_threshold_MB_per_core ?? undefined)),
      cores_of_task_type_at_queue: coresAtQueue(table, ofTask, queue_cores),
      multi_core: namesOf(multiCoreTypes(table)).sort(),
      single_core: namesOf(singleCoreTypes(table)).sort(),
    }
    return firstDifference(found, recorded.out)
  },
}

function rowOf(row: RowIn): ResourceTypeTable[number] {
  return {
    name: row.name,
    minCores: row.min_cores ?? undefined,
    maxCores: row.max_cores ?? undefined,
    minMBPerCore: row.min_MB_per_core ?? undefined,
    maxMBPerCore: row.max_MB_per_core ?? undefined,
  }
}

function namesOf(rows: ResourceTypeTable): string[] {
  return rows.map(({ name }) => name)
}
