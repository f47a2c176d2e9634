import { eachFace } from '../policy.js'

/** Work goes to queues that are online or on standby (brokerage.md §B.2-2). */
export const status = eachFace({
  name: 'status',
  about: 'the queue is online or on standby',
  lasting: true,
  accepts: (_, face) => face.queue.status === 'online' || face.queue.status === 'standby',
  because: (_, face) => `the queue is ${face.queue.status}`,
})
