import { defaultConstants } from '../../model/constants.js'
import { compensatedMemoryMB } from '../../model/memory-compensation.js'

/** What decides on the memory that the jobs of one chunk of input ask for (brokerage.md §A.4). All in MB; 0: unknown. */
export interface ChunkMemory {
  /** Of the task: for each core or for the whole job. */
  readonly memoryMB: number
  readonly isMemoryPerCore: boolean
  /** What does not grow with the cores; counts only beside memory for each core. */
  readonly baseMemoryMB: number
  /** Of the task's jobs that merge outputs of others. */
  readonly mergeMemoryMB: number
  /** The most that a file of the chunk asks for, in the task's unit; more than the task's after failures for lack of memory. */
  readonly chunkMemoryMB: number
  readonly isMerge: boolean
}

/**
 * Memory that a pilot must offer a job with so many cores, MB. Merge jobs ask for one core's whatever they get: what
 * they are known to need, at least 2000 MB, or what their chunk asks for.
 */
export function jobMemoryMB(
  chunk: ChunkMemory,
  cores: number,
  leastMergeMemoryMB: number = defaultConstants.leastMergeMemoryMB,
): number {
  if (chunk.isMerge) {
    const known = chunk.mergeMemoryMB > 0 ? Math.max(chunk.mergeMemoryMB, leastMergeMemoryMB) : 0
    return compensatedMemoryMB(Math.max(known, chunk.chunkMemoryMB))
  }
  const memoryMB = Math.max(chunk.memoryMB, chunk.chunkMemoryMB)
  return compensatedMemoryMB(chunk.isMemoryPerCore ? memoryMB * cores + chunk.baseMemoryMB : memoryMB)
}
