import { JobState } from '../../model/job-state.js'
import { Trial } from '../candidates.js'
import type { Weigher } from '../policy.js'

/**
 * PanDA's production weight without its data factor (brokerage.md §B.3): running jobs over waiting ones of the task's
 * share, `(R+1)/(V+S+D+10)` where all input is local, else `(R+1)/((V+A+S+D+10) m)`, `m = clamp((A+1)/(V+1), 1, 2)`.
 * A queue with no jobs of the share at all is marked to be tried first, for low priorities (§B.4-6; PanDA's weight 0).
 */
export const queueBalance: Weigher = {
  name: 'queue-balance',
  about: 'running jobs over waiting jobs of the share',
  weigh(bunch, candidates, state) {
    const { queue, weight } = candidates
    const { counters, constants } = state
    const { byShare } = counters
    const { shareIndex } = bunch.kind
    const runningRow = counters.shareRow(shareIndex, JobState.running)
    const activatedRow = counters.shareRow(shareIndex, JobState.activated)
    const assignedRow = counters.shareRow(shareIndex, JobState.assigned)
    const startingRow = counters.shareRow(shareIndex, JobState.starting)
    const definedRow = counters.shareRow(shareIndex, JobState.defined)
    const offset = constants.weightOffsetJobs
    const bootstraps = bunch.priority <= constants.maxPriorityToBootstrap && !bunch.isExpress(state)
    for (let i = 0; i < candidates.count; i++) {
      const at = queue[i]
      const running = byShare[runningRow + at]
      const activated = byShare[activatedRow + at]
      const assigned = byShare[assignedRow + at]
      const waiting = activated + byShare[startingRow + at] + byShare[definedRow + at]
      if (bootstraps && running + waiting + assigned === 0) {
        candidates.trial[i] = Trial.wanted
      } else if (candidates.hasInput(i)) {
        weight[i] *= (running + 1) / (waiting + offset)
      } else {
        const manyAssigned = Math.min(2, Math.max(1, (assigned + 1) / (activated + 1)))
        weight[i] *= (running + 1) / ((waiting + assigned + offset) * manyAssigned)
      }
    }
  },
}
