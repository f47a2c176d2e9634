import { eachFace } from '../policy.js'

/** What worker nodes can reach, in rising order; unknown reaches nothing. */
const reach: readonly string[] = ['http', 'full']

/** Worker nodes reach what the work needs: everything, or the web (brokerage.md §B.2-15). */
export const connectivity = eachFace({
  name: 'network',
  about: 'worker nodes reach what the work needs',
  lasting: true,
  accepts: (bunch, { queue }) => reach.indexOf(queue.connectivity) >= reach.indexOf(bunch.kind.connectivity),
  because: ({ kind }, { queue }) => ({
    text: `needs ${kind.connectivity} connectivity, the queue has ${queue.connectivity === '' ? 'none that is known' : queue.connectivity}`,
    change: `worker nodes of the queue had ${kind.connectivity} connectivity`,
  }),
})
