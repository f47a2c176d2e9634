import type { LinkUse } from './run-result.js'

/** Numbers kept of a pair of sites, side by side: bytes, transfers, failed ones. */
const NUMBERS = 3

/** What was moved between each pair of sites. */
export class LinkTally {
  private readonly numbers: Float64Array

  constructor(private readonly sites: number) {
    this.numbers = new Float64Array(NUMBERS * sites * sites)
  }

  ended(from: number, to: number, bytes: number, arrived: boolean): void {
    const { numbers } = this
    const at = NUMBERS * (from * this.sites + to)
    numbers[at + 1]++
    if (arrived) numbers[at] += bytes
    else numbers[at + 2]++
  }

  /** The pairs in use, the most bytes first. */
  uses(names: readonly string[]): LinkUse[] {
    const uses: LinkUse[] = []
    for (const [i, from] of names.entries()) {
      for (const [j, to] of names.entries()) {
        const at = NUMBERS * (i * this.sites + j)
        const [bytes, transfers, failed] = this.numbers.subarray(at, at + NUMBERS)
        if (transfers > 0) uses.push({ from, to, bytes, transfers, failed })
      }
    }
    return uses.sort((one, other) => other.bytes - one.bytes)
  }
}
