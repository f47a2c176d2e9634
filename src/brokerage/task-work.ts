import type { State } from '../model/state.js'
import type { TaskRow } from '../model/units.js'

/** HS06 per core of work of which only the wall time is known, and CPU work of a job of which nothing is (brokerage.md §A.6). */
const USUAL_HS06_PER_CORE = 10
const UNKNOWN_HS06_SECONDS = 300

/** Work that is left of a task, HS06·s: of jobs that have not ended. */
export function taskHs06Seconds({ tasks, kinds }: State, task: TaskRow): number {
  const { cores } = kinds.at(tasks.kind[task])
  const known = tasks.hs06Seconds[task] || tasks.walltimeSeconds[task] * Math.max(1, cores) * USUAL_HS06_PER_CORE
  return tasks.unfinished(task) * (known > 0 ? known : UNKNOWN_HS06_SECONDS)
}
