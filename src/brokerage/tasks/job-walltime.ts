import type { Seconds } from '../../model/units.js'

/** What a job computes, as far as its task says (brokerage.md §A.4). */
export interface JobWork {
  /** HS06 seconds for each event; undefined when unknown, or given in no unit. */
  readonly cpuHs06SecondsPerEvent: number | undefined
  readonly events: number
  /** CPU time over wall time and cores, in percent; 0: as if 100. */
  readonly cpuEfficiencyPercent: number
  /** Wall time before the first event. */
  readonly baseWalltimeSeconds: Seconds
}

/** What of a queue decides how long a job may run there. */
export interface QueuePace {
  readonly maxWalltimeSeconds: Seconds
  /** 0: as if 1. */
  readonly cores: number
  /** HS06 of a core; 0 (unknown): as if 1. */
  readonly corePower: number
}

/** CPU time for each event in HS06 seconds; undefined when it or its unit is unknown. Units that begin with m are thousandths. */
export function cpuHs06SecondsPerEvent(cpuTime: number | undefined, unit: string | undefined): number | undefined {
  if (cpuTime === undefined || unit === undefined) return undefined
  return unit.startsWith('m') ? cpuTime / 1000 : cpuTime
}

/**
 * Walltime written into a job as its limit, which is its CPU time limit too: what its events are expected to take at the queue,
 * or all that the queue allows when nobody knows.
 */
export function jobWalltimeSeconds(work: JobWork, queue: QueuePace): Seconds {
  if (work.cpuHs06SecondsPerEvent === undefined) return queue.maxWalltimeSeconds
  const hs06Seconds = work.cpuHs06SecondsPerEvent * work.events
  const cpuSeconds = hs06Seconds / (queue.cores || 1) / (queue.corePower || 1)
  return Math.trunc(cpuSeconds / ((work.cpuEfficiencyPercent || 100) / 100)) + work.baseWalltimeSeconds
}
