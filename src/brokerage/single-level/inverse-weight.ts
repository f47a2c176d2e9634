import type { Constants } from '../../model/constants.js'
import type { NodeFigures, QueueFigures, WorkFigures } from './figures.js'

/** Bytes of a MiB. */
const MIB = 1_048_576

/**
 * 1/w of a queue for a bunch (brokerage.md §D.1): the jobs that wait there over what it gets done. The smaller the better; 0
 * where nothing waits. There is one cloud, so that the factor for queues of several clouds is 1.
 */
export function inverseWeight(work: WorkFigures, queue: QueueFigures, constants: Constants): number {
  const inverse = work.isAnalysis ? waitingPerRunning(queue) : waitingPerSlot(queue)
  const isDrawn = queue.isTier1 && readsMuch(work, constants)
  return isDrawn ? inverse / constants.singleLevelTier1Weight : inverse
}

/** Users' jobs: waiting over running ones, less where nodes ask in vain. */
function waitingPerRunning({ rivals, running, nodes = { asking: 0, reporting: 0 } }: QueueFigures): number {
  const waiting = rivals.assigned + rivals.defined + rivals.activated
  return waiting / (1 + running) / (1 + nodes.asking / (1 + nodes.reporting))
}

/** Production: waiting jobs over nodes and the jobs that each of them runs. */
function waitingPerSlot({ rivals, running, nodes }: QueueFigures): number {
  const waiting = rivals.assigned + rivals.activated
  if (nodes === undefined) return waiting
  return waiting / (nodes.asking + nodes.reporting) / jobsPerNode(running, rivals.running, nodes)
}

/** Jobs of the group that a node runs: 1 when nothing is known of it, and as if one ran when only others do. */
function jobsPerNode(running: number, runningRivals: number, { reporting }: NodeFigures): number {
  if (running === 0 || reporting === 0) return 1
  return Math.max(1, runningRivals) / reporting
}

/** Whether jobs read so many or such large files that a T1 does better. */
function readsMuch({ inputFiles, inputBytes }: WorkFigures, constants: Constants): boolean {
  return inputFiles > constants.singleLevelMuchInputFiles || inputBytes > constants.singleLevelMuchInputMiB * MIB
}
