import type { Policy } from '../policy.js'
import { heaviest } from '../choosers/heaviest.js'
import { preassigned } from '../steps/preassigned.js'
import { cores } from '../steps/cores.js'

/** Where the task says, whatever the state of the queue: replays a trace at the sites it names. */
export const asRecorded: Policy = {
  name: 'as-recorded',
  about: 'the queue that the task or the trace names',
  steps: [preassigned, cores],
  weighers: [],
  lastSteps: [],
  isUnthrottled: true,
  shortlist: false,
  chooser: heaviest,
}
