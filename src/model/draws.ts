/**
 * Chance keyed by what it is for. A draw is a hash of the seed, a purpose and the lineage it concerns, so that
 * it is the same under every policy and in any order of events (DESIGN §1.2; targets.md §8.2).
 */

/** The state that a seed text was turned into: two 32-bit words. */
export interface Seed {
  readonly a: number
  readonly b: number
}

/** The 32-bit number of a text (FNV-1a): for purposes and for names that key draws. */
export function keyOf(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/**
 * A number in [0, 1) with 53 random bits for one purpose of one lineage.
 * @param purpose what is drawn, as `keyOf('sim.walltime')`
 * @param task key of the task or other entity
 * @param ordinal first input ordinal, trace row, or sequence number within the entity
 * @param attempt attempt number, or a further index
 */
export function uniform(seed: Seed, purpose: number, task: number, ordinal: number, attempt: number): number {
  let x = Math.imul(seed.a ^ purpose, 0x9e3779b1) ^ task
  let y = Math.imul(seed.b ^ ordinal, 0x85ebca77) ^ Math.imul(attempt + 0x632be59b, 0xc2b2ae3d)
  x = Math.imul(x ^ (x >>> 15) ^ y, 0x2c1b3c6d)
  y = Math.imul(y ^ (y >>> 13) ^ x, 0x297a2d39)
  x = Math.imul(x ^ (x >>> 12) ^ (y << 7), 0x85ebca6b)
  y = Math.imul(y ^ (y >>> 16) ^ (x >>> 9), 0xc2b2ae35)
  x ^= x >>> 16
  y ^= y >>> 15
  return ((x >>> 5) * 67108864 + (y >>> 6)) / 9007199254740992
}

/**
 * Turns a uniform number into a standard normal one: the inverse of the normal distribution function by
 * Acklam's rational approximation (relative error below 1.2e-9). Uses only log and sqrt, which are the same
 * on every Node version.
 */
export function normalQuantile(u: number): number {
  if (u < 0.02425) return tail(Math.sqrt(-2 * Math.log(u > 0 ? u : 1e-17)))
  if (u > 0.97575) return -tail(Math.sqrt(-2 * Math.log(1 - u)))
  const q = u - 0.5
  const r = q * q
  const over =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239
  const under =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1
  return (over * q) / under
}

function tail(q: number): number {
  const over =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783
  const under =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1
  return over / under
}
