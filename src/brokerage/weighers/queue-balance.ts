import { JobState } from '../../model/job-state.js'
import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Weigher } from '../policy.js'
import { hasPilots, standbySlots } from '../steps/pilots.js'

/**
 * PanDA's production weight without its other factors (brokerage.md §B.3): running jobs over waiting ones of the task's
 * share, `(R+1)/(V+S+D+10)` where all input is local, else `(R+1)/((V+A+S+D+10) m)`, `m = clamp((A+1)/(V+1), 1, 2)`. D counts
 * the jobs placed since statistics were taken. The R used stays with the candidate, for the caps.
 */
export const queueBalance: Weigher = {
  name: 'queue-balance',
  about: 'running jobs over waiting jobs of the share',
  weigh(bunch, candidates, state) {
    const { count, queue, face, weight, running, local } = candidates
    const { statistics, constants, grid } = state
    const { generated } = statistics
    const offset = constants.weightOffsetJobs
    const { byShare } = statistics.counters
    const { isCorrected } = grid.columns
    const { shareIndex } = bunch.kind
    const defined = statistics.counters.shareRow(shareIndex, JobState.defined)
    const assigned = statistics.counters.shareRow(shareIndex, JobState.assigned)
    const activated = statistics.counters.shareRow(shareIndex, JobState.activated)
    const starting = statistics.counters.shareRow(shareIndex, JobState.starting)
    const busy = statistics.counters.shareRow(shareIndex, JobState.running)
    const corrects = bunch.priority <= constants.maxPriorityToBootstrap
    for (let i = 0; i < count; i++) {
      const at = queue[i]
      const v = byShare[activated + at]
      const a = byShare[assigned + at]
      const s = byShare[starting + at]
      const d = byShare[defined + at] + generated[at]
      let r = byShare[busy + at]
      if (corrects && isCorrected[at] === 1)
        r = correctedRunning(bunch, grid.queues[at], grid.faces[face[i]].cores, r, s, state)
      running[i] = r
      if (local[i] === 1) weight[i] *= (r + 1) / (v + s + d + offset)
      else {
        const manyAssigned = a > v ? Math.min(2, (a + 1) / (v + 1)) : 1
        weight[i] *= (r + 1) / (v + a + s + d + offset) / manyAssigned
      }
    }
  },
}

/**
 * Running jobs as low priorities see them: where the server starts pilots, as many as there are workers if the queue runs few;
 * slots that stand by count as running, 0 of them meaning the starting jobs.
 */
function correctedRunning(
  bunch: Bunch,
  queue: Queue,
  cores: number,
  running: number,
  starting: number,
  state: State,
): number {
  const cap = state.constants.workerBootstrapCap
  const workers = Math.min(cap, queue.workers)
  const isKnown = queue.serverControlled && bunch.queues.length === 0 && hasPilots(bunch, queue, state)
  const corrected = isKnown && running < cap && workers > running ? workers : running
  const slots = standbySlots(bunch, queue)
  if (slots === undefined) return corrected
  return slots === 0 ? starting + corrected : Math.max(Math.trunc(slots / cores), corrected)
}
