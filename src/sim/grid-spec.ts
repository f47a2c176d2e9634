import { CostMatrix, type MeasuredRates } from '../model/cost-matrix.js'
import { Grid, plainTraits, type QueueTraits, slotsOf } from '../model/grid.js'
import type { Bytes, Seconds } from '../model/units.js'
import type { Outage } from './outages.js'

/** A queue as declared: its site is the one that lists it. */
export interface QueueSpec extends Omit<QueueTraits, 'site' | 'corePower'> {
  /** HS06 per core; absent: the site's. */
  readonly corePower?: number | undefined
}

/** A site of the simulated world: what the core sees of it, and the slots behind it, which the core does not see. */
export interface SiteSpec {
  readonly name: string
  readonly tier: number
  /** Whether it may collect the outputs of tasks; absent: up to tier 2. */
  readonly isNucleus?: boolean
  /** Whether the network's tables know it (see `Site`); absent: yes. */
  readonly isInNetwork?: boolean
  /** Cores of the batch system that all queues of the site share. */
  readonly cores: number
  /** HS06 per core. */
  readonly corePower: number
  /** What it can take in and give out, bytes per second; absent: any rate. */
  readonly ingressBytesPerSecond?: Bytes | undefined
  readonly egressBytesPerSecond?: Bytes | undefined
  /** Its storage; absent: without an end. */
  readonly storage?: StorageSpec | undefined
  readonly queues: readonly QueueSpec[]
}

/** The storage of a site. */
export interface StorageSpec {
  readonly totalBytes: Bytes
  /** Taken by data that stay, whatever else comes and goes. */
  readonly usedBytes: Bytes
}

/** What is known of the link from one site to another. */
export interface LinkSpec {
  readonly from: string
  readonly to: string
  /** Bytes per second of one transfer; absent: as between any two sites. */
  readonly bytesPerSecond?: Bytes | undefined
  /** 0 best to 11, -1 blocked (brokerage.md §E.1). */
  readonly closeness?: number | undefined
  /** What monitors saw before the start. */
  readonly measured?: MeasuredRates | undefined
  /** Bytes per second of all its transfers together; absent: as much as the sites can. */
  readonly capacityBytesPerSecond?: Bytes | undefined
}

/** How long transfers take: latency plus bytes over the rate of the link. */
export interface NetworkSpec {
  readonly latencySeconds: Seconds
  /** Bytes per second of one transfer between sites without a link of their own. */
  readonly bytesPerSecond: Bytes
  /** Links of which more is known, one way each. */
  readonly links: readonly LinkSpec[]
  /** Whether the links are a whole matrix, with one for every pair of sites. */
  readonly isMatrix?: boolean | undefined
}

/** A grid as declared: by a file, by a generator, or inferred from a trace. */
export interface GridSpec {
  readonly name: string
  /** What is assumed rather than known about it. */
  readonly assumptions: readonly string[]
  readonly sites: readonly SiteSpec[]
  readonly network: NetworkSpec
  /** Outages that are known of it. */
  readonly outages?: readonly Outage[]
}

/** The core's view of a declared grid. */
export function gridOf(spec: GridSpec): Grid {
  const rates = new Map<string, number>()
  for (const { from, to, bytesPerSecond } of spec.network.links) {
    if (bytesPerSecond !== undefined) rates.set(`${from}\n${to}`, bytesPerSecond)
  }
  const names = spec.sites.map(({ name }) => name)
  const costs = new CostMatrix(names.length, (from, to) =>
    rates.size === 0
      ? spec.network.bytesPerSecond
      : (rates.get(`${names[from]}\n${names[to]}`) ?? spec.network.bytesPerSecond),
  )
  const queues = spec.sites.flatMap((site) =>
    site.queues.map((queue) => ({ ...queue, site: site.name, corePower: queue.corePower ?? site.corePower })),
  )
  const grid = new Grid(spec.sites, queues, costs)
  for (const { from, to, closeness, measured } of spec.network.links) {
    const [source, target] = [names.indexOf(from), names.indexOf(to)]
    if (closeness !== undefined) costs.setCloseness(source, target, closeness)
    if (measured !== undefined) costs.measure(source, target, measured, 0)
  }
  for (const [i, { storage }] of spec.sites.entries()) {
    if (storage === undefined) continue
    grid.sites[i].storage.totalBytes = storage.totalBytes
    grid.sites[i].storage.freeBytes = storage.totalBytes - storage.usedBytes
  }
  return grid
}

/** Cores of all sites. */
export function totalCores(spec: GridSpec): number {
  return spec.sites.reduce((sum, { cores }) => sum + cores, 0)
}

/** A queue without limits, with slots of these widths, for grids that know no better. */
export function openQueue(name: string, cores: readonly number[]): QueueSpec {
  return { ...plainTraits, corePower: undefined, name, slots: slotsOf(cores) }
}
