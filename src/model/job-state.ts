/** The states of a PanDA job (panda-protocol.md §5.1), and where a job may go from each. */

/** A job's state; the numbers are positions in `jobStateNames`. */
export const enum JobState {
  pending,
  defined,
  waiting,
  assigned,
  activated,
  throttled,
  sent,
  starting,
  stagein,
  running,
  stageout,
  holding,
  transferring,
  merging,
  finished,
  failed,
  cancelled,
  closed,
}

/** PanDA's words for the states, by number. */
export const jobStateNames = [
  'pending',
  'defined',
  'waiting',
  'assigned',
  'activated',
  'throttled',
  'sent',
  'starting',
  'stagein',
  'running',
  'stageout',
  'holding',
  'transferring',
  'merging',
  'finished',
  'failed',
  'cancelled',
  'closed',
] as const

/** A state by its PanDA word. */
export type JobStateName = (typeof jobStateNames)[number]

/** How many states there are; also the width of a row of counters. */
export const JOB_STATES = jobStateNames.length

const killed: readonly JobStateName[] = ['closed', 'cancelled']
const lost: readonly JobStateName[] = ['failed', 'closed', 'cancelled']

/** The lifecycle: where a job may go from each state. Any other step is a bug and stops the run. */
export const lifecycle: Readonly<Record<JobStateName, readonly JobStateName[]>> = {
  pending: ['defined', ...killed],
  defined: ['assigned', 'activated', 'waiting', ...killed],
  waiting: ['defined', ...killed],
  assigned: ['activated', ...lost],
  activated: ['sent', 'throttled', ...killed],
  throttled: ['activated', ...killed],
  sent: ['starting', 'stagein', 'running', 'holding', ...lost],
  starting: ['stagein', 'running', 'holding', ...lost],
  stagein: ['running', 'holding', ...lost],
  running: ['stageout', 'holding', 'transferring', ...lost],
  stageout: ['holding', 'transferring', ...lost],
  holding: ['transferring', 'merging', 'finished', ...lost],
  transferring: ['finished', ...lost],
  merging: ['finished', ...lost],
  finished: [],
  failed: [],
  cancelled: [],
  closed: [],
}

/** `lifecycle` as one byte a step, for the mover. */
const legal = new Uint8Array(JOB_STATES * JOB_STATES)
for (const from of jobStateNames) {
  for (const to of lifecycle[from]) legal[jobStateNames.indexOf(from) * JOB_STATES + jobStateNames.indexOf(to)] = 1
}

/** Whether the lifecycle has the step. */
export function mayMove(from: JobState, to: JobState): boolean {
  return legal[from * JOB_STATES + to] === 1
}

/** Whether a job in this state has ended for good. */
export function isFinal(state: JobState): boolean {
  return state >= JobState.finished
}

/** Whether a pilot holds the job: it was sent and its final report has not come. */
export function isWithPilot(state: JobState): boolean {
  return state >= JobState.sent && state <= JobState.stageout
}
