import { FARTHEST } from '../model/cost-matrix.js'
import type { Queue } from '../model/grid.js'
import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'

/** Throughputs in MB/s and the weights of links above them (brokerage.md §E.2). */
const steps: readonly (readonly [aboveMBps: number, weight: number])[] = [
  [200, 2],
  [100, 1.9],
  [75, 1.8],
  [50, 1.6],
  [20, 1.5],
  [10, 1.3],
  [2, 1.2],
  [1, 1.1],
]
/** Weight of queues at the nucleus itself, and closeness of sites of which nothing is known (§E.2). */
const WEIGHT_AT_NUCLEUS = 2.5
const UNKNOWN_CLOSENESS = FARTHEST * 0.7

/**
 * How well outputs get from the queue's site to the nucleus, 1 to 2, 2.5 at the nucleus itself (brokerage.md §E.2): half by the
 * files that wait on the link, half by throughput or, where none was measured, closeness.
 */
export function networkWeightOf(bunch: Bunch, { siteIndex }: Queue, state: State): number {
  const { statistics, constants } = state
  const { nucleus } = bunch
  const importance = constants.networkQueueImportance
  if (siteIndex === nucleus) return importance * WEIGHT_AT_NUCLEUS + (1 - importance) * WEIGHT_AT_NUCLEUS
  const files = statistics.filesBetween(siteIndex, nucleus, bunch.isExpress(state))
  const queueWeight = 2 - files / constants.linkQueueCapFiles
  return importance * queueWeight + (1 - importance) * throughputWeight(bunch, siteIndex, state)
}

function throughputWeight({ now, nucleus }: Bunch, site: number, { grid, constants }: State): number {
  const oldest = now - constants.networkMeasurementSeconds
  const rate = grid.costs.throughputMBps(site, nucleus, oldest, constants.quirkThroughputLookup === 1)
  if (!Number.isNaN(rate)) return weightOfRate(rate)
  const closeness = grid.costs.closeness[site * grid.sites.length + nucleus]
  return 1 + (FARTHEST - (Number.isNaN(closeness) ? UNKNOWN_CLOSENESS : closeness)) / FARTHEST
}

function weightOfRate(rateMBps: number): number {
  for (const [above, weight] of steps) if (rateMBps > above) return weight
  return 1
}
