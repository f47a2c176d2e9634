import { NONE } from '../../model/units.js'
import type { Step } from '../policy.js'

/** Work that names a queue goes nowhere else (brokerage.md §B.2, step 0). */
export const preassigned: Step = {
  name: 'nonpreassigned',
  about: 'the queue is the one the task names, when it names one',
  lasting: false,
  ofTask: true,
  judge(bunch, candidates) {
    if (bunch.preassigned === NONE) return
    for (let i = 0; i < candidates.count; i++) {
      if (candidates.queue[i] !== bunch.preassigned) candidates.refuse(i)
    }
  },
  because: (bunch, _, state) => `the task is bound to ${state.grid.queues[bunch.preassigned].name}`,
}
