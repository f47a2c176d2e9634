import type { Policy } from '../policy.js'
import { weightedDraw } from '../choosers/weighted-draw.js'
import { inputHere } from '../steps/input-here.js'
import { fitting } from './fitting.js'

/** Where the input is, however long the queue: moves as little data as can be. */
export const dataLocalityOnly: Policy = {
  name: 'data-locality-only',
  about: 'where the input is, however long the queue',
  steps: [...fitting, inputHere],
  weighers: [],
  lastSteps: [],
  shortlist: false,
  chooser: weightedDraw,
}
