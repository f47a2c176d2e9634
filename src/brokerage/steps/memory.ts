import { compensatedMemoryMB } from '../../model/memory-compensation.js'
import type { Face } from '../../model/grid.js'
import type { WorkKind } from '../../model/work-kind.js'
import { eachFace } from '../policy.js'

/** The memory asked for, compensated, lies within the limits of the slot; limits of 0 are none (brokerage.md §B.2-11). */
export const memory = eachFace({
  name: 'memory',
  about: 'the memory asked for lies within the limits of the queue',
  lasting: true,
  accepts: ({ kind }, face) => {
    const needed = neededMB(kind, face)
    if (needed === 0) return true
    return !(face.maxMemoryMB > 0 && needed > face.maxMemoryMB) && !(needed < face.minMemoryMB)
  },
  because: ({ kind }, face) => {
    const needed = neededMB(kind, face)
    return needed > face.maxMemoryMB && face.maxMemoryMB > 0
      ? `lowmemory: needs ${needed} MB, the queue gives at most ${face.maxMemoryMB} MB`
      : `highmemory: needs ${needed} MB, the queue wants at least ${face.minMemoryMB} MB`
  },
})

function neededMB(kind: WorkKind, face: Face): number {
  const { memoryMBPerCore, baseMemoryMB, isMemoryPerCore } = kind
  if (memoryMBPerCore === 0) return 0
  return compensatedMemoryMB(isMemoryPerCore ? memoryMBPerCore * face.cores + baseMemoryMB : memoryMBPerCore)
}
