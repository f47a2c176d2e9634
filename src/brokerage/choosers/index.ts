/** All choosers that policies can be built from. */
import type { Chooser } from '../policy.js'
import { bestOfTwo } from './best-of-two.js'
import { heaviest } from './heaviest.js'
import { nextInTurn } from './next-in-turn.js'
import { weightedDraw } from './weighted-draw.js'

export const choosers: readonly Chooser[] = [weightedDraw, heaviest, nextInTurn, bestOfTwo]
