import { errorFunction } from 'simple-statistics'

/**
 * The standard normal distribution function, to about 1e-7. (simple-statistics' own function of this name looks it up in
 * a table with two decimals, which is too coarse for the ends of an interval.)
 */
export function normalCumulative(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2
}
