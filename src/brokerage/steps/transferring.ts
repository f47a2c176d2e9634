import { JobState } from '../../model/job-state.js'
import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import { isNearNucleus } from '../near-nucleus.js'
import type { Step } from '../policy.js'

/**
 * Away from the nucleus, not too many jobs of the queue wait for the transfer of their output (brokerage.md §B.2-17): the
 * queue's limit, or twice the running jobs. Outputs for nuclei that take nothing now do not count.
 */
export const transferring: Step = {
  name: 'transferring',
  about: 'not too many jobs wait for the transfer of their output',
  lasting: false,
  judge(bunch, candidates, state) {
    if (bunch.nucleus === NONE) return
    const { grid, statistics, constants } = state
    const { isInNetwork, transferringLimitJobs } = grid.columns
    for (let i = 0; i < candidates.count; i++) {
      const at = candidates.queue[i]
      const least = transferringLimitJobs[at] > 0 ? transferringLimitJobs[at] : constants.transferringLimitJobs
      // Mostly so few wait that nothing else need be asked.
      if (isInNetwork[at] === 0 || statistics.counters.total(at, JobState.transferring) <= least) continue
      const queue = grid.queues[at]
      if (queue.siteIndex === bunch.nucleus || isNearNucleus(queue, bunch.nucleus, grid)) continue
      if (waitingAt(queue, closedNuclei(state), state) > limitAt(queue, state)) candidates.setAside(i)
    }
  },
  because: (_, candidates, position, state) => {
    const queue = state.grid.queues[candidates.queue[position]]
    const [observed, limit] = [waitingAt(queue, closedNuclei(state), state), limitAt(queue, state)]
    return {
      text: `${observed} jobs wait for the transfer of their output, the limit is ${limit}`,
      change: `${observed - limit} jobs fewer waited for the transfer of their output`,
      observed,
      limit,
      unit: 'jobs',
      wants: 'at most',
    }
  },
}

function limitAt({ index, transferringLimitJobs }: Queue, { statistics: { counters }, constants }: State): number {
  const limit = transferringLimitJobs > 0 ? transferringLimitJobs : constants.transferringLimitJobs
  return Math.max(limit, 2 * counters.total(index, JobState.running))
}

/** Sites that take no outputs now. */
function closedNuclei({ grid }: State): number[] {
  const closed: number[] = []
  for (const { index, destination } of grid.sites) if (!destination.writeWan) closed.push(index)
  return closed
}

function waitingAt({ index }: Queue, closed: readonly number[], { statistics: { counters } }: State): number {
  let waiting = counters.total(index, JobState.transferring)
  for (const site of closed) waiting -= counters.transferring(index, site)
  return waiting
}
