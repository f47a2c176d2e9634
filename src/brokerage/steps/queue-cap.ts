import { JobState } from '../../model/job-state.js'
import type { Constants } from '../../model/constants.js'
import type { State } from '../../model/state.js'
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
    const { queueOfFace, unified } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const queue = queueOfFace[candidates.face[i]]
      const isUnified = unified[queue] === 1
      const counts = countsOf(state, isUnified)
      const cell = cellOf(bunch, queue, state, isUnified)
      const waiting = waitingIn(counts, cell, isUnified, !candidates.hasInput(i))
      const cap = capFor(counts, cell, state.constants)
      candidates.queued[i] = waiting
      candidates.cap[i] = cap
      if (waiting > cap) candidates.refuse(i)
    }
  },
  because(bunch, { queue }, state) {
    const isUnified = state.grid.unified[queue.index] === 1
    const counts = countsOf(state, isUnified)
    const cell = cellOf(bunch, queue.index, state, isUnified)
    const moves = bunch.inputBytes > 0 && !state.datasets.isAt(bunch.dataset, queue.siteIndex)
    const waiting = waitingIn(counts, cell, isUnified, moves)
    return `${waiting} jobs wait, the cap is ${capFor(counts, cell, state.constants)}`
  },
}

function countsOf({ counters }: State, isUnified: boolean): Int32Array {
  return isUnified ? counters.byType : counters.byShare
}

function cellOf({ kind }: Bunch, queue: number, { counters }: State, isUnified: boolean): number {
  return isUnified
    ? counters.typeCell(queue, kind.shareIndex, kind.resourceType)
    : counters.shareCell(queue, kind.shareIndex)
}

/** Activated and starting jobs, on unified queues defined ones, and assigned ones when input must move. */
function waitingIn(counts: Int32Array, cell: number, isUnified: boolean, inputMoves: boolean): number {
  return (
    counts[cell + JobState.activated] +
    counts[cell + JobState.starting] +
    (isUnified ? counts[cell + JobState.defined] : 0) +
    (inputMoves ? counts[cell + JobState.assigned] : 0)
  )
}

function capFor(counts: Int32Array, cell: number, constants: Constants): number {
  const allowed = constants.queueCapRatio * counts[cell + JobState.running]
  return allowed > constants.queueCapJobs ? allowed : constants.queueCapJobs
}
