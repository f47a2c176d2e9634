import type { Seconds } from '../../model/units.js'

/** In the place of an answer that a source does not have: why, and whether it is on its way. */
export class NotTold {
  constructor(
    /** A sentence. */
    readonly text: string,
    /** How far it is, where it will come: the part that is done, 0 to 1, and how long the rest takes. */
    readonly coming?: { readonly fraction: number; readonly secondsLeft: Seconds },
  ) {}
}
