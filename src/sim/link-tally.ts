import type { LinkUse } from './run-result.js'

/** What was moved between each pair of sites. */
export class LinkTally {
  private readonly bytes: Float64Array
  private readonly transfers: Uint32Array
  private readonly failed: Uint32Array

  constructor(private readonly sites: number) {
    this.bytes = new Float64Array(sites * sites)
    this.transfers = new Uint32Array(sites * sites)
    this.failed = new Uint32Array(sites * sites)
  }

  ended(from: number, to: number, bytes: number, arrived: boolean): void {
    const pair = from * this.sites + to
    this.transfers[pair]++
    if (arrived) this.bytes[pair] += bytes
    else this.failed[pair]++
  }

  /** The pairs in use, the most bytes first. */
  uses(names: readonly string[]): LinkUse[] {
    const uses: LinkUse[] = []
    for (const [pair, transfers] of this.transfers.entries()) {
      if (transfers === 0) continue
      const [from, to] = [names[Math.floor(pair / this.sites)], names[pair % this.sites]]
      uses.push({ from, to, bytes: this.bytes[pair], transfers, failed: this.failed[pair] })
    }
    return uses.sort((one, other) => other.bytes - one.bytes)
  }
}
