import { JobState } from '../../model/job-state.js'
import type { Constants } from '../../model/constants.js'
import type { State } from '../../model/state.js'
import { NONE } from '../../model/units.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/**
 * Queues whose waiting jobs exceed twice the running ones get no more, 20 are always allowed (brokerage.md §B.4).
 * Counted for the task's share: on unified queues for its resource type, elsewhere for all. Cap and count travel
 * with the candidate, so that the chooser can tell when a bunch has filled it. Express work has no cap.
 */
export const queueCap: Step = {
  name: 'cap',
  about: 'the queue does not hold too many waiting jobs for the ones it runs',
  lasting: false,
  judge(bunch, candidates, state) {
    if (bunch.isExpress(state)) return
    const { queue, queued, cap } = candidates
    const { unified } = state.grid
    const all = ofShare(state, bunch)
    const ofType = ofResourceType(state, bunch)
    for (let i = 0; i < candidates.count; i++) {
      const counts = unified[queue[i]] === 1 ? ofType : all
      queued[i] = waitingAt(counts, queue[i], !candidates.hasInput(i))
      cap[i] = capAt(counts, queue[i], state.constants)
      if (queued[i] > cap[i]) candidates.refuse(i)
    }
  },
  because(bunch, { queue }, state) {
    const counts = state.grid.unified[queue.index] === 1 ? ofResourceType(state, bunch) : ofShare(state, bunch)
    const moves = bunch.inputBytes > 0 && !state.datasets.isAt(bunch.dataset, queue.siteIndex)
    const waiting = waitingAt(counts, queue.index, moves)
    return `${waiting} jobs wait, the cap is ${capAt(counts, queue.index, state.constants)}`
  },
}

/** Counters that the caps of a bunch are reckoned from: a table, and where its states begin. */
interface Counts {
  readonly table: Int32Array
  readonly running: number
  readonly activated: number
  readonly starting: number
  readonly assigned: number
  /** NONE where defined jobs do not count. */
  readonly defined: number
}

/** Of the whole share: for queues of one core count. */
function ofShare({ counters }: State, { kind: { shareIndex } }: Bunch): Counts {
  return {
    table: counters.byShare,
    running: counters.shareRow(shareIndex, JobState.running),
    activated: counters.shareRow(shareIndex, JobState.activated),
    starting: counters.shareRow(shareIndex, JobState.starting),
    assigned: counters.shareRow(shareIndex, JobState.assigned),
    defined: NONE,
  }
}

/** Of the share's jobs of one resource type: for unified queues. */
function ofResourceType({ counters }: State, { kind: { shareIndex, resourceType } }: Bunch): Counts {
  return {
    table: counters.byType,
    running: counters.typeRow(shareIndex, resourceType, JobState.running),
    activated: counters.typeRow(shareIndex, resourceType, JobState.activated),
    starting: counters.typeRow(shareIndex, resourceType, JobState.starting),
    assigned: counters.typeRow(shareIndex, resourceType, JobState.assigned),
    defined: counters.typeRow(shareIndex, resourceType, JobState.defined),
  }
}

/** Activated and starting jobs, on unified queues defined ones, and assigned ones when input must move. */
function waitingAt(
  { table, activated, starting, assigned, defined }: Counts,
  queue: number,
  inputMoves: boolean,
): number {
  return (
    table[activated + queue] +
    table[starting + queue] +
    (defined === NONE ? 0 : table[defined + queue]) +
    (inputMoves ? table[assigned + queue] : 0)
  )
}

function capAt({ table, running }: Counts, queue: number, constants: Constants): number {
  const allowed = constants.queueCapRatio * table[running + queue]
  return allowed > constants.queueCapJobs ? allowed : constants.queueCapJobs
}
