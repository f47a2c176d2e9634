import type { Share, ShareTree } from '../model/share-tree.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import type { MeasuredWindow } from './measured-window.js'
import type { ShareUse } from './run-result.js'
import { backlogs, entitlements } from './share-backlog.js'
import { JusticeTally } from './share-justice.js'
import { halve, Steps } from './steps.js'

/** Steps that series of shares have at most: what a picture shows. */
const MOST_STEPS = 150

/** How often it is looked at whether shares are served as they are due. */
const JUSTICE_SECONDS = 600

/** Samples what part of the grid each global share has, and what it is due. */
export class ShareWatch {
  readonly justice = new JusticeTally()
  private readonly steps = new Steps(MOST_STEPS)
  /** By the number of the share. */
  private readonly used: number[][] = []
  private sampleAt: Seconds = 0
  private judgeAt: Seconds = 0

  constructor(
    private readonly state: State,
    private readonly tree: ShareTree | undefined,
    private readonly window: MeasuredWindow,
  ) {}

  /** Takes the samples that are due and says when the next one is. */
  take(now: Seconds): Seconds {
    if (now >= this.sampleAt) this.sampleAt = this.sample(now)
    if (this.tree === undefined) return this.sampleAt
    if (now >= this.judgeAt) this.judgeAt = this.judge(this.tree, now)
    return Math.min(this.sampleAt, this.judgeAt)
  }

  /** @param use HS06 seconds of each share in the window, by its number */
  uses(use: Float64Array): ShareUse[] {
    const { tree, state, steps } = this
    const { shares } = state
    const leaves = tree === undefined ? [] : leavesOf(tree.roots)
    const targets = new Map(leaves.map(({ name, percent }) => [name, percent / 100]))
    const whole = use.reduce((sum, ofShare) => sum + ofShare, 0)
    return [...new Set([...targets.keys(), ...shares.all()])].map((share) => {
      const number = shares.find(share)
      return {
        share,
        targetFraction: targets.get(share) ?? null,
        usedFraction: whole > 0 ? (number === undefined ? 0 : (use[number] ?? 0) / whole) : null,
        timeSeconds: steps.timeSeconds,
        usedSeries: (number === undefined ? undefined : this.used[number]) ?? steps.timeSeconds.map(() => 0),
      }
    })
  }

  private sample(now: Seconds): Seconds {
    const { state, steps, used } = this
    const { executing, shares } = state
    const whole = executing.totalHs06()
    for (let share = 0; share < shares.size; share++) {
      // A share that work names for the first time had nothing before.
      used[share] ??= steps.timeSeconds.map(() => 0)
      used[share].push(whole > 0 ? executing.hs06(share) / whole : 0)
    }
    if (steps.add(now)) used.forEach(halve)
    return steps.nextAfter(now)
  }

  private judge(tree: ShareTree, now: Seconds): Seconds {
    const { state, window } = this
    const { shares, executing } = state
    if (window.holds(now)) {
      const has = backlogs(state)
      const due = entitlements(tree, (leaf) => has[shares.find(leaf) ?? -1] ?? false)
      this.justice.sample(now, due, (share) => executing.hs06(shares.find(share) as number))
    }
    return (Math.floor(now / JUSTICE_SECONDS) + 1) * JUSTICE_SECONDS
  }
}

function leavesOf(shares: readonly Share[]): Share[] {
  return shares.flatMap((share) => (share.children.length === 0 ? [share] : leavesOf(share.children)))
}
