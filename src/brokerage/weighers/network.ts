import { NONE } from '../../model/units.js'
import { networkWeightOf } from '../network-weight.js'
import type { Weigher } from '../policy.js'

/** The network to the nucleus, where network weights count (brokerage.md §B.3, §E.2). */
export const network: Weigher = {
  name: 'network',
  about: 'favours sites with a good network to the nucleus, where that is switched on',
  weigh(bunch, candidates, state) {
    if (state.constants.networkWeightActive === 0 || bunch.nucleus === NONE) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      candidates.weight[i] *= networkWeightOf(bunch, queues[candidates.queue[i]], state)
    }
  },
}
