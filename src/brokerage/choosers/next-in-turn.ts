import { NONE } from '../../model/units.js'
import type { Chooser } from '../policy.js'
import { decay } from './decay.js'

/** Takes the queues in turn, in grid order, skipping those that were refused. Remembers the last one. */
export const nextInTurn: Chooser = {
  name: 'next-in-turn',
  about: 'takes the queues one after the other',
  choose(_, candidates, jobs, __, memory) {
    const { face, cap, queued, barred, count } = candidates
    // memory[0] is one above the pseudo-queue taken last. Without a shortlist candidates stand in grid order.
    let chosen = NONE
    for (let i = 0; i < count; i++) {
      if (barred[i] === 1 || queued[i] >= cap[i]) continue
      if (chosen === NONE) chosen = i
      if (face[i] < memory[0]) continue
      chosen = i
      break
    }
    if (chosen === NONE) return NONE
    decay(candidates, chosen, jobs)
    memory[0] = face[chosen] + 1
    return chosen
  },
}
