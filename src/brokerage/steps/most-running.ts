import { JobState } from '../../model/job-state.js'
import { NONE } from '../../model/units.js'
import { Trial } from '../candidates.js'
import type { Step } from '../policy.js'

/**
 * Of work that must stay in its nucleus the queue that runs most jobs of all shares gets everything, the first of equals
 * (brokerage.md §B.4-8). Queues to be tried stay when they come after it.
 */
export const mostRunning: Step = {
  name: 't1_weight',
  about: 'work that must stay in its nucleus goes to the queue that runs most',
  lasting: false,
  judge({ rules }, candidates, { statistics: { counters } }) {
    if (rules.nucleusWeight >= 0 || rules.isMerge) return
    let best = NONE
    let most = -1
    for (let i = 0; i < candidates.count; i++) {
      if (candidates.trial[i] !== Trial.none) continue
      const running = counters.total(candidates.queue[i], JobState.running)
      if (running <= most) continue
      best = i
      most = running
    }
    for (let i = 0; i < candidates.count && best !== NONE; i++) {
      if (i !== best && (i < best || candidates.trial[i] === Trial.none)) candidates.refuse(i)
    }
  },
  looksAtAll: ({ rules }) => rules.nucleusWeight < 0,
  because: (_, candidates, position, { statistics: { counters } }) => {
    const runningAt = (i: number) => counters.total(candidates.queue[i], JobState.running)
    const observed = runningAt(position)
    let most = 0
    for (let i = 0; i < candidates.count; i++) most = Math.max(most, runningAt(i))
    return {
      text: `the queue runs ${observed} jobs, another runs more`,
      change: 'it ran more jobs than all other candidates',
      observed,
      limit: most,
      unit: 'jobs',
    }
  },
}
