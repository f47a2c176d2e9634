import { Trial } from '../candidates.js'
import type { Step } from '../policy.js'

/** Candidates lighter than the least weight are dropped, where one is set (brokerage.md §B.4-7); queues to be tried are not. */
export const minWeight: Step = {
  name: 'below_min_weight',
  about: 'the weight is not below the least, where one is set',
  lasting: false,
  judge(bunch, candidates, state) {
    const least = state.constantsOf(bunch.kind.shareIndex).minWeight
    if (least === 0) return
    for (let i = 0; i < candidates.count; i++) {
      if (candidates.trial[i] === Trial.none && candidates.weight[i] < least) candidates.refuse(i)
    }
  },
  because: (bunch, { weight }, position, state) => {
    const limit = state.constantsOf(bunch.kind.shareIndex).minWeight
    return {
      text: `the least weight is ${limit}`,
      change: `its weight were at least ${limit}`,
      observed: weight[position],
      limit,
      unit: 'of weight',
      wants: 'at least',
    }
  },
}
