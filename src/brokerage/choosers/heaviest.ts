import { keyOf, uniform } from '../../model/draws.js'
import { NONE } from '../../model/units.js'
import type { Chooser } from '../policy.js'
import { decay } from './decay.js'

const purpose = keyOf('brokerage.tie')

/** Takes the heaviest candidate that is not full; equals are drawn, weight 0 is never taken. */
export const heaviest: Chooser = {
  name: 'heaviest',
  about: 'takes the heaviest queue, equals by lot',
  choose(bunch, candidates, jobs, { seed }) {
    const { weight, cap, queued, count } = candidates
    let best = 0
    let equals = 0
    for (let i = 0; i < count; i++) {
      if (queued[i] >= cap[i]) continue
      if (weight[i] > best) {
        best = weight[i]
        equals = 1
      } else if (weight[i] === best && best > 0) equals++
    }
    if (equals === 0) return NONE
    let skip = Math.floor(uniform(seed, purpose, bunch.taskKey, bunch.ordinal, bunch.attempt) * equals)
    let chosen = 0
    while (weight[chosen] !== best || queued[chosen] >= cap[chosen] || skip-- > 0) chosen++
    decay(candidates, chosen, jobs)
    return chosen
  },
}
