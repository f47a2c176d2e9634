import { keyOf, uniform } from '../../model/draws.js'
import type { Chooser } from '../policy.js'
import { drawPlace } from './draw-place.js'

const purpose = keyOf('brokerage.place')

/** PanDA's splitter (brokerage.md §A.4): queues to be tried first, then a draw in proportion to the weights. */
export const weightedDraw: Chooser = {
  name: 'weighted-draw',
  about: 'draws in proportion to the weights, which decay with each bunch placed',
  choose({ taskKey, ordinal, attempt }, candidates, jobs, { seed, constants }) {
    let drawn = 0
    const draw = (): number => uniform(seed, purpose + drawn++, taskKey, ordinal, attempt)
    return drawPlace(candidates, jobs, draw, constants.quirkDecayOfLast === 1)
  },
}
