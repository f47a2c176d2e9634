/** A whole call of the broker of 2013: jobs in the order of submission, bunched and placed one bunch after the other. */
import type { Constants } from '../../model/constants.js'
import { NONE } from '../../model/units.js'
import { chooseQueue, type Contender } from './choose-queue.js'
import type { QueueOffer, WorkFigures, JobNeeds } from './figures.js'
import { accepts, needsTier1 } from './filters.js'
import { inverseWeight } from './inverse-weight.js'

/** A job as a call names it. */
export interface CalledJob {
  readonly work: JobNeeds
  readonly dataset: string
}

/** Jobs of a bunch that got a queue earlier in the call. */
interface Placement {
  readonly position: number
  readonly jobs: number
  readonly priority: number
}

/**
 * The queue of each job of a call, by position, NONE when none takes it (brokerage.md §D.1). Jobs placed earlier in the call
 * count as assigned. Once a bunch of users' jobs has found no queue, no later one of the call gets any ([quirk]).
 */
export function placeCall(jobs: readonly CalledJob[], queues: readonly QueueOffer[], constants: Constants): number[] {
  const placements: Placement[] = []
  let isOver = false
  return bunchesOf(jobs, constants).flatMap((bunch) => {
    // The priority is the one thing in which jobs of a bunch may differ: the last one's counts.
    const { work } = bunch[bunch.length - 1]
    const priority = comparedPriority(work.priority, constants)
    const now = queues.map((queue, position) => withPlaced(queue, work, priority, placedAt(placements, position)))
    const chosen = isOver ? undefined : chooseQueue(contendersFor(work, now, constants), constants)
    if (chosen === undefined) isOver = work.isAnalysis
    else placements.push({ position: chosen.position, jobs: bunch.length, priority })
    return bunch.map(() => chosen?.position ?? NONE)
  })
}

/**
 * Cuts a call into bunches of like jobs. A bunch is full when it holds more jobs than the limit ([quirk]: so it gets one more
 * than that), or as many input files; no two jobs are taken to read the same file.
 */
export function bunchesOf(jobs: readonly CalledJob[], constants: Constants): CalledJob[][] {
  const bunches: CalledJob[][] = []
  let files = 0
  for (const job of jobs) {
    const bunch = bunches.at(-1)
    const isFull =
      bunch === undefined || bunch.length > constants.singleLevelBunchJobs || files >= constants.singleLevelBunchFiles
    if (isFull || !areAlike(bunch[bunch.length - 1], job, constants)) {
      bunches.push([job])
      files = 0
    } else bunch.push(job)
    files += job.work.inputFiles
  }
  return bunches
}

function areAlike(one: CalledJob, other: CalledJob, constants: Constants): boolean {
  const [a, b] = [one.work, other.work]
  return (
    one.dataset === other.dataset &&
    a.cores === b.cores &&
    a.memoryMB === b.memoryMB &&
    a.walltimeSeconds === b.walltimeSeconds &&
    a.diskMB === b.diskMB &&
    a.readsDirectly === b.readsDirectly &&
    needsTier1(a, constants) === needsTier1(b, constants)
  )
}

/** Priorities are told apart in steps of 50. */
function comparedPriority(priority: number, { singleLevelPriorityStep: step }: Constants): number {
  return Math.floor(priority / step) * step
}

function placedAt(placements: readonly Placement[], position: number): Placement[] {
  return placements.filter((placement) => placement.position === position)
}

/** A queue with what the call placed there among its assigned jobs; production competes with no lower priorities. */
function withPlaced(
  queue: QueueOffer,
  { isAnalysis }: WorkFigures,
  priority: number,
  placed: readonly Placement[],
): QueueOffer {
  const competing = placed.filter((placement) => isAnalysis || placement.priority >= priority)
  return {
    ...queue,
    assigned: queue.assigned + jobsIn(placed),
    rivals: { ...queue.rivals, assigned: queue.rivals.assigned + jobsIn(competing) },
  }
}

function jobsIn(placements: readonly Placement[]): number {
  return placements.reduce((sum, { jobs }) => sum + jobs, 0)
}

function contendersFor(work: JobNeeds, queues: readonly QueueOffer[], constants: Constants): Contender[] {
  return queues.flatMap((queue, position) => {
    if (!accepts(work, queue, constants)) return []
    return [{ position, inverseWeight: inverseWeight(work, queue, constants), turn: position, filesHeld: 0 }]
  })
}
