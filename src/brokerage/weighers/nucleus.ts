import type { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import type { Bunch } from '../bunch.js'
import { isNearNucleus } from '../near-nucleus.js'
import type { Weigher } from '../policy.js'

/** Queues in the nucleus weigh more for urgent work, scouts, and work that moves much data (brokerage.md §B.2-4, §B.2-19). */
export const nucleus: Weigher = {
  name: 'nucleus',
  about: 'favours the nucleus for urgent and for IO intensive work',
  weigh(bunch, candidates, state) {
    const factor = nucleusWeightOf(bunch, state)
    if (factor === 1 || bunch.nucleus === NONE) return
    const { queues, columns } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const at = candidates.queue[i]
      const isNear = columns.nucleus[at] === bunch.nucleus || isNearNucleus(queues[at], bunch.nucleus, state.grid)
      if (isNear) candidates.weight[i] *= factor
    }
  },
}

function nucleusWeightOf(bunch: Bunch, state: State): number {
  const { rules, queues } = bunch
  const { constants } = state
  const isUrgent = bunch.isRaised(state) && bunch.isHigh(state) && queues.length === 0 && !rules.isEventService
  return Math.max(ownWeight(), isUrgent ? constants.nucleusWeightHighPriority : 1)

  function ownWeight(): number {
    if (rules.nucleusWeight !== 0) return rules.nucleusWeight
    return rules.ioIntensityKBps > constants.nucleusIoIntensityKBps ? constants.nucleusWeightIoIntensive : 1
  }
}
