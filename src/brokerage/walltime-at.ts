import type { Queue } from '../model/grid.js'
import type { Seconds } from '../model/units.js'

/**
 * Wall time that work would take at a queue (brokerage.md §A.4): CPU work over cores and core power when it is known,
 * else the wall time asked for; 0 when neither is known.
 */
export function walltimeAt(walltimeSeconds: Seconds, hs06Seconds: number, cores: number, queue: Queue): Seconds {
  return hs06Seconds > 0 ? hs06Seconds / (cores * queue.corePower) : walltimeSeconds
}
