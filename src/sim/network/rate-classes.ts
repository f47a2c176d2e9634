import { normalQuantile } from '../../model/draws.js'

const CLASSES = 8

/**
 * How the caps of transfers on one link differ: factors of the rate measured there, equally likely, log-normal with
 * this standard deviation of the logarithm, and such that the mean time of a transfer is the one at the measured rate.
 * A few classes rather than a draw for each, so that many transfers share one rate (perf.md §4).
 */
export function rateFactors(sigma: number): Float64Array {
  const factors = Float64Array.from({ length: CLASSES }, (_, i) =>
    Math.exp(sigma * normalQuantile((i + 0.5) / CLASSES)),
  )
  const meanTime = factors.reduce((sum, factor) => sum + 1 / factor, 0) / CLASSES
  return factors.map((factor) => factor * meanTime)
}
