import { JOB_STATES, type JobState, mayMove } from '../../model/job-state.js'
import { NONE } from '../../model/units.js'

/** The next step from each state toward each other one: at `from * JOB_STATES + to`; NONE where the lifecycle leads not there. */
const steps = new Int8Array(JOB_STATES * JOB_STATES).fill(NONE)
for (let to = 0; to < JOB_STATES; to++) {
  let reached = [to]
  const seen = new Set(reached)
  while (reached.length > 0) {
    const before: number[] = []
    for (const at of reached) {
      for (let from = 0; from < JOB_STATES; from++) {
        if (seen.has(from) || !mayMove(from, at)) continue
        seen.add(from)
        steps[from * JOB_STATES + to] = at
        before.push(from)
      }
    }
    reached = before
  }
}

/** The next state on the shortest way through the lifecycle, or NONE when there is no way. */
export function stepToward(from: JobState, to: JobState): number {
  return steps[from * JOB_STATES + to]
}
