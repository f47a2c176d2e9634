import { JOB_STATES, JobState } from '../model/job-state.js'
import { RESOURCE_TYPES } from '../model/resource-type.js'
import type { State } from '../model/state.js'
import type { Share, ShareTree } from '../model/share-tree.js'

/**
 * Jobs that wait for a slot over jobs that run from which on a share has a backlog: a few wait always, for the pilots that
 * are on their way to them.
 */
const LEAST_BACKLOG = 0.1

const waitingStates = [JobState.defined, JobState.activated, JobState.throttled]

/** Whether each global share, by its number, has a backlog: work that it could run if it were given more of the grid. */
export function backlogs(state: State): boolean[] {
  const { counters, shares } = state
  const waiting = pendingByShare(state)
  return shares.all().map((_, share) => {
    let running = 0
    for (let type = 0; type < RESOURCE_TYPES; type++) {
      const from = (share * RESOURCE_TYPES + type) * JOB_STATES
      for (const standing of waitingStates) waiting[share] += counters.everywhere[from + standing]
      running += counters.everywhere[from + JobState.running]
    }
    return waiting[share] > LEAST_BACKLOG * running
  })
}

/** Jobs that no place was found for yet, created or not. */
function pendingByShare({ tasks, kinds, shares }: State): Float64Array {
  const waiting = new Float64Array(shares.size)
  for (let task = 0; task < tasks.top; task++) {
    if (tasks.number[task] === 0) continue
    const jobs = tasks.pending[task] + tasks.jobs[task] - tasks.created[task]
    if (jobs > 0) waiting[kinds.at(tasks.kind[task]).shareIndex] += jobs
  }
  return waiting
}

/**
 * What part of the whole each leaf of a tree is due while only some have a backlog: what is due to the others goes to their
 * siblings first (brokerage.md §G.1). Leaves without backlog are not in the result, nor are those that are due nothing.
 */
export function entitlements(tree: ShareTree, hasBacklog: (leaf: string) => boolean): Map<string, number> {
  const due = new Map<string, number>()
  const wants = ({ name, percent, children }: Share): boolean =>
    percent > 0 && (children.length === 0 ? hasBacklog(name) : children.some(wants))
  const divide = (shares: readonly Share[], part: number): void => {
    const wanting = shares.filter(wants)
    const sum = wanting.reduce((total, { percent }) => total + percent, 0)
    for (const { name, percent, children } of wanting) {
      if (children.length === 0) due.set(name, (part * percent) / sum)
      else divide(children, (part * percent) / sum)
    }
  }
  divide(tree.roots, 1)
  return due
}
