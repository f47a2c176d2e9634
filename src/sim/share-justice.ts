import type { Seconds } from '../model/units.js'

/** Share error from which on shares count as served as they are due, and for how long it has to hold (targets.md §7). */
const CONVERGED = 0.02
const CONVERGED_SECONDS = 6 * 3_600

/** How justly the global shares were served (targets.md §7); null where fewer than two had a backlog at one time. */
export interface ShareJustice {
  /** Mean over time of ½ Σ|used − due| over the shares with a backlog, both as parts of what these have together. */
  shareErrorMean: number | null
  /** From the start of the window to the first time from which the error was at most 0.02 for 6 h; null also when never. */
  shareConvergenceSeconds: number | null
  /** Jain's index of used over due, while a share had a backlog: from 1/n to 1, where all got the same part of their due. */
  jainIndex: number | null
  /** Used over due of the share served worst, over that of the one served best: a starved share shows, which Jain's index hides. */
  worstToBestServedFraction: number | null
}

/** Sums up how justly shares are served, from samples at equal steps. */
export class JusticeTally {
  private readonly used = new Map<string, number>()
  private readonly due = new Map<string, number>()
  private samples = 0
  private errors = 0
  /** Since when the error has been small; NaN while it is not. */
  private smallSince: Seconds = NaN
  private convergedAt: Seconds | undefined

  /**
   * One sample.
   * @param due parts of the whole of the shares that have a backlog
   * @param hs06 what a share has of the grid now
   */
  sample(now: Seconds, due: ReadonlyMap<string, number>, hs06: (share: string) => number): void {
    let whole = 0
    for (const share of due.keys()) whole += hs06(share)
    if (due.size < 2 || whole === 0) {
      this.smallSince = NaN
      return
    }
    let error = 0
    for (const [share, part] of due) {
      const used = hs06(share) / whole
      error += Math.abs(used - part) / 2
      add(this.used, share, used)
      add(this.due, share, part)
    }
    this.samples++
    this.errors += error
    this.converge(now, error)
  }

  /** @param from start of the window */
  justice(from: Seconds): ShareJustice {
    const { samples, errors, convergedAt } = this
    const served = [...this.due].map(([share, due]) => (this.used.get(share) ?? 0) / due)
    return {
      shareErrorMean: samples > 0 ? errors / samples : null,
      shareConvergenceSeconds: convergedAt === undefined ? null : convergedAt - from,
      jainIndex: jainIndex(served),
      worstToBestServedFraction: served.length < 2 ? null : Math.min(...served) / Math.max(...served),
    }
  }

  private converge(now: Seconds, error: number): void {
    if (error > CONVERGED) this.smallSince = NaN
    else if (Number.isNaN(this.smallSince)) this.smallSince = now
    else if (now - this.smallSince >= CONVERGED_SECONDS) this.convergedAt ??= this.smallSince
  }
}

/** Jain's index (Σx)²/(n Σx²); null for fewer than two numbers. */
function jainIndex(values: readonly number[]): number | null {
  const sum = values.reduce((total, x) => total + x, 0)
  const squares = values.reduce((total, x) => total + x * x, 0)
  return values.length < 2 || squares === 0 ? null : (sum * sum) / (values.length * squares)
}

function add(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by)
}
