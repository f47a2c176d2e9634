import { isNearNucleus } from '../near-nucleus.js'
import type { Step } from '../policy.js'

/** Work with a negative nucleus weight stays in its nucleus, unless it merges (brokerage.md §B.2-19). */
export const nucleusOnly: Step = {
  name: 't1weight',
  about: 'work that must stay in its nucleus stays there',
  lasting: false,
  judge({ rules, nucleus }, candidates, { grid }) {
    if (rules.nucleusWeight >= 0 || rules.isMerge) return
    for (let i = 0; i < candidates.count; i++) {
      if (!isNearNucleus(grid.queues[candidates.queue[i]], nucleus, grid)) candidates.refuse(i)
    }
  },
  because: () => ({
    text: 'the work must stay in its nucleus',
    change: 'the queue belonged to the nucleus',
    isForGood: true,
  }),
}
