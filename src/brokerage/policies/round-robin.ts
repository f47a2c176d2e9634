import type { Policy } from '../policy.js'
import { nextInTurn } from '../choosers/next-in-turn.js'
import { fitting } from './fitting.js'

/** The queues where the work can run, one after the other. */
export const roundRobin: Policy = {
  name: 'round-robin',
  about: 'the queues where the work can run, one after the other',
  steps: fitting,
  weighers: [],
  lastSteps: [],
  shortlist: false,
  chooser: nextInTurn,
}
