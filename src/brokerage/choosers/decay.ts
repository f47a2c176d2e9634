import type { Candidates } from '../candidates.js'

/**
 * A bunch was placed: where it is known how many jobs wait and are assigned, both grow by the bunch and the weight falls by
 * (Q+1)/(Q+n+1), so that the bunches of one cycle spread (brokerage.md §A.4-3).
 * @param heir position whose weight falls; another than the bunch's place only where PanDA's code is followed to the letter
 */
export function decay({ weight, queued, assigned }: Candidates, position: number, jobs: number, heir = position): void {
  const before = queued[position]
  if (Number.isNaN(before) || Number.isNaN(assigned[position])) return
  queued[position] = before + jobs
  assigned[position] += jobs
  weight[heir] = (weight[heir] * (before + 1)) / (before + jobs + 1)
}
