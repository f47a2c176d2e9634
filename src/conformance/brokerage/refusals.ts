import type { Broker } from '../../brokerage/broker.js'
import type { Bunch } from '../../brokerage/bunch.js'
import { eachRefusal } from '../../brokerage/ranking-watch.js'
import type { State } from '../../model/state.js'
import type { BrokerageIn } from './case.js'
import { faceNames } from './grid.js'

/** Tag of those beyond the number that is kept. */
const LOW_WEIGHT = '-low_weight'

/**
 * Which step refused each queue: of a unified queue the one that refused the last of its pseudo-queues. A queue that was set aside
 * is refused by the last step that did so.
 */
export function refusalsByName(given: BrokerageIn, broker: Broker, bunch: Bunch, state: State): Map<string, string> {
  const names = faceNames(given, state.grid)
  const tags = new Map<string, string>()
  const asides = new Map<number, string>()
  const rest = new Set(names.keys())
  const candidates = broker.explain(bunch, {
    begins: () => undefined,
    weighed: () => undefined,
    judged(step, judged) {
      eachRefusal(judged, (position, isAside) => {
        const face = judged.face[position]
        const tag = `-${step.because(bunch, judged, position, state).tag ?? step.name}`
        if (isAside) {
          asides.set(face, tag)
          return
        }
        rest.delete(face)
        const told = step.name === 'temporary' ? (asides.get(face) as string) : tag
        tags.set(names[face], told)
        tags.set(state.grid.faces[face].queue.name, told)
      })
    },
  })
  for (let i = 0; i < candidates.count; i++) rest.delete(candidates.face[i])
  for (const face of rest) tags.set(names[face], LOW_WEIGHT)
  return tags
}
