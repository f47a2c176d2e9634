/** Turns uniform numbers in [0, 1) into draws from distributions. Only log, exp and sqrt: equal on every Node version. */
import { normalQuantile } from '../model/draws.js'

/** Exponential with this mean. */
export function exponential(u: number, mean: number): number {
  return -mean * Math.log(1 - u)
}

/** Log-normal by its median and the standard deviation of its logarithm; the median itself when that is 0. */
export function logNormal(u: number, median: number, sigma: number): number {
  return sigma === 0 ? median : median * Math.exp(sigma * normalQuantile(u))
}

/** Mean of a log-normal over its median. */
export function logNormalMeanOverMedian(sigma: number): number {
  return Math.exp((sigma * sigma) / 2)
}

/** Picks a position in proportion to weights given by their running sums; `sums` ends with the total. */
export function pick(u: number, sums: Float64Array): number {
  const target = u * sums[sums.length - 1]
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle] > target) high = middle
    else low = middle + 1
  }
  return low
}

/** Running sums of weights, for `pick`. */
export function runningSums(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length)
  let sum = 0
  weights.forEach((weight, i) => (sums[i] = sum += weight))
  return sums
}
