import { keyOf, type Seed, uniform } from '../model/draws.js'
import type { Seconds } from '../model/units.js'
import { exponential } from './samplers.js'

/** How long sites are sound and how long they are not, on average; both lengths are exponential. */
export interface BadTimesSpec {
  /** Mean length of a good time. */
  readonly apartSeconds: Seconds
  /** Mean length of a bad time. */
  readonly lengthSeconds: Seconds
  /** What replaces the probabilities of a good time. */
  readonly probability: number
  readonly silentProbability: number
}

const length = keyOf('sim.bad-times.length')
const beginning = keyOf('sim.bad-times.beginning')

/** Part of the time that a site is bad in the long run. */
export function badShare({
  apartSeconds,
  lengthSeconds,
}: Pick<BadTimesSpec, 'apartSeconds' | 'lengthSeconds'>): number {
  return lengthSeconds / (apartSeconds + lengthSeconds)
}

/**
 * Good and bad times of sites: a Markov chain of two states for each, in equilibrium from the start, so that failures come
 * in bursts (targets.md §2). Keyed by the site's name and the number of the spell alone, it is the same whatever jobs do
 * and whatever other sites there are. To be asked in order of time: each spell is passed once.
 */
export class BadTimes {
  private readonly keys: Int32Array
  private readonly bad: Uint8Array
  private readonly spells: Int32Array
  private readonly until: Float64Array

  constructor(
    private readonly spec: BadTimesSpec,
    siteNames: readonly string[],
    private readonly seed: Seed,
  ) {
    this.keys = Int32Array.from(siteNames, keyOf)
    this.bad = Uint8Array.from(this.keys, (key) => (uniform(seed, beginning, key, 0, 0) < badShare(spec) ? 1 : 0))
    this.spells = new Int32Array(siteNames.length)
    this.until = Float64Array.from(siteNames, (_, site) => this.spell(site))
  }

  /** Whether the site is in a bad time. */
  isBad(site: number, now: Seconds): boolean {
    while (now >= this.until[site]) {
      this.bad[site] ^= 1
      this.spells[site]++
      this.until[site] += this.spell(site)
    }
    return this.bad[site] === 1
  }

  /** Length of the spell that the site is in. */
  private spell(site: number): Seconds {
    const u = uniform(this.seed, length, this.keys[site], this.spells[site], 0)
    return exponential(u, this.bad[site] === 1 ? this.spec.lengthSeconds : this.spec.apartSeconds)
  }
}
