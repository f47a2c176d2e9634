import { NONE } from '../../model/units.js'
import { networkWeightOf } from '../network-weight.js'
import type { Step } from '../policy.js'

/** Where network weights count, express work wants a good network to the nucleus (brokerage.md §B.4-4). */
export const networkFloor: Step = {
  name: 'lowNetworkWeight',
  about: 'express work wants a good network, where network weights count',
  lasting: false,
  judge(bunch, candidates, state) {
    const { networkWeightActive, networkThreshold, networkWeightMultiplier } = state.constants
    if (networkWeightActive === 0 || bunch.nucleus === NONE || !bunch.isExpress(state)) return
    const least = networkThreshold * networkWeightMultiplier
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      if (networkWeightOf(bunch, queues[candidates.queue[i]], state) < least) candidates.refuse(i)
    }
  },
  isIdle: ({ constants }) => constants.networkWeightActive === 0,
  because: (bunch, { queue }, position, state) => {
    const { networkThreshold, networkWeightMultiplier } = state.constants
    const observed = networkWeightOf(bunch, state.grid.queues[queue[position]], state)
    const limit = networkThreshold * networkWeightMultiplier
    return {
      text: `the network weight is ${observed.toFixed(2)}, express work wants ${limit}`,
      change: `its network weight were at least ${limit}`,
      observed,
      limit,
      unit: 'of weight',
      wants: 'at least',
    }
  },
}
