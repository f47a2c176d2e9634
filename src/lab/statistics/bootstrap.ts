import { max, mean, quantileSorted } from 'simple-statistics'
import { keyOf, normalQuantile, uniform, type Seed } from '../../model/draws.js'
import { seedOf } from '../../sim/seed.js'
import { normalCumulative } from './normal.js'

/** A mean and an interval that holds the true one with the confidence asked for; NaN ends where nothing can be said. */
export interface Interval {
  mean: number
  low: number
  high: number
}

/** What resampling found out about the mean of some values, ready to be asked for intervals. */
export interface ResampledMean {
  readonly mean: number
  /** @param confidence such as 0.95 */
  interval(confidence: number): Interval
}

const purpose = keyOf('lab.bootstrap')

/**
 * Bootstrap of a mean: as many values are drawn with replacement as there are, over and over, and the spread of the means of
 * the draws tells the spread of the mean. Draws are keyed by the seed, so equal values give equal intervals; all samples of
 * one size share their draws, which are made once. Of normally distributed values a 95 % interval holds the true mean in
 * 93 % of studies of 6 runs and 95 % of those of 20; of strongly skewed ones (log-normal, σ = 1) in 90 % of those of 30.
 */
export class Bootstrap {
  private readonly seed: Seed
  private readonly drawsOfSize = new Map<number, Uint16Array>()

  /** @param resamples how often; 10,000 for the ends of a 95 % interval (Efron & Tibshirani 1993, ch. 14) */
  constructor(
    seed: string,
    private readonly resamples: number,
  ) {
    this.seed = seedOf(seed)
  }

  /** @param values independent of each other: one a run, never one a job; at most 65,536 */
  meanOf(values: ArrayLike<number>): ResampledMean {
    const sample = Float64Array.from(values)
    const size = sample.length
    if (size === 0) return certain(NaN, NaN)
    if (sample.every((value) => value === sample[0])) return certain(sample[0], size < 2 ? NaN : sample[0])
    const centre = mean(Array.from(sample))
    const deviations = sample.map((value) => value - centre)
    const means = this.means(deviations)
    return new BcaMean(centre, deviations, means)
  }

  /** Means of the resamples, in ascending order. */
  private means(values: Float64Array): Float64Array {
    const size = values.length
    const draws = this.draws(size)
    const means = new Float64Array(this.resamples)
    for (let resample = 0, at = 0; resample < this.resamples; resample++) {
      let sum = 0
      for (const end = at + size; at < end; at++) sum += values[draws[at]]
      means[resample] = sum / size
    }
    return means.sort()
  }

  private draws(size: number): Uint16Array {
    let draws = this.drawsOfSize.get(size)
    if (draws) return draws
    draws = new Uint16Array(size * this.resamples)
    for (let i = 0; i < draws.length; i++) draws[i] = Math.floor(uniform(this.seed, purpose, size, i, 0) * size)
    this.drawsOfSize.set(size, draws)
    return draws
  }
}

function certain(value: number, end: number): ResampledMean {
  return { mean: value, interval: () => ({ mean: value, low: end, high: end }) }
}

/** Intervals that are bias-corrected and accelerated (BCa; Efron, JASA 82, 1987, pp. 171–185). */
class BcaMean implements ResampledMean {
  private readonly bias: number
  private readonly acceleration: number
  private readonly size: number

  constructor(
    readonly mean: number,
    deviations: Float64Array,
    private readonly means: Float64Array,
  ) {
    this.size = deviations.length
    this.bias = normalQuantile(shareBelowZero(means, 1e-12 * max(Array.from(deviations, Math.abs))))
    this.acceleration = accelerationOf(deviations)
  }

  interval(confidence: number): Interval {
    const tail = (1 - confidence) / 2
    return { mean: this.mean, low: this.end(tail), high: this.end(1 - tail) }
  }

  private end(share: number): number {
    const shifted = this.bias + expanded(normalQuantile(share), this.size)
    const scale = 1 - this.acceleration * shifted
    // So far out that the acceleration has no end: the outermost mean is as far as resampling sees.
    const corrected = scale > 0 ? normalCumulative(this.bias + shifted / scale) : shifted > 0 ? 1 : 0
    return this.mean + quantileSorted(this.means as unknown as number[], corrected)
  }
}

/** Ties count half; never 0 or 1, which have no normal quantile. */
function shareBelowZero(sorted: Float64Array, tie: number): number {
  let below = 0
  for (const value of sorted) below += value < -tie ? 1 : value <= tie ? 0.5 : 0
  return Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length
}

/** A sixth of the skewness of the jackknife's means, which for a mean is that of the values themselves. */
function accelerationOf(deviations: Float64Array): number {
  let squares = 0
  let cubes = 0
  for (const deviation of deviations) {
    squares += deviation ** 2
    cubes += deviation ** 3
  }
  return cubes / (6 * squares ** 1.5)
}

/**
 * Widens for small samples, where resampling sees too little spread: Student's quantile instead of the normal one, and n
 * for n − 1 (Hesterberg, The American Statistician 69, 2015, §5.3), by the Cornish–Fisher expansion of Student's quantile
 * (Abramowitz & Stegun 26.7.5).
 */
function expanded(z: number, size: number): number {
  const freedom = size - 1
  const student = z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
  return student * Math.sqrt(size / freedom)
}
