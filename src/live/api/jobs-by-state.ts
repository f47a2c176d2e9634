import type { Core } from '../../brokerage/core.js'
import { JobState } from '../../model/job-state.js'

/** Jobs alive by number of their state. Those that have a place are counted by queue; the rest is pending. */
export function jobsByState({ state: { counters, grid, jobs } }: Core): number[] {
  const counts = new Array<number>(JobState.finished).fill(0)
  let placed = 0
  for (let state = 0; state < counts.length; state++) {
    for (const { index } of grid.queues) counts[state] += counters.total(index, state as JobState)
    placed += counts[state]
  }
  counts[JobState.pending] += jobs.alive - placed
  return counts
}
