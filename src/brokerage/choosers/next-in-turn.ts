import { NONE } from '../../model/units.js'
import type { Chooser } from '../policy.js'

/** Takes the queues in turn, in grid order, skipping those that were refused. Remembers the last one. */
export const nextInTurn: Chooser = {
  name: 'next-in-turn',
  about: 'takes the queues one after the other',
  choose(_, candidates, __, ___, memory) {
    const { face, count } = candidates
    if (count === 0) return NONE
    // memory[0] is one above the pseudo-queue taken last. Without a shortlist candidates stand in grid order.
    let chosen = 0
    for (let i = 0; i < count; i++) {
      if (face[i] >= memory[0]) {
        chosen = i
        break
      }
    }
    memory[0] = face[chosen] + 1
    return chosen
  },
}
