/** The tests of the broker of 2013, each of one queue for one bunch; true lets it pass (brokerage.md §D.1). */
import type { Constants } from '../../model/constants.js'
import type { QueueFigures, QueueOffer, WorkFigures, JobNeeds } from './figures.js'

type Filter = (work: JobNeeds, queue: QueueOffer, constants: Constants) => boolean

/** In the order of 2013. The zero share has a rule of its own (§B.5). */
const inOrder: readonly Filter[] = [
  (work, queue, constants) => queue.isTier1 || !needsTier1(work, constants),
  (_, { status }) => status === 'online' || status === 'standby',
  (work, queue) => work.cores > 1 === queue.cores > 1,
  (work, queue) => fits(work.memoryMB, queue.maxMemoryMB),
  (work, queue) => fits(work.walltimeSeconds, queue.maxWalltimeSeconds),
  (work, queue) => fits(work.diskMB, queue.maxDiskMB),
  isReliable,
  (work, queue) => work.isAnalysis || queue.hasRelease,
  (work, queue) => !work.readsDirectly || queue.readsDirectly,
  (_, { nodes }) => nodes === undefined || nodes.asking + nodes.reporting > 0,
  hasSpace,
  shipsItsOutput,
]

/** Whether a queue may get the bunch: it passes every test. */
export function accepts(work: JobNeeds, queue: QueueOffer, constants: Constants): boolean {
  return inOrder.every((passes) => passes(work, queue, constants))
}

/** Whether the work may go to T1s alone: urgent production, and production with very many input files. */
export function needsTier1({ isAnalysis, priority, inputFiles }: WorkFigures, constants: Constants): boolean {
  if (isAnalysis) return false
  return priority >= constants.singleLevelUrgentPriority || inputFiles >= constants.singleLevelManyFiles
}

/** Whether the storage has space left. T1s always have. */
export function hasSpace(work: WorkFigures, queue: QueueFigures, constants: Constants): boolean {
  return queue.isTier1 || spaceLeftGiB(work, queue, constants) >= constants.singleLevelFreeGiB
}

/** Free space; for production less what the jobs at the queue are going to write. */
export function spaceLeftGiB(
  { isAnalysis }: WorkFigures,
  { freeGiB, assigned, activated, running }: QueueFigures,
  constants: Constants,
): number {
  if (isAnalysis) return freeGiB
  return freeGiB - constants.singleLevelJobGiB * (assigned + activated + running)
}

/** Whether outputs leave the queue; where they pile up, production gets no more. */
export function shipsItsOutput(work: WorkFigures, queue: QueueFigures, constants: Constants): boolean {
  return work.isAnalysis || queue.transferring <= transferringLimit(queue, constants)
}

/** Jobs that may wait for the transfer of their output: more where many run. */
export function transferringLimit({ transferringLimitJobs, running }: QueueFigures, constants: Constants): number {
  const limit = transferringLimitJobs === 0 ? constants.transferringLimitJobs : transferringLimitJobs
  return Math.max(limit, constants.singleLevelTransferringRatio * running)
}

/** Needs and limits of 0 are none. */
function fits(need: number, limit: number): boolean {
  return limit === 0 || need <= limit
}

/** Users may ask for reliable queues. What nobody told of passes. */
function isReliable({ isAnalysis, worstReliability }: JobNeeds, { reliability }: QueueOffer): boolean {
  if (!isAnalysis || worstReliability === undefined || reliability === undefined) return true
  return reliability <= worstReliability
}
