import { grown } from './rows.js'

/** Sums are kept in whole thousandths of HS06, so that they are exact in whatever order jobs come and go. */
const PARTS = 1000

/**
 * Cores times core power of the jobs that pilots hold, by global share: what the order of the shares is reckoned from
 * (brokerage.md §G.1). Kept by the mover alone.
 */
export class ExecutingPower {
  private parts = new Float64Array(8)

  /** Counts a job that a pilot took (+1) or gave back (-1). */
  count(share: number, hs06: number, by: 1 | -1): void {
    if (share >= this.parts.length) this.parts = grown(this.parts, share * 2)
    this.parts[share] += by * Math.round(hs06 * PARTS)
  }

  /** HS06 of one share, by its number. */
  hs06(share: number): number {
    return share < this.parts.length ? this.parts[share] / PARTS : 0
  }

  /** HS06 of all shares. */
  totalHs06(): number {
    let sum = 0
    for (const part of this.parts) sum += part
    return sum / PARTS
  }
}
