import { JobState } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import { Trial } from '../candidates.js'
import type { Step } from '../policy.js'
import { runningAt } from './queue-cap.js'

/**
 * A queue with no jobs of the share at all is tried before all others by work of low priority (brokerage.md §B.4-6): nobody
 * knows yet what it can do. Nobody is refused.
 */
export const bootstrap: Step = {
  name: 'others_bootstrap',
  about: 'empty queues are tried first by work of low priority',
  lasting: false,
  marks: true,
  judge(bunch, candidates, state) {
    const isModest = bunch.priority <= state.constants.maxPriorityToBootstrap
    if (!isModest || bunch.rules.isMerge || bunch.isExpress(state)) return
    const { count, queue, running, trial } = candidates
    for (let i = 0; i < count; i++) {
      // Nearly everywhere some run, and the weight has told.
      if (running[i] > 0 || runningAt(bunch, candidates, i, state) > 0) continue
      if (waitingAt(bunch, queue[i], state) === 0) trial[i] = Trial.wanted
    }
  },
  because: () => ({ text: 'nothing', change: 'nothing' }),
}

function waitingAt({ kind }: Bunch, queue: number, { statistics: { counters, generated } }: State): number {
  let waiting = generated[queue]
  for (const standing of waitingStates)
    waiting += counters.byShare[counters.shareRow(kind.shareIndex, standing) + queue]
  return waiting
}

const waitingStates = [JobState.defined, JobState.assigned, JobState.activated, JobState.starting] as const
