import { NONE } from '../model/units.js'
import type { ErrorCount } from './run-result.js'

/** How often attempts failed at each site with each error code. */
export class ErrorTally {
  private readonly attempts = new Map<number, number>()

  constructor(private readonly sites: number) {}

  /** An attempt failed; `site` is NONE when it never had a place. */
  failed(site: number, code: number): void {
    if (site === NONE) return
    const key = code * this.sites + site
    this.attempts.set(key, (this.attempts.get(key) ?? 0) + 1)
  }

  /** The most attempts first; of equals, in the order of sites and codes. */
  counts(names: readonly string[]): ErrorCount[] {
    const { sites } = this
    return [...this.attempts]
      .sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one % sites) - (other % sites) || one - other)
      .map(([key, attempts]) => ({ site: names[key % sites], code: Math.floor(key / sites), attempts }))
  }
}
