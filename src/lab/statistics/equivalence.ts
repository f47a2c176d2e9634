import type { ResampledMean } from './bootstrap.js'

/**
 * Whether a mean difference is shown to be less than a margin, either way: two one-sided tests (Schuirmann, Journal of
 * Pharmacokinetics and Biopharmaceutics 15, 1987), done as the interval with twice the level outside, which must lie within
 * the margin.
 * @param margin in the unit of the difference, stated before looking
 * @param level chance of calling a difference of the margin or more equivalent, such as 0.05
 */
export function isEquivalent(difference: ResampledMean, margin: number, level: number): boolean {
  const { low, high } = difference.interval(1 - 2 * level)
  return low >= -margin && high <= margin
}
