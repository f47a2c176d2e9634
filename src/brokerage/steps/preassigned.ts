import type { Step } from '../policy.js'

/** Work that names queues goes nowhere else (brokerage.md §B.2, step 0). */
export const preassigned: Step = {
  name: 'nonpreassigned',
  about: 'the queue is one that the task names, when it names some',
  lasting: false,
  ofTask: true,
  judge({ queues }, candidates) {
    if (queues.length === 0) return
    for (let i = 0; i < candidates.count; i++) if (!queues.includes(candidates.queue[i])) candidates.refuse(i)
  },
  because: ({ queues }, _, __, { grid }) => ({
    text: `the task is bound to ${queues.map((queue) => grid.queues[queue].name).join(', ')}`,
    change: 'the task were bound to no other queue',
  }),
}
