import type { Judgement } from '../../brokerage/mirror/mirror.js'
import { type Bytes, NONE } from '../../model/units.js'

/** What jobs would have wanted: input to move and pilots to start. */
export interface WouldBeOrders {
  transfers: number
  bytes: Bytes
  pilots: number
}

/** Counts the orders that nobody gives: what the policy's choices would have wanted, and what production's want. */
export class DryRun {
  readonly production: WouldBeOrders = { transfers: 0, bytes: 0, pilots: 0 }
  readonly policy: WouldBeOrders = { transfers: 0, bytes: 0, pilots: 0 }

  /** @param inputBytes of one job */
  add({ hasInput, chosen, chosenHasInput }: Judgement, jobs: number, inputBytes: Bytes): void {
    order(this.production, jobs, hasInput ? 0 : inputBytes)
    if (chosen !== NONE) order(this.policy, jobs, chosenHasInput ? 0 : inputBytes)
  }
}

function order(orders: WouldBeOrders, jobs: number, bytes: Bytes): void {
  orders.pilots += jobs
  if (bytes === 0) return
  orders.transfers += jobs
  orders.bytes += jobs * bytes
}
