import { JobState } from '../../model/job-state.js'
import type { Weigher } from '../policy.js'

/**
 * PanDA's production weight without its data factor (brokerage.md §B.3): running jobs over waiting ones of the task's
 * share, `(R+1)/(V+S+D+10)` where all input is local, else `(R+1)/((V+A+S+D+10) m)`, `m = clamp((A+1)/(V+1), 1, 2)`.
 * A queue with no jobs of the share at all weighs 0, which means that it is tried first, for low priorities (§B.4-6).
 */
export const queueBalance: Weigher = {
  name: 'queue-balance',
  about: 'running jobs over waiting jobs of the share',
  weigh(bunch, candidates, state) {
    const { byShare } = state.counters
    const { queueOfFace } = state.grid
    const offset = state.constants.weightOffsetJobs
    const bootstraps = bunch.priority <= state.constants.maxPriorityToBootstrap && !bunch.isExpress(state)
    for (let i = 0; i < candidates.count; i++) {
      const cell = state.counters.shareCell(queueOfFace[candidates.face[i]], bunch.kind.shareIndex)
      const running = byShare[cell + JobState.running]
      const activated = byShare[cell + JobState.activated]
      const assigned = byShare[cell + JobState.assigned]
      const waiting = activated + byShare[cell + JobState.starting] + byShare[cell + JobState.defined]
      if (bootstraps && running + waiting + assigned === 0) {
        candidates.weight[i] = 0
      } else if (candidates.hasInput(i)) {
        candidates.weight[i] *= (running + 1) / (waiting + offset)
      } else {
        const manyAssigned = Math.min(2, Math.max(1, (assigned + 1) / (activated + 1)))
        candidates.weight[i] *= (running + 1) / ((waiting + assigned + offset) * manyAssigned)
      }
    }
  },
}
