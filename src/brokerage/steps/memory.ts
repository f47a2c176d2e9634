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
    const isTooMuch = needed > face.maxMemoryMB && face.maxMemoryMB > 0
    const limit = isTooMuch ? face.maxMemoryMB : face.minMemoryMB
    const bound = isTooMuch ? 'at most' : 'at least'
    return {
      tag: isTooMuch ? 'lowmemory' : 'highmemory',
      text: `needs ${needed} MB, the queue ${isTooMuch ? 'gives' : 'wants'} ${bound} ${limit} MB`,
      change: `the job needed ${bound} ${limit} MB, or the queue ${isTooMuch ? 'gave' : 'took'} ${needed} MB`,
      observed: needed,
      limit,
      unit: 'MB',
      wants: bound,
    }
  },
})

function neededMB(kind: WorkKind, face: Face): number {
  const { memoryMBPerCore, baseMemoryMB, isMemoryPerCore } = kind
  if (memoryMBPerCore === 0) return 0
  return compensatedMemoryMB(isMemoryPerCore ? memoryMBPerCore * face.cores + baseMemoryMB : memoryMBPerCore)
}
