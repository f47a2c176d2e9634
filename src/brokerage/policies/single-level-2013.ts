import type { Policy } from '../policy.js'
import { bestOfTwo } from '../choosers/best-of-two.js'
import { manyTransferring } from '../steps/many-transferring.js'
import { pilots } from '../steps/pilots.js'
import { spaceLeft } from '../steps/space-left.js'
import { temporary } from '../steps/temporary.js'
import { urgentToT1 } from '../steps/urgent-to-t1.js'
import { zeroShare } from '../steps/zero-share.js'
import { fitting } from './fitting.js'

/**
 * PanDA's broker of jobs before JEDI, as it was in 2013 (brokerage.md §D.1). What the core does not know takes its neutral value:
 * every queue has the release and is reliable, the whole grid is one cloud without hospital queues, waiting jobs count at any
 * priority, nodes as `FaceFigures` says. Zero shares are read as today (§B.5), for users' jobs too. Bunches are those of the
 * core, not of 21 jobs, and what the steps say holds for all bunches that a task gets at once.
 */
export const singleLevel2013: Policy = {
  name: 'single-level-2013',
  about: "PanDA's broker before JEDI: fewest waiting jobs for what a queue gets done",
  steps: [...fitting, urgentToT1, pilots, spaceLeft, zeroShare, manyTransferring, temporary],
  weighers: [],
  lastSteps: [],
  shortlist: false,
  chooser: bestOfTwo,
}
