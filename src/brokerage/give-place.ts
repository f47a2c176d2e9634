import { Cause } from '../model/cause.js'
import { JobState } from '../model/job-state.js'
import { move } from '../model/move.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type Seconds } from '../model/units.js'
import type { Candidates } from './candidates.js'

/** Gives a job that is off its task's list of pending ones a pseudo-queue: it is defined there. */
export function givePlace(state: State, row: JobRow, face: number, now: Seconds): void {
  const { jobs, grid, statistics } = state
  jobs.next[row] = NONE
  jobs.setFace(row, face)
  jobs.placedAt[row] = now
  statistics.place(grid.queueOfFace[face])
  move(state, row, JobState.defined, now, Cause.course)
}

/** Queues that want more jobs in a bunch than the task has left take no part (brokerage.md §A.4-5). */
export function barWiderThan({ grid }: State, jobs: number, { count, queue, barred }: Candidates): void {
  for (let i = 0; i < count; i++) if (grid.queues[queue[i]].bunchJobs > jobs) barred[i] = 1
}
