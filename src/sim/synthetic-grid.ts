import { slotsOf } from '../model/grid.js'
import { keyOf, type Seed, uniform } from '../model/draws.js'
import type { Bytes, Seconds } from '../model/units.js'
import { type GridSpec, openQueue, type SiteSpec } from './grid-spec.js'

/** A grid made up by size: one T0, a dozen T1s, the rest T2s of falling size. */
export interface SyntheticGridSpec {
  readonly sites: number
  readonly cores: number
  readonly latencySeconds: Seconds
  readonly bytesPerSecond: Bytes
  /** What each core of a site adds to its network and storage; absent: these have no end. */
  readonly perCore?: PerCore | undefined
}

/** Bytes per second that a site can take in and give out, and bytes of its disk, for each of its cores; absent: no end. */
export interface PerCore {
  readonly ingress?: Bytes | undefined
  readonly egress?: Bytes | undefined
  /** Bytes per second that every site can take in and give out, however small it is; absent: 0. */
  readonly leastRate?: Bytes | undefined
  readonly disk?: Bytes | undefined
  /** Taken by data that stay. */
  readonly used: Bytes
}

const TIER1_SITES = 12
/** How much larger the sites of a tier are than the largest T2. */
const SIZE_OF_TIER = [4, 3, 1]
const power = keyOf('grid.core-power')

/** Declares the grid; sizes follow a power law by rank within the T2s, core power lies between 8 and 14 HS06. */
export function syntheticGrid(spec: SyntheticGridSpec, seed: Seed): GridSpec {
  const shapes = Array.from({ length: spec.sites }, (_, i) => ({ tier: tierOf(i), size: sizeOf(i) }))
  const total = shapes.reduce((sum, { size }) => sum + size, 0)
  const sites = shapes.map(({ tier, size }, i): SiteSpec => {
    const name = `T${tier}-${String(i + 1).padStart(3, '0')}`
    const cores = Math.max(8, Math.round((spec.cores * size) / total))
    return {
      name,
      tier,
      isNucleus: tier <= 1,
      cores,
      ...capacitiesOf(cores, spec.perCore),
      corePower: Math.round((8 + 6 * uniform(seed, power, i, 0, 0)) * 100) / 100,
      queues: [{ ...openQueue(name, []), slots: slotsOf([1, 8], 4000), maxWalltimeSeconds: 4 * 86_400 }],
    }
  })
  return {
    name: `synthetic-${spec.sites}`,
    assumptions: [
      `synthetic grid: ${spec.sites} sites, ${spec.cores} cores, T2 sizes by rank to the power of -0.7`,
      ...(spec.perCore === undefined
        ? ['every pair of sites has the same network rate, whatever else is under way']
        : [
            'every pair of sites has the same network rate; what sites can take in and give out, and their disks, grow with their cores',
          ]),
    ],
    sites,
    network: { latencySeconds: spec.latencySeconds, bytesPerSecond: spec.bytesPerSecond, links: [] },
  }
}

function capacitiesOf(cores: number, perCore: PerCore | undefined): Partial<SiteSpec> {
  if (perCore === undefined) return {}
  const { ingress, egress, leastRate = 0, disk, used } = perCore
  const doorOf = (rate: Bytes | undefined) => rate && Math.max(leastRate, rate * cores)
  return {
    ingressBytesPerSecond: doorOf(ingress),
    egressBytesPerSecond: doorOf(egress),
    storage: disk === undefined ? undefined : { totalBytes: disk * cores, usedBytes: used * cores },
  }
}

function tierOf(i: number): number {
  return i === 0 ? 0 : i <= TIER1_SITES ? 1 : 2
}

function sizeOf(i: number): number {
  const rank = Math.max(1, i - TIER1_SITES)
  return SIZE_OF_TIER[tierOf(i)] * Math.exp(-0.7 * Math.log(rank))
}
