/** What weighers make of each queue of a table. */
import type { ExecutionContext } from 'ava'
import type { Constants } from '../../model/constants.js'
import type { Weigher } from '../policy.js'
import { sceneOf, type Work } from './scene.js'

/** Columns: those of a scene, and `weight`, a quotient worked out by hand. Each queue has one pseudo-queue. */
export function weighed(
  t: ExecutionContext,
  weighers: readonly Weigher[],
  work: Work,
  table: string,
  constants: Partial<Constants> = {},
  secondsLater = 0,
): void {
  const { state, bunch, candidates, lines } = sceneOf(table, work, constants)
  bunch.now += secondsLater
  for (const weigher of weighers) weigher.weigh(bunch, candidates, state)
  lines.forEach(({ queue, weight }, i) => {
    const [over, under = 1] = weight.split('/').map(Number)
    t.true(Math.abs(candidates.weight[i] - over / under) < 1e-12, `${queue}: ${candidates.weight[i]}, not ${weight}`)
  })
}
