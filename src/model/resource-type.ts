import { defaultConstants } from './constants.js'
import { compensatedMemoryMB } from './memory-compensation.js'

/** One row of a table of resource types (brokerage.md §F.4). Bounds belong to the range; undefined: no bound. */
export interface ResourceTypeRow {
  readonly name: string
  readonly minCores?: number | undefined
  readonly maxCores?: number | undefined
  readonly minMBPerCore?: number | undefined
  readonly maxMBPerCore?: number | undefined
}

/** Resource types in the order in which they are tried; a type's number is its place in the table. */
export type ResourceTypeTable = readonly ResourceTypeRow[]

/** ATLAS's own table: single and multi core, each by memory per core. */
export const atlasResourceTypes: ResourceTypeTable = [
  { name: 'SCORE_LOMEM', minCores: 1, maxCores: 1, minMBPerCore: 0, maxMBPerCore: 1000 },
  { name: 'SCORE', minCores: 1, maxCores: 1, minMBPerCore: 1001, maxMBPerCore: 2000 },
  { name: 'SCORE_HIMEM', minCores: 1, maxCores: 1, minMBPerCore: 2001, maxMBPerCore: 3000 },
  { name: 'SCORE_VHIMEM', minCores: 1, maxCores: 1, minMBPerCore: 3001 },
  { name: 'MCORE_LOMEM', minCores: 2, minMBPerCore: 0, maxMBPerCore: 1000 },
  { name: 'MCORE', minCores: 2, minMBPerCore: 1001, maxMBPerCore: 2000 },
  { name: 'MCORE_HIMEM', minCores: 2, minMBPerCore: 2001, maxMBPerCore: 3000 },
  { name: 'MCORE_VHIMEM', minCores: 2, minMBPerCore: 3001 },
]

/** Numbers of resource types that counters must hold: ATLAS's, and one for work that no row fits. */
export const RESOURCE_TYPES = atlasResourceTypes.length + 1

/** Cores of work that takes any number. */
const ANY_CORES = 8

/** What decides on the resource type of a task. */
export interface TaskSize {
  /** 0: any number. */
  readonly cores: number
  /** Memory in MB for each core or for the whole job, 0 when unknown; and what does not grow with the cores. */
  readonly memoryMB: number
  readonly isMemoryPerCore: boolean
  readonly baseMemoryMB: number
}

/** Resource type of a task, by its compensated memory in whole MB for each core. */
export function resourceTypeOfTask(table: ResourceTypeTable, task: TaskSize): number {
  const cores = task.cores === 0 ? ANY_CORES : task.cores
  const memoryMB = task.memoryMB * (task.isMemoryPerCore ? cores : 1) + task.baseMemoryMB
  return firstThatFits(table, cores, compensatedMemoryMB(memoryMB / cores))
}

/** Resource type of a job, by the memory that a pilot must offer it (compensated already), rounded for each core half to even. */
export function resourceTypeOfJob(table: ResourceTypeTable, jobCores: number, requiredMemoryMB: number): number {
  const cores = jobCores === 0 ? ANY_CORES : jobCores
  return firstThatFits(table, cores, roundedHalfToEven(requiredMemoryMB / cores))
}

/** Name of a type by its number; Undefined for work that no row fits, whose number follows the last row's. */
export function resourceTypeName(table: ResourceTypeTable, type: number): string {
  return type < table.length ? table[type].name : 'Undefined'
}

/** Types that never ask for more than so many MB a core: all but the high-memory ones. */
export function lowMemoryTypes(
  table: ResourceTypeTable,
  thresholdMBPerCore: number = defaultConstants.highMemoryMBPerCore,
): ResourceTypeTable {
  return table.filter(({ maxMBPerCore }) => maxMBPerCore !== undefined && maxMBPerCore <= thresholdMBPerCore)
}

/** Types for one core; a row that says no least number of cores is not taken for one. */
export function singleCoreTypes(table: ResourceTypeTable): ResourceTypeTable {
  return table.filter(({ minCores }) => minCores === 1)
}

/** Types for more than one core. */
export function multiCoreTypes(table: ResourceTypeTable): ResourceTypeTable {
  return table.filter(isMultiCore)
}

/** Cores that work of a type gets at a queue: the queue's for a multi-core type, else one. */
export function coresAtQueue(table: ResourceTypeTable, type: number, queueCores: number): number {
  return type < table.length && isMultiCore(table[type]) ? queueCores : 1
}

function isMultiCore({ minCores }: ResourceTypeRow): boolean {
  return minCores !== undefined && minCores > 1
}

/** The first row that holds both numbers; rows may leave gaps, and what falls into one has the number after the last row's. */
function firstThatFits(table: ResourceTypeTable, cores: number, memoryMBPerCore: number): number {
  const type = table.findIndex(
    ({ minCores = 0, maxCores = Infinity, minMBPerCore = 0, maxMBPerCore = Infinity }) =>
      cores >= minCores && cores <= maxCores && memoryMBPerCore >= minMBPerCore && memoryMBPerCore <= maxMBPerCore,
  )
  return type === -1 ? table.length : type
}

function roundedHalfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below === 0.5) return below % 2 === 0 ? below : below + 1
  return Math.round(value)
}
