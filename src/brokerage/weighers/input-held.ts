import type { Weigher } from '../policy.js'

/**
 * The data factor of the production weight, `(B+b)/B / (f/100+1)` (brokerage.md §B.3): doubled where all input is on
 * local disk, lowered by each missing file. Replicas are whole datasets here, so b is 0 or B.
 */
export const inputHeld: Weigher = {
  name: 'input-held',
  about: 'favours sites that hold the input',
  weigh(bunch, candidates) {
    if (bunch.inputBytes === 0) return
    const missing = 1 / (bunch.inputFiles / 100 + 1)
    const { weight } = candidates
    for (let i = 0; i < candidates.count; i++) weight[i] *= candidates.hasInput(i) ? 2 : missing
  },
}
