import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Step } from '../policy.js'

/** When work is short, pledged cores come first (brokerage.md §B.2-18): opportunistic queues and overfull pledges get none. */
export const pledge: Step = {
  name: 'non_pledged',
  about: 'when work is short, only pledged cores get some',
  lasting: false,
  judge(bunch, candidates, state) {
    if (state.constants.workShortage === 0 || bunch.isPinned(state)) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const queue = queues[candidates.queue[i]]
      if (queue.pledgedCores === -1 || isOver(queue, state)) candidates.refuse(i)
    }
  },
  isIdle: ({ constants }) => constants.workShortage === 0,
  because: (_, { queue }, position, { grid, statistics: { counters } }) => {
    const { index, pledgedCores } = grid.queues[queue[position]]
    const change = 'work were not short'
    if (pledgedCores === -1) return { text: 'work is short and the queue opportunistic', change }
    const observed = counters.busyCores[index]
    return {
      tag: 'over_pledged',
      text: `work is short, ${observed} cores are busy of ${pledgedCores} pledged`,
      change: `at most ${pledgedCores} cores of the queue were busy, or ${change}`,
      observed,
      limit: pledgedCores,
      unit: 'cores',
      wants: 'at most',
    }
  },
}

function isOver({ index, pledgedCores }: Queue, { statistics: { counters } }: State): boolean {
  return pledgedCores > 0 && counters.busyCores[index] > pledgedCores
}
