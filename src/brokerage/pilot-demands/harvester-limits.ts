import type { Numbers } from './pilot-demand-rule.js'

/** What Harvester's queue configuration says of the number of workers. 0 is no limit, unless a quirk says otherwise. */
export const harvesterNumbers = {
  /** From look to look at a queue. */
  cycleSeconds: 60,
  /** Part of the activated jobs that are this Harvester's: 1 over the number of those that share the queue. */
  activatedFactor: 1,
  nCoreFactor: 1,
  /** Workers queued and running. */
  maxWorkers: 0,
  /** Workers queued; 0: `maxWorkers`. With a ratio at most that many percent of the running ones, but not below the least. */
  nQueueLimitWorker: 0,
  nQueueLimitWorkerRatio: 0,
  nQueueLimitWorkerMin: 0,
  /** The same by cores, and by memory in MB, of queued workers. */
  nQueueLimitWorkerCores: 0,
  nQueueLimitWorkerCoresRatio: 0,
  nQueueLimitWorkerCoresMin: 0,
  nQueueLimitWorkerMemory: 0,
  nQueueLimitWorkerMemoryRatio: 0,
  nQueueLimitWorkerMemoryMin: 0,
  maxNewWorkersPerCycle: 0,
  /** 1: a queue without activated jobs gets no worker; 0: it has one, which keeps asking. */
  noPilotsWhenNoActiveJobs: 0,
  /** 1: a queue without a limit for queued workers gets none, and a unified queue without the two other limits neither ([quirk]). */
  quirkZeroIsNone: 0,
}

export type HarvesterNumbers = Numbers<keyof typeof harvesterNumbers>

/** Workers of some pseudo-queues, with the cores and the memory that go with them. */
export interface WorkerSum {
  readonly workers: number
  readonly cores: number
  readonly memoryMB: number
}

/** The most that may be queued of each at a queue with so much running; Infinity: any. */
export function queuedLimits(numbers: HarvesterNumbers, running: WorkerSum): WorkerSum {
  const workers = numbers.nQueueLimitWorker || numbers.maxWorkers
  const { nQueueLimitWorkerRatio, nQueueLimitWorkerMin, nQueueLimitWorkerCores, nQueueLimitWorkerMemory } = numbers
  return {
    workers: withRatio(workers, nQueueLimitWorkerRatio, nQueueLimitWorkerMin, running.workers),
    cores: withRatio(
      nQueueLimitWorkerCores,
      numbers.nQueueLimitWorkerCoresRatio,
      numbers.nQueueLimitWorkerCoresMin,
      running.cores,
    ),
    memoryMB: withRatio(
      nQueueLimitWorkerMemory,
      numbers.nQueueLimitWorkerMemoryRatio,
      numbers.nQueueLimitWorkerMemoryMin,
      running.memoryMB,
    ),
  }
}

function withRatio(given: number, ratio: number, least: number, running: number): number {
  const limit = given === 0 ? Infinity : given
  return ratio === 0 ? limit : Math.min(limit, Math.max(Math.trunc((running * ratio) / 100), least))
}

/** Shares a smaller sum out in proportion: whole parts first, then one by one to the larger rest, equals in their order. */
export function cutTo(wanted: readonly number[], sum: number): number[] {
  const all = wanted.reduce((total, one) => total + one, 0)
  if (all <= sum) return [...wanted]
  const exact = wanted.map((one) => (one * sum) / all)
  const given = exact.map(Math.floor)
  const byRest = exact
    .map((part, i) => ({ i, rest: part - given[i] }))
    .filter(({ i }) => wanted[i] > 0)
    .sort((one, other) => other.rest - one.rest)
  let left = sum - given.reduce((total, one) => total + one, 0)
  for (const { i } of byRest) if (left-- > 0) given[i]++
  return given
}
