import type { Policy } from '../policy.js'
import { heaviest } from '../choosers/heaviest.js'
import { fewWaiting } from '../weighers/few-waiting.js'
import { fitting } from './fitting.js'

/** The queue with the fewest waiting jobs, equals by lot. */
export const leastQueued: Policy = {
  name: 'least-queued',
  about: 'the queue with the fewest waiting jobs',
  steps: fitting,
  weighers: [fewWaiting],
  lastSteps: [],
  shortlist: false,
  chooser: heaviest,
}
