import { quantileSorted } from 'simple-statistics'

/** Parts of all at which fitted amounts are written down. */
export const fittedParts = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const

/** Quantiles of some values at the parts that are written down. */
export function quantilesOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return fittedParts.map((part) => quantileSorted(sorted, part))
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

export function median(values: readonly number[]): number {
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    0.5,
  )
}

/** Standard deviation of the logarithms. */
export function logSigma(values: readonly number[]): number {
  const logs = values.map(Math.log)
  const centre = mean(logs)
  return Math.sqrt(mean(logs.map((log) => (log - centre) ** 2)))
}

/** The value that occurs most often. */
export function mode<T>(values: readonly T[]): T {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

/** Spearman's rank correlation of pairs; ties keep the order in which they come. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const ranks = (side: 0 | 1): number[] => {
    const order = pairs.map((_, i) => i).sort((a, b) => pairs[a][side] - pairs[b][side])
    const rank = new Array<number>(pairs.length)
    order.forEach((at, place) => (rank[at] = place))
    return rank
  }
  const [one, other] = [ranks(0), ranks(1)]
  const centre = (pairs.length - 1) / 2
  const product = sum(one.map((rank, i) => (rank - centre) * (other[i] - centre)))
  return product / sum(one.map((rank) => (rank - centre) ** 2))
}

/**
 * The exponent of a power law among users under which a number of jobs is expected to come from so many of them.
 * @param users there are, at least as many as were seen
 */
export function userExponent(users: number, jobs: number, seen: number): number {
  let [low, high] = [0, 5]
  for (let i = 0; i < 50; i++) {
    const exponent = (low + high) / 2
    if (expectedUsers(users, jobs, exponent) > seen) low = exponent
    else high = exponent
  }
  return (low + high) / 2
}

function expectedUsers(users: number, jobs: number, exponent: number): number {
  const weights = Array.from({ length: users }, (_, i) => Math.exp(-exponent * Math.log(i + 1)))
  const all = sum(weights)
  return sum(weights.map((weight) => 1 - (1 - weight / all) ** jobs))
}
