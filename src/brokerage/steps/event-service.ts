import type { Face } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

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
  because: (bunch, face, state) => faultOf(bunch, face, state) ?? 'nothing',
}

function faultOf(bunch: Bunch, { cores, queue }: Face, state: State): string | undefined {
  if (!bunch.rules.isEventService) return queue.jobSeed === 'es' ? 'the queue takes event service work only' : undefined
  if (queue.jobSeed === 'std') return 'es: the queue takes no event service work'
  if (queue.jobSeed === 'eshigh' && !bunch.isHigh(state))
    return 'eshigh: the queue takes urgent event service work only'
  return cores === 1 && queue.isUnified ? 'es_ucore: single-core slots of a unified queue take none' : undefined
}
