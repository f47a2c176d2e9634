import { CostMatrix } from '../model/cost-matrix.js'
import { Grid, type QueueTraits } from '../model/grid.js'
import type { Bytes, Seconds } from '../model/units.js'

/** A site of the simulated world: what the core sees of it, and the slots behind it, which the core does not see. */
export interface SiteSpec {
  readonly name: string
  readonly tier: number
  /** Cores of the batch system that all queues of the site share. */
  readonly cores: number
  /** HS06 per core. */
  readonly corePower: number
  readonly queues: readonly Omit<QueueTraits, 'site' | 'corePower'>[]
}

/** How long transfers take: latency plus bytes over the rate of the link. */
export interface NetworkSpec {
  readonly latencySeconds: Seconds
  /** Bytes per second of one transfer between sites without a link of their own. */
  readonly bytesPerSecond: Bytes
  /** Links with a rate of their own, both ways. */
  readonly links: readonly { readonly between: readonly [string, string]; readonly bytesPerSecond: Bytes }[]
}

/** A grid as declared: by a file, by a generator, or inferred from a trace. */
export interface GridSpec {
  readonly name: string
  /** What is assumed rather than known about it. */
  readonly assumptions: readonly string[]
  readonly sites: readonly SiteSpec[]
  readonly network: NetworkSpec
}

/** The core's view of a declared grid. */
export function gridOf(spec: GridSpec): Grid {
  const rates = new Map<string, number>()
  for (const { between, bytesPerSecond } of spec.network.links) {
    rates.set(between.join('\n'), bytesPerSecond)
    rates.set([...between].reverse().join('\n'), bytesPerSecond)
  }
  const names = spec.sites.map(({ name }) => name)
  const costs = new CostMatrix(names.length, (from, to) =>
    rates.size === 0
      ? spec.network.bytesPerSecond
      : (rates.get(`${names[from]}\n${names[to]}`) ?? spec.network.bytesPerSecond),
  )
  const queues = spec.sites.flatMap((site) =>
    site.queues.map((queue) => ({ ...queue, site: site.name, corePower: site.corePower })),
  )
  return new Grid(spec.sites, queues, costs)
}

/** Cores of all sites. */
export function totalCores(spec: GridSpec): number {
  return spec.sites.reduce((sum, { cores }) => sum + cores, 0)
}

/** A queue without limits, for grids that know no better. */
export function openQueue(name: string, cores: readonly number[]): SiteSpec['queues'][number] {
  return {
    name,
    status: 'online',
    cores,
    maxMemoryMBPerCore: 0,
    minMemoryMBPerCore: 0,
    maxWalltimeSeconds: 0,
    minWalltimeSeconds: 0,
    maxScratchMB: 0,
    vos: [],
    labels: [],
  }
}
