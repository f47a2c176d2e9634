import { keyOf, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import { TimeHeap } from '../model/time-heap.js'
import type { Bytes, Seconds, TransferRow } from '../model/units.js'
import type { GridSpec, NetworkSpec } from './grid-spec.js'
import { logNormal } from './samplers.js'
import type { SiteSpans } from './site-spans.js'

/** How transfers share the network: not at all, or by one of the models of `network/`. */
export const sharings = ['none', 'exact', 'one-hop', 'slots'] as const

/** What is declared of transfers. */
export interface TransferSpec {
  /** Undefined: exact where sites or links declare capacities or storage, else none. */
  readonly sharing?: (typeof sharings)[number] | undefined
  /** Spread of the logarithm of transfer rates. */
  readonly sigma: number
  /** Transfers at a time from one site to another; only `slots` looks at it. */
  readonly slotsPerLink: number
  /** A transfer that takes longer is given up. */
  readonly timeoutSeconds: Seconds
  /** Transfers that fail by chance. */
  readonly failureProbability: number
  /** Between reports of monitors and storage systems to the core. */
  readonly measureSeconds: Seconds
  /** What jobs brought is not deleted before it has lain unused for so long, and always after so long (brokerage.md §H.1). */
  readonly cacheGraceSeconds: Seconds
  readonly cacheLifetimeSeconds: Seconds
  /** Part of each disk that is kept free by deleting such copies. */
  readonly keepFree: number
}

/** Transfers of one rate that share what the grid limits, and succeed. */
export const plainTransfers: TransferSpec = {
  sigma: 0,
  slotsPerLink: 20,
  timeoutSeconds: Infinity,
  failureProbability: 0,
  measureSeconds: 300,
  cacheGraceSeconds: 86_400,
  cacheLifetimeSeconds: 7 * 86_400,
  keepFree: 0,
}

/** Moves the data of a simulated grid. Times never go back. */
export interface Transfers {
  /** Whether the transfer that the last step ended has arrived. */
  readonly hasArrived: boolean
  /** The core has ordered this transfer. */
  begin(now: Seconds, transfer: TransferRow): void
  /** When something happens next if nothing else does before; Infinity when nothing would. */
  nextEnd(): Seconds
  /** Does what is due. Returns the transfer that has ended by it, or NONE. */
  step(now: Seconds): TransferRow
  /** The storage of a site goes out of service, or is back. */
  storageOut(site: number, isOut: boolean, now: Seconds): void
  /** Whether storage has an end, so that what stays where it was made must be told. */
  readonly needsSpace: boolean
  /** Output stays at the site where it was made. */
  keep(site: number, bytes: Bytes): void
  /** A job has read its input at the site. */
  touch(site: number, dataset: number, now: Seconds): void
  /** Time passes: what is due to be reported is. */
  pass(now: Seconds): void
  /** Recounts. @throws at the first thing that does not add up */
  check(): void
}

/** Whether a grid declares anything that transfers would have to share. */
export function isLimited({ sites, network }: GridSpec): boolean {
  const hasDoors = sites.some(
    ({ ingressBytesPerSecond: i = 0, egressBytesPerSecond: e = 0, storage }) => i + e > 0 || storage,
  )
  return hasDoors || network.links.some(({ capacityBytesPerSecond }) => capacityBytesPerSecond !== undefined)
}

const transferTime = keyOf('sim.transfer-time')

/**
 * Transfers that share nothing: latency, and bytes over the rate of the pair, with a spread. While the storage of either
 * end is out of service a transfer stands still.
 */
export class FixedRateTransfers implements Transfers {
  readonly hasArrived = true
  readonly needsSpace = false
  private readonly ends = new TimeHeap()

  constructor(
    private readonly state: State,
    private readonly network: NetworkSpec,
    /** Spread of the logarithm of transfer times. */
    private readonly sigma: number,
    /** Outages of storage. */
    private readonly outages: SiteSpans,
  ) {}

  begin(now: Seconds, transfer: TransferRow): void {
    const end = this.endOf(now, transfer)
    if (end < Infinity) this.ends.push(end, transfer)
  }

  nextEnd(): Seconds {
    return this.ends.firstTime()
  }

  step(): TransferRow {
    return this.ends.pop()
  }

  /** Known from the start. */
  storageOut(): void {}

  /** Space is no matter. */
  keep(): void {}

  touch(): void {}

  /** Nobody measures. */
  pass(): void {}

  check(): void {}

  private endOf(now: Seconds, transfer: TransferRow): Seconds {
    const { transfers, tasks, jobs, seed, grid } = this.state
    const from = transfers.from[transfer]
    const to = transfers.to[transfer]
    const job = transfers.job[transfer]
    const purpose = transferTime + transfers.kind[transfer]
    const u = uniform(seed, purpose, tasks.key[jobs.task(job)], jobs.ordinal(job), jobs.failures(job))
    const seconds = logNormal(u, transfers.bytes[transfer] / grid.costs.rate(from, to), this.sigma)
    return this.outages.endAround(from, to, now, this.network.latencySeconds + seconds)
  }
}
