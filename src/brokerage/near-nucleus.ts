import type { Grid, Queue } from '../model/grid.js'

/**
 * Whether a queue counts as one of a nucleus where output and weight are concerned: it is in the nucleus, or online with a storage
 * that the first queue of the nucleus reads as its own (brokerage.md §B.2-17, §B.2-19).
 */
export function isNearNucleus(queue: Queue, nucleus: number, grid: Grid): boolean {
  if (queue.nucleusIndex === nucleus) return true
  const first = grid.firstOfNucleus[nucleus]
  return first !== undefined && first.readableSites.includes(queue.siteIndex) && queue.status === 'online'
}
