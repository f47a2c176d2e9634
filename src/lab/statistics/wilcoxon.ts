import { normalCumulative } from './normal.js'

/** Above this many pairs the normal approximation is as good as counting. Counts up to 2^50 are exact in a double. */
const mostCounted = 50

/**
 * Whether differences of pairs lie about 0: the two-sided p of the signed-rank test (Wilcoxon, Biometrics Bulletin 1, 1945).
 * Zeros are ranked with the rest and then left out (Pratt, JASA 54, 1959); ties share their mean rank. Up to 50 pairs p is
 * counted over all signs that the very ranks could have had, so it is exact with ties and zeros too; above, the normal
 * approximation with the variance of those ranks and a correction for continuity.
 * @returns 1 when there is no difference that is not 0
 */
export function signedRankTest(differences: readonly number[]): number {
  const { doubledRanks, doubledPositive } = ranks(differences)
  if (doubledRanks.length === 0) return 1
  return doubledRanks.length <= mostCounted
    ? countedP(doubledRanks, doubledPositive)
    : approximateP(doubledRanks, doubledPositive)
}

/** Ranks by size of the differences that are not 0, times two so that shared ranks are whole, and the sum of those above 0. */
function ranks(differences: readonly number[]): { doubledRanks: number[]; doubledPositive: number } {
  const ordered = [...differences].sort((one, other) => Math.abs(one) - Math.abs(other))
  const doubledRanks: number[] = []
  let doubledPositive = 0
  for (let from = 0; from < ordered.length;) {
    let until = from + 1
    while (until < ordered.length && Math.abs(ordered[until]) === Math.abs(ordered[from])) until++
    const doubled = from + 1 + until
    for (; from < until; from++) {
      if (ordered[from] === 0) continue
      doubledRanks.push(doubled)
      if (ordered[from] > 0) doubledPositive += doubled
    }
  }
  return { doubledRanks, doubledPositive }
}

/** Of the 2^n ways to give the ranks signs, all equally likely, counts how many give each sum. */
function countedP(doubledRanks: readonly number[], doubledPositive: number): number {
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0)
  const ways = new Float64Array(total + 1)
  ways[0] = 1
  let reached = 0
  for (const rank of doubledRanks) {
    reached += rank
    for (let sum = reached; sum >= rank; sum--) ways[sum] += ways[sum - rank]
  }
  const extreme = Math.min(doubledPositive, total - doubledPositive)
  let asExtreme = 0
  for (let sum = 0; sum <= extreme; sum++) asExtreme += ways[sum]
  return Math.min(1, (2 * asExtreme) / 2 ** doubledRanks.length)
}

function approximateP(doubledRanks: readonly number[], doubledPositive: number): number {
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0)
  const squares = doubledRanks.reduce((sum, rank) => sum + rank ** 2, 0)
  const distance = Math.max(0, Math.abs(doubledPositive - total / 2) - 1)
  return Math.min(1, 2 * normalCumulative(-distance / Math.sqrt(squares / 4)))
}
