import { aliveRows } from './alive-rows.js'
import { JobState } from './job-state.js'
import type { State } from './state.js'
import { NONE } from './units.js'

/** Sums of disk traffic may differ by a byte per second: they are rounded in the order in which jobs came and went. */
const ROUNDING_KBPS = 1e-3

/**
 * Recounts what jobs mean to their queues beyond their number: cores, disk traffic, outputs on their way.
 * @throws at the first difference
 */
export function checkLoads(state: State): void {
  const { jobs, tasks, grid, counters } = state
  const queues = grid.queues.length
  const sites = grid.sites.length
  const busyCores = new Int32Array(queues)
  const runningCores = new Int32Array(queues)
  const diskIoKBps = new Float64Array(queues)
  const transferringTo = new Int32Array(queues * sites)
  for (const row of aliveRows(jobs)) {
    const standing = jobs.state(row)
    const task = jobs.task(row)
    if (jobs.face(row) === NONE) continue
    const { queue, cores } = grid.faces[jobs.face(row)]
    if (standing === JobState.starting || standing === JobState.running) busyCores[queue.index] += cores
    if (standing === JobState.running) {
      runningCores[queue.index] += cores
      diskIoKBps[queue.index] += tasks.rules[task].diskIoKBps
    }
    if (standing === JobState.transferring && tasks.nucleus[task] !== NONE)
      transferringTo[queue.index * sites + tasks.nucleus[task]]++
  }
  const ofQueue = (at: number): string => grid.queues[at].name
  compare('cores that run or start', busyCores, counters.busyCores, ofQueue)
  compare('cores that run', runningCores, counters.runningCores, ofQueue)
  compare('disk traffic', diskIoKBps, counters.diskIoKBps, ofQueue, ROUNDING_KBPS)
  compare('outputs on their way', transferringTo, counters.transferringTo, (at) => {
    return `${grid.queues[Math.floor(at / sites)].name} to ${grid.sites[at % sites].name}`
  })
}

function compare(
  what: string,
  counted: Int32Array | Float64Array,
  kept: Int32Array | Float64Array,
  where: (at: number) => string,
  tolerance = 0,
): void {
  for (let at = 0; at < counted.length; at++) {
    if (Math.abs(counted[at] - kept[at]) <= tolerance) continue
    throw new Error(`${what}, ${where(at)}: counted ${counted[at]}, kept ${kept[at]}`)
  }
}
