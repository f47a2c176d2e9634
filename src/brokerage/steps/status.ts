import { eachFace } from '../policy.js'

/** Work goes to queues that are online or on standby, unless it was assigned to them by name (brokerage.md §B.2-2). */
export const status = eachFace({
  name: 'status',
  about: 'the queue is online or on standby',
  lasting: true,
  accepts: ({ queues }, { queue }) => queues.length > 0 || queue.status === 'online' || queue.status === 'standby',
  because: (_, { queue }) => ({ text: `the queue is ${queue.status}`, change: 'the queue came online' }),
})
