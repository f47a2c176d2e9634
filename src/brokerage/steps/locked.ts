import type { Step } from '../policy.js'

/** No other broker holds the queue (brokerage.md §B.4-1). */
export const locked: Step = {
  name: 'lock',
  about: 'no other broker holds the queue',
  lasting: false,
  judge(_, candidates, { grid }) {
    for (let i = 0; i < candidates.count; i++) if (grid.queues[candidates.queue[i]].isLocked) candidates.refuse(i)
  },
  because: () => ({ text: 'another broker holds the queue', change: 'the other broker let it go' }),
}
