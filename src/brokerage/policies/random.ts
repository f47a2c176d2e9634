import type { Policy } from '../policy.js'
import { weightedDraw } from '../choosers/weighted-draw.js'
import { fitting } from './fitting.js'

/** Any queue where the work can run, by lot: the baseline that knows nothing. */
export const random: Policy = {
  name: 'random',
  about: 'any queue where the work can run, by lot',
  steps: fitting,
  weighers: [],
  lastSteps: [],
  shortlist: false,
  chooser: weightedDraw,
}
