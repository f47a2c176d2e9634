import { Core } from '../../brokerage/core.js'
import { builtInPolicy } from '../../brokerage/define-policy.js'
import { calm } from '../../brokerage/testing/stage.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import type { Grid } from '../../model/grid.js'
import { gridOf, seed } from '../../model/testing/small-grid.js'
import type { OrderCarrier } from '../host-parts.js'
import { LiveHost } from '../live-host.js'
import type { OrderedTransfer } from '../ordered-transfer.js'
import type { PilotOrder } from '../pilot-source/pilot-source.js'
import type { Store } from '../store/store.js'
import { VirtualClock } from './virtual-clock.js'

/** Takes note of orders that go out. */
export class NotedOrders implements OrderCarrier {
  readonly wanted: PilotOrder[] = []
  readonly moved: number[] = []
  readonly came: string[] = []

  pilots(order: PilotOrder): void {
    this.wanted.push(order)
  }

  transfer({ number }: OrderedTransfer): void {
    this.moved.push(number)
  }

  asked(worker: string): void {
    this.came.push(worker)
  }
}

export interface TestHostSettings {
  readonly store: Store
  readonly grid?: Grid
  readonly constants?: Partial<Constants>
  readonly clock?: VirtualClock
  readonly longestSilenceSeconds?: number
}

/** A live host on a small grid under a virtual clock. */
export interface TestHost {
  readonly host: LiveHost
  readonly clock: VirtualClock
  readonly orders: NotedOrders
  readonly failures: Error[]
  /** Lets time pass up to and with `until`; what is due is done at its own time. */
  pass(until: number): Promise<void>
}

export async function openTestHost(settings: TestHostSettings): Promise<TestHost> {
  const { store, constants = {}, clock = new VirtualClock() } = settings
  const orders = new NotedOrders()
  const failures: Error[] = []
  const opening = await store.open()
  clock.set(opening.at)
  const host = await LiveHost.open({
    clock,
    store,
    opening,
    carrier: orders,
    longestSilenceSeconds: settings.longestSilenceSeconds ?? Infinity,
    onFailure: (error) => failures.push(error),
    build: (to) =>
      new Core({
        grid: settings.grid ?? gridOf('queue cores\nBNL 1\nCERN 1+8'),
        policy: builtInPolicy('production'),
        constants: { ...defaultConstants, ...calm, ...constants },
        seed,
        orders: to,
      }),
  })
  const pass = async (until: number): Promise<void> => {
    // Each question waits until what is in hand is committed.
    await host.ask(() => undefined)
    while (clock.due <= until) {
      clock.set(clock.due)
      clock.ring()
      await host.ask(() => undefined)
    }
    clock.set(until)
  }
  return { host, clock, orders, failures, pass }
}
