import type { Weigher } from '../policy.js'

/**
 * The data factor of the production weight, `(B+b)/B / (f/100+1)` (brokerage.md §B.3): of B bytes of input b are on local disk,
 * f files are missing. Doubled where all is there, lowered by each missing file.
 */
export const inputHeld: Weigher = {
  name: 'input-held',
  about: 'favours sites that hold the input',
  weigh({ chunkBytes, chunkFiles }, candidates) {
    if (chunkBytes === 0) return
    const { count, weight, diskBytes, diskFiles } = candidates
    for (let i = 0; i < count; i++) {
      const missing = chunkFiles - diskFiles[i]
      weight[i] = (weight[i] * (chunkBytes + diskBytes[i])) / chunkBytes / (missing / 100 + 1)
    }
  },
}
