import { type Cause, causeNames } from './cause.js'
import { isFinal, isWithPilot, JOB_STATES, JobState, jobStateNames, mayMove } from './job-state.js'
import { Fact } from './journal.js'
import type { State } from './state.js'
import { type JobRow, NONE, type Seconds } from './units.js'

/**
 * The only function that changes a job's state. It keeps the counters of the queue and writes the fact.
 * Pending jobs stand at no queue and are not counted; jobs that end leave the counters.
 * @throws when the lifecycle has no such step: a broken invariant, told with the job's story
 */
export function move(state: State, row: JobRow, to: JobState, now: Seconds, cause: Cause): void {
  const { jobs, counters } = state
  const from = jobs.state(row) as JobState
  if (!mayMove(from, to))
    throw new Error(`no step from ${jobStateNames[from]} to ${jobStateNames[to]}: ${story(state, row, cause)}`)
  const face = jobs.face(row)
  if (face !== NONE) {
    const kind = state.kinds.at(state.tasks.kind[jobs.task(row)])
    const queue = state.grid.queueOfFace[face]
    const leaves = from === JobState.pending ? NONE : from
    counters.move(queue, kind.shareIndex, kind.resourceType, leaves, isFinal(to) ? NONE : to)
    if ((carries[from] | carries[to]) === 1) carry(state, row, face, kind.shareIndex, from, to, now)
  }
  // Listeners find the row as it was: with the state it leaves and the time it entered it.
  state.journal.write(Fact.jobMoved, now, jobs.id(row), from, to, face, cause, row)
  jobs.setState(row, to)
  jobs.setSince(row, now)
}

/** Counts a job that stands in its state already, when the state is read back. */
export function count(state: State, row: JobRow): void {
  const { jobs, tasks, kinds, grid, counters, executing } = state
  const face = jobs.face(row)
  if (face === NONE) return
  const task = jobs.task(row)
  const { shareIndex, resourceType } = kinds.at(tasks.kind[task])
  const standing = jobs.state(row)
  counters.move(grid.queueOfFace[face], shareIndex, resourceType, NONE, standing)
  if (isWithPilot(standing)) executing.count(shareIndex, grid.powerOfFace[face], 1)
  load(state, row, face, standing, 1)
  if (standing === JobState.running) tasks.running[task]++
}

/** 1 for states in which a job's cores, power, disk traffic or destination are counted: at pilots, and while output moves. */
const carries = Uint8Array.from({ length: JOB_STATES }, (_, standing) =>
  isWithPilot(standing) || standing === JobState.transferring ? 1 : 0,
)

function carry(
  state: State,
  row: JobRow,
  face: number,
  share: number,
  from: JobState,
  to: JobState,
  now: Seconds,
): void {
  const { grid, tasks, executing } = state
  if (isWithPilot(to) !== isWithPilot(from)) {
    executing.count(share, grid.powerOfFace[face], isWithPilot(to) ? 1 : -1)
  }
  load(state, row, face, from, -1)
  load(state, row, face, to, 1)
  const task = state.jobs.task(row)
  if (from === JobState.running) tasks.running[task]--
  if (to !== JobState.running) return
  tasks.running[task]++
  grid.queues[grid.queueOfFace[face]].lastStartAt = now
}

function load({ jobs, tasks, grid, counters }: State, row: JobRow, face: number, standing: JobState, by: 1 | -1): void {
  if (standing !== JobState.running && standing !== JobState.starting && standing !== JobState.transferring) return
  const task = jobs.task(row)
  const { diskIoKBps } = tasks.rules[task]
  counters.load(grid.queueOfFace[face], standing, by, grid.coresOfFace[face], diskIoKBps, tasks.nucleus[task])
}

/** What is known of a job, for the message of a broken invariant. */
export function story(state: State, row: JobRow, cause: Cause): string {
  const { jobs, tasks, grid } = state
  const task = jobs.task(row)
  const face = jobs.face(row)
  const place = face === NONE ? 'no queue' : grid.faces[face].queue.name
  return (
    `job ${jobs.id(row)} (task ${tasks.names[task]}, ordinal ${jobs.ordinal(row)}, attempt ${jobs.attempt[row]}) ` +
    `is ${jobStateNames[jobs.state(row)]} at ${place} since ${jobs.since(row)} s, cause: ${causeNames[cause]}`
  )
}
