import { eachFace } from '../policy.js'

/** The memory asked for, compensated, lies within the queue's limits; limits of 0 are none (brokerage.md §B.2-11). */
export const memory = eachFace({
  name: 'memory',
  about: 'the memory asked for lies within the limits of the queue',
  lasting: true,
  accepts: ({ kind }, face) =>
    !(face.maxMemoryMB > 0 && kind.requiredMemoryMB > face.maxMemoryMB) &&
    !(face.minMemoryMB > 0 && kind.requiredMemoryMB < face.minMemoryMB && kind.requiredMemoryMB !== 0),
  because: ({ kind }, face) =>
    kind.requiredMemoryMB > face.maxMemoryMB && face.maxMemoryMB > 0
      ? `lowmemory: needs ${kind.requiredMemoryMB} MB, the queue gives at most ${face.maxMemoryMB} MB`
      : `highmemory: needs ${kind.requiredMemoryMB} MB, the queue wants at least ${face.minMemoryMB} MB`,
})
