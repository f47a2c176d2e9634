import { eachFace } from '../policy.js'

/** No other broker holds the queue (brokerage.md §B.4-1). */
export const locked = eachFace({
  name: 'lock',
  about: 'no other broker holds the queue',
  lasting: false,
  accepts: (_, { queue }) => !queue.isLocked,
  because: () => 'another broker holds the queue',
})
