import { keyOf, type Seed, uniform } from '../model/draws.js'
import type { Bytes, Seconds } from '../model/units.js'
import { type GridSpec, openQueue, type SiteSpec } from './grid-spec.js'

/** A grid made up by size: one T0, a dozen T1s, the rest T2s of falling size. */
export interface SyntheticGridSpec {
  readonly sites: number
  readonly cores: number
  readonly latencySeconds: Seconds
  readonly bytesPerSecond: Bytes
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
    return {
      name,
      tier,
      cores: Math.max(8, Math.round((spec.cores * size) / total)),
      corePower: Math.round((8 + 6 * uniform(seed, power, i, 0, 0)) * 100) / 100,
      queues: [{ ...openQueue(name, [1, 8]), maxMemoryMBPerCore: 4000, maxWalltimeSeconds: 4 * 86_400 }],
    }
  })
  return {
    name: `synthetic-${spec.sites}`,
    assumptions: [
      `synthetic grid: ${spec.sites} sites, ${spec.cores} cores, T2 sizes by rank to the power of -0.7`,
      'every pair of sites has the same network rate, whatever else is under way',
    ],
    sites,
    network: { latencySeconds: spec.latencySeconds, bytesPerSecond: spec.bytesPerSecond, links: [] },
  }
}

function tierOf(i: number): number {
  return i === 0 ? 0 : i <= TIER1_SITES ? 1 : 2
}

function sizeOf(i: number): number {
  const rank = Math.max(1, i - TIER1_SITES)
  return SIZE_OF_TIER[tierOf(i)] * Math.exp(-0.7 * Math.log(rank))
}
