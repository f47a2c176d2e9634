import type { Face, Queue, QueueStatus } from '../../model/grid.js'
import { cutTo, type HarvesterNumbers, harvesterNumbers, queuedLimits, type WorkerSum } from './harvester-limits.js'
import type { DemandSettings, PilotDemandKind, PilotFigures, Tell } from './pilot-demand-rule.js'

/** Workers that are made in one cycle of a queue at most, whatever the limits. */
const MOST_AT_ONCE = 1_000

/** Statuses of queues that get no workers (with `maintenance`, which queues here do not have). */
const closed: readonly QueueStatus[] = ['offline', 'standby']

/**
 * Harvester's number of new workers in pull mode, where it decides by itself (brokerage.md §K.2): for each sort of slot of a queue as
 * many as the whole queue has activated jobs, at least one, within limits; then the sum within the limits of the queue. Activated
 * jobs are not told apart by slots, so that queues with several sorts get empty pilots: the server's streaming was made against that.
 */
export const harvesterPull: PilotDemandKind = {
  name: 'harvester-pull',
  about: 'as many workers as jobs are activated, at least one waiting, within limits of the queue, every minute',
  usual: { numbers: harvesterNumbers, chain: [] },
  plugins: [],
  make: (settings, namedQueues) => ({
    name: 'harvester-pull',
    cycleSeconds: settings('').numbers['cycleSeconds'],
    namedQueues,
    newPilots: (queue, figures, tell) => {
      const { numbers } = settings(queue.name) as DemandSettings<keyof typeof harvesterNumbers>
      if (closed.includes(queue.status) || isBarred(queue, numbers)) {
        for (const face of queue.faces) tell(face, closed.includes(queue.status) ? queue.status : 'no-limit-set', 0)
        return queue.faces.map(() => 0)
      }
      const limits = queuedLimits(
        numbers,
        sumOf(queue, (face) => figures.running(face)),
      )
      const wanted = queue.faces.map((face) => wantedAt(face, figures, numbers, limits, tell))
      return withinQueue(queue, figures, numbers, limits, wanted, tell)
    },
  }),
}

/** [quirk] What is 0 was read in one place as no limit and in another as none at all. */
function isBarred({ faces }: Queue, numbers: HarvesterNumbers): boolean {
  const { quirkZeroIsNone, nQueueLimitWorker, maxWorkers, maxNewWorkersPerCycle } = numbers
  if (quirkZeroIsNone === 0) return false
  const hasNoLimit = nQueueLimitWorker === 0 && maxWorkers === 0
  return hasNoLimit || (faces.length > 1 && (maxWorkers === 0 || maxNewWorkersPerCycle === 0))
}

/** New workers of one sort of slot, by itself. */
function wantedAt(face: Face, figures: PilotFigures, numbers: HarvesterNumbers, limits: WorkerSum, tell: Tell): number {
  const { activatedFactor, nCoreFactor, noPilotsWhenNoActiveJobs } = numbers
  const queued = figures.pending(face.index)
  const all = queued + figures.running(face.index)
  // The jobs of the whole queue, whatever slots they want.
  const activated = face.queue.faces.reduce((jobs, { index }) => jobs + figures.activated(index), 0)
  const isWaived = noPilotsWhenNoActiveJobs !== 0 && activated === 0
  const called = isWaived ? 0 : Math.max(Math.trunc((activated * activatedFactor) / nCoreFactor), 1)
  tell(face, 'activated', called)
  const missing = Math.max(Math.min(called, limits.workers) - queued, 0)
  tell(face, 'less those queued', missing)
  const ceilings = [
    (numbers.maxWorkers || Infinity) - all,
    Math.ceil((limits.cores - queued * face.cores) / face.cores),
    face.maxMemoryMB === 0 ? Infinity : Math.ceil((limits.memoryMB - queued * face.maxMemoryMB) / face.maxMemoryMB),
    numbers.maxNewWorkersPerCycle || Infinity,
    MOST_AT_ONCE,
  ]
  const wanted = Math.max(0, Math.min(missing, ...ceilings))
  tell(face, 'limits', wanted)
  return wanted
}

/** The sum over a queue's sorts of slots is cut to its limits, and shared out. */
function withinQueue(
  queue: Queue,
  figures: PilotFigures,
  numbers: HarvesterNumbers,
  limits: WorkerSum,
  wanted: readonly number[],
  tell: Tell,
): readonly number[] {
  if (queue.faces.length === 1) return wanted
  const queued = sumOf(queue, (face) => figures.pending(face)).workers
  const running = sumOf(queue, (face) => figures.running(face)).workers
  const ceilings = [
    limits.workers - queued,
    (numbers.maxWorkers || Infinity) - queued - running,
    numbers.maxNewWorkersPerCycle || Infinity,
    MOST_AT_ONCE,
  ]
  const given = cutTo(wanted, Math.max(0, Math.min(...ceilings)))
  queue.faces.forEach((face, slot) => tell(face, 'limits of the queue', given[slot]))
  return given
}

function sumOf({ faces }: Queue, workersAt: (face: number) => number): WorkerSum {
  const sum = { workers: 0, cores: 0, memoryMB: 0 }
  for (const { index, cores, maxMemoryMB } of faces) {
    const workers = workersAt(index)
    sum.workers += workers
    sum.cores += workers * cores
    sum.memoryMB += workers * maxMemoryMB
  }
  return sum
}
