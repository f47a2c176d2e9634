import type { Step } from '../policy.js'

/** Work of raised priority and scouts keep to pledged queues, unless assigned by name (brokerage.md §B.2-4). */
export const opportunistic: Step = {
  name: 'opportunistic',
  about: 'work of raised priority and scouts keep to pledged queues',
  lasting: false,
  judge(bunch, candidates, state) {
    if (!bunch.isRaised(state) || bunch.queues.length > 0) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      if (queues[candidates.queue[i]].pledgedCores === -1) candidates.refuse(i)
    }
  },
  isIdle: ({ grid }) => grid.queues.every(({ pledgedCores }) => pledgedCores !== -1),
  because: ({ rules, priority }, _, __, { constants }) => {
    const work = rules.isScout ? 'the job is a scout' : `priority ${priority}`
    return {
      text: `the queue is opportunistic, ${work}`,
      change: `the job were no scout and its priority below ${constants.raisedPriority}`,
      isForGood: true,
    }
  },
}
