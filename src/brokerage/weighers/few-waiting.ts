import { JobState } from '../../model/job-state.js'
import type { Weigher } from '../policy.js'

/** The fewer jobs wait at a queue, of whatever share, the heavier it is: 1/(1 + waiting), as far as statistics know. */
export const fewWaiting: Weigher = {
  name: 'few-waiting',
  about: 'the fewer jobs wait at the queue, the heavier',
  weigh(_, candidates, { statistics: { counters, generated } }) {
    for (let i = 0; i < candidates.count; i++) {
      const queue = candidates.queue[i]
      const waiting =
        counters.total(queue, JobState.defined) +
        counters.total(queue, JobState.assigned) +
        counters.total(queue, JobState.activated) +
        generated[queue]
      candidates.queued[i] = waiting
      candidates.assigned[i] = counters.total(queue, JobState.assigned)
      candidates.weight[i] *= 1 / (1 + waiting)
    }
  },
}
