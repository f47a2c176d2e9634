import type { Face } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'
import type { Reason } from '../reason.js'

/** The queue takes consumers of the event service, or other work, as the case may be (brokerage.md §B.2-16). */
export const eventService: Step = {
  name: 'nones',
  about: 'the queue takes, or takes only, event service work',
  lasting: false,
  ofTask: true,
  judge(bunch, candidates, state) {
    if (bunch.isPinned(state)) return
    const { faces, queues } = state.grid
    if (!bunch.rules.isEventService) {
      for (let i = 0; i < candidates.count; i++) if (queues[candidates.queue[i]].jobSeed === 'es') candidates.refuse(i)
      return
    }
    for (let i = 0; i < candidates.count; i++) {
      if (faultOf(bunch, faces[candidates.face[i]], state) !== undefined) candidates.refuse(i)
    }
  },
  because: (bunch, candidates, position, state) =>
    faultOf(bunch, state.grid.faces[candidates.face[position]], state) as Reason,
}

const onlyEventService: Reason = {
  text: 'the queue takes event service work only',
  change: 'the queue took other work too',
}
const noEventService: Reason = {
  tag: 'es',
  text: 'the queue takes no event service work',
  change: 'the queue took event service work',
}
const onlyUrgent: Reason = {
  tag: 'eshigh',
  text: 'the queue takes urgent event service work only',
  change: 'the work were of high priority',
}
const narrow: Reason = {
  tag: 'es_ucore',
  text: 'single-core slots of a unified queue take none',
  change: 'it went to multi-core slots of the queue',
}

function faultOf(bunch: Bunch, { cores, queue }: Face, state: State): Reason | undefined {
  if (!bunch.rules.isEventService) return queue.jobSeed === 'es' ? onlyEventService : undefined
  if (queue.jobSeed === 'std') return noEventService
  if (queue.jobSeed === 'eshigh' && !bunch.isHigh(state)) return onlyUrgent
  return cores === 1 && queue.isUnified ? narrow : undefined
}
