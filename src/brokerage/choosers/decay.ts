import type { Candidates } from '../candidates.js'

/**
 * A bunch was placed: where it is known how many jobs wait, they are more by the bunch and the weight falls by
 * (Q+1)/(Q+n+1), so that the bunches of one cycle spread (brokerage.md §A.4).
 */
export function decay({ weight, queued }: Candidates, position: number, jobs: number): void {
  const before = queued[position]
  if (Number.isNaN(before)) return
  queued[position] = before + jobs
  weight[position] *= (before + 1) / (before + jobs + 1)
}
