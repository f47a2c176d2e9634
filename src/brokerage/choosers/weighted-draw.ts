import { keyOf, uniform } from '../../model/draws.js'
import { NONE } from '../../model/units.js'
import { type Candidates, Trial } from '../candidates.js'
import type { Chooser } from '../policy.js'
import { decay } from './decay.js'

const purpose = keyOf('brokerage.place')

/**
 * PanDA's splitter (brokerage.md §A.4): an empty queue first, then a draw in proportion to the weights among the
 * queues that are not full. Weight 0 is never drawn.
 */
export const weightedDraw: Chooser = {
  name: 'weighted-draw',
  about: 'draws in proportion to the weights, which decay with each bunch placed',
  choose(bunch, candidates, jobs, { seed }) {
    const { weight, trial, count } = candidates
    const u = uniform(seed, purpose, bunch.taskKey, bunch.ordinal, bunch.attempt)
    let untried = 0
    let sum = 0
    for (let i = 0; i < count; i++) {
      if (trial[i] === Trial.wanted) untried++
      else if (isOpen(candidates, i)) sum += weight[i]
    }
    if (untried > 0) {
      const first = nthUntried(trial, Math.floor(u * untried))
      trial[first] = Trial.done
      return first
    }
    let rest = u * sum
    let chosen = NONE
    for (let i = 0; i < count; i++) {
      if (!isOpen(candidates, i)) continue
      chosen = i
      rest -= weight[i]
      if (rest <= 0) break
    }
    if (chosen !== NONE) decay(candidates, chosen, jobs)
    return chosen
  },
}

/** Whether the queue takes part in the draw: it is not full, and not out of this cycle by a trial. */
function isOpen({ weight, cap, queued, trial }: Candidates, i: number): boolean {
  return trial[i] === Trial.none && weight[i] > 0 && !(queued[i] >= cap[i])
}

/** Position of the n-th queue to be tried; once tried, it is out of the cycle's draws. */
function nthUntried(trial: Uint8Array, n: number): number {
  for (let i = 0; ; i++) if (trial[i] === Trial.wanted && n-- === 0) return i
}
