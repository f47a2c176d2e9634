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
    const { weight, cap, queued, barred, count } = candidates
    let best = 0
    let equals = 0
    for (let i = 0; i < count; i++) {
      if (barred[i] === 1 || queued[i] >= cap[i]) continue
      if (weight[i] > best) {
        best = weight[i]
        equals = 1
      } else if (weight[i] === best && best > 0) equals++
    }
    if (equals === 0) return NONE
    let skip = Math.floor(uniform(seed, purpose, bunch.taskKey, bunch.ordinal, bunch.attempt) * equals)
    let chosen = 0
    const isOut = (i: number) => barred[i] === 1 || weight[i] !== best || queued[i] >= cap[i]
    while (isOut(chosen) || skip-- > 0) chosen++
    decay(candidates, chosen, jobs)
    return chosen
  },
}
