import { leastCoresOfTier, WIDEST_SLOTS } from './rules.js'

/** What decides on the size of a site. */
export interface SizedSite {
  readonly tier: number
  /** Relative computing capacity, 0 when unknown, and HS06 per core. */
  readonly capacity: number
  readonly corePower: number
  readonly widestSlot: number
}

/**
 * Cores of sites, which nobody publishes: each gets the least of its tier, the rest of the sum goes by capacity over core
 * power. Whole slots of 8.
 */
export function coresOf(sites: readonly SizedSite[], totalCores: number): number[] {
  const least = sites.map(({ tier, widestSlot }) => Math.max(leastCoresOfTier[tier], WIDEST_SLOTS * widestSlot))
  const weights = sites.map(({ capacity, corePower }) => capacity / corePower)
  const rest = Math.max(0, totalCores - least.reduce((sum, cores) => sum + cores, 0))
  const weight = weights.reduce((sum, one) => sum + one, 0)
  return sites.map((_, i) => 8 * Math.round((least[i] + (weight > 0 ? (rest * weights[i]) / weight : 0)) / 8))
}
