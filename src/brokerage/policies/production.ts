import type { Policy } from '../policy.js'
import { weightedDraw } from '../choosers/weighted-draw.js'
import { queueCap } from '../steps/queue-cap.js'
import { inputHeld } from '../weighers/input-held.js'
import { queueBalance } from '../weighers/queue-balance.js'
import { fitting } from './fitting.js'

/** PanDA's brokerage of production work in its essence: caps and weights of brokerage.md §B.3-B.4, splitter of §A.4. */
export const production: Policy = {
  name: 'production',
  about: "PanDA's production brokerage: queue caps, running over waiting jobs, input held",
  steps: [...fitting, queueCap],
  weighers: [queueBalance, inputHeld],
  shortlist: true,
  chooser: weightedDraw,
}
