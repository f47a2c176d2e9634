import { keyOf, uniform } from '../../model/draws.js'
import { NONE } from '../../model/units.js'
import type { Chooser } from '../policy.js'

const purpose = keyOf('brokerage.place')

/**
 * PanDA's splitter (brokerage.md §A.4): an empty queue first, then a draw in proportion to the weights among the
 * queues that are not full; where a cap is known, the chosen one's weight decays by (Q+1)/(Q+n+1), so that the jobs of one
 * cycle spread.
 */
export const weightedDraw: Chooser = {
  name: 'weighted-draw',
  about: 'draws in proportion to the weights, which decay with each bunch placed',
  choose(bunch, candidates, jobs, { seed }) {
    const { weight, cap, queued, count } = candidates
    const u = uniform(seed, purpose, bunch.taskKey, bunch.ordinal, bunch.attempt)
    let untried = 0
    let sum = 0
    for (let i = 0; i < count; i++) {
      if (weight[i] === 0) untried++
      else if (weight[i] > 0 && cap[i] > queued[i]) sum += weight[i]
    }
    if (untried > 0) {
      const first = nthWithWeightZero(weight, Math.floor(u * untried))
      weight[first] = -1
      return first
    }
    let rest = u * sum
    let chosen = NONE
    for (let i = 0; i < count; i++) {
      if (!(weight[i] > 0 && cap[i] > queued[i])) continue
      chosen = i
      rest -= weight[i]
      if (rest <= 0) break
    }
    if (chosen === NONE) return NONE
    if (cap[chosen] < Infinity) {
      const before = queued[chosen]
      queued[chosen] = before + jobs
      weight[chosen] *= (before + 1) / (before + jobs + 1)
    }
    return chosen
  },
}

/** Position of the n-th untried queue; once tried, its weight is below 0 and it is out of the cycle's draws. */
function nthWithWeightZero(weight: Float64Array, n: number): number {
  for (let i = 0; ; i++) if (weight[i] === 0 && n-- === 0) return i
}
