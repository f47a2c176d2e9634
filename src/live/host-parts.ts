/** What a live host is made of, and what it asks of its surroundings. */
import type { Core } from '../brokerage/core.js'
import type { Orders } from '../brokerage/ports.js'
import type { Seconds } from '../model/units.js'
import type { Clock } from './clock.js'
import type { OrderedTransfer } from './ordered-transfer.js'
import type { PilotOrder } from './pilot-source/pilot-source.js'
import type { Opening, Store } from './store/store.js'

/** The host looks at the clock at least this often, and commits that it lives, which also tells whether it still leads. */
export const TICK_SECONDS = 60
/** After a longer silence of the clock deadlines move (DESIGN §1.6). */
export const LONGEST_SILENCE_SECONDS = 150

export interface HostParts {
  readonly clock: Clock
  readonly store: Store
  readonly opening: Opening
  /** Makes the core. */
  build(orders: Orders): Core
  /** Carries orders out, once what they follow from is committed. */
  readonly carrier: OrderCarrier
  /** A commit has failed: nothing may be answered any more, the process must stop. */
  onFailure(error: Error): void
  /** Silence of the clock after which deadlines move; Infinity under a virtual clock that leaps. */
  readonly longestSilenceSeconds?: Seconds
}

/** Carries orders out, and hears which pilots have come. */
export interface OrderCarrier {
  pilots(order: PilotOrder): void
  transfer(order: OrderedTransfer): void
  /** A pilot of this name asked for a job. */
  asked(worker: string): void
}
