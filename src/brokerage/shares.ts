import type { Share, ShareTree } from '../model/share-tree.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'

/** Stands for the ratio of a share that is due nothing (brokerage.md §G.1). */
const NOTHING_DUE = 1e6

/** The share whose work goes before all other at dispatch (brokerage.md §F.3). */
const TEST_SHARE = 'Test'

/** What a share is due of the work that runs now, and what it has, HS06; of an inner share the sums of its leaves. */
export interface ShareUse {
  readonly name: string
  /** What it is due of the whole, as declared. */
  readonly percent: number
  readonly pledgedHs06: number
  readonly executingHs06: number
  readonly children: readonly ShareUse[]
}

/**
 * Use of every share of a tree (brokerage.md §G.1). What runs for an inner share or for one that is not in the tree raises
 * the targets of all, and is nobody's use.
 * @param executingHs06 cores times core power of the jobs of a share that run
 * @param totalHs06 of all jobs that run
 */
export function useOf(tree: ShareTree, executingHs06: (share: string) => number, totalHs06: number): ShareUse[] {
  const useOfShare = ({ name, percent, children }: Share): ShareUse => {
    if (children.length === 0) {
      const pledgedHs06 = (totalHs06 * percent) / 100
      return { name, percent, pledgedHs06, executingHs06: executingHs06(name), children: [] }
    }
    const uses = children.map(useOfShare)
    return {
      name,
      percent,
      pledgedHs06: uses.reduce((sum, use) => sum + use.pledgedHs06, 0),
      executingHs06: uses.reduce((sum, use) => sum + use.executingHs06, 0),
      children: uses,
    }
  }
  return tree.roots.map(useOfShare)
}

/**
 * Names of the leaves, most under-used first: siblings compete first, so that what one leaves over stays in its branch;
 * equals keep the order of their declaration (brokerage.md §G.1).
 */
export function byUnderUse(uses: readonly ShareUse[]): string[] {
  return [...uses]
    .sort((one, other) => usedPart(one) - usedPart(other))
    .flatMap(({ name, children }) => (children.length === 0 ? [name] : byUnderUse(children)))
}

function usedPart({ pledgedHs06, executingHs06 }: ShareUse): number {
  return pledgedHs06 === 0 ? NOTHING_DUE : executingHs06 / pledgedHs06
}

/** Rank of a share's work at dispatch, 0 first: its place in the order; unknown shares come last (brokerage.md §F.3). */
export function dispatchRank(order: readonly string[], share: string): number {
  if (share === TEST_SHARE) return 0
  const place = order.indexOf(share)
  return place < 0 ? order.length : place
}

/** Keeps the dispatch ranks of the shares, reckoned now and then from what runs. */
export class Shares {
  private ranks: Int32Array = new Int32Array(0)
  private reckonedAt: Seconds = -Infinity

  constructor(
    private readonly state: State,
    readonly tree: ShareTree | undefined,
  ) {}

  /** Rank of each share by its number, a few seconds old at most; undefined when no tree was given: all are equal. */
  ranksAt(now: Seconds): Int32Array | undefined {
    const { tree, state } = this
    if (tree === undefined) return undefined
    if (now - this.reckonedAt >= state.constants.shareOrderSeconds || this.ranks.length < state.shares.size) {
      this.ranks = this.reckon(tree)
      this.reckonedAt = now
    }
    return this.ranks
  }

  /** The ranks as they were last reckoned; undefined when no tree was given. */
  lastRanks(): Int32Array | undefined {
    return this.tree === undefined || this.ranks.length < this.state.shares.size ? undefined : this.ranks
  }

  /** Use of the whole tree; undefined when no tree was given. */
  use(): readonly ShareUse[] | undefined {
    return this.tree && this.uses(this.tree)
  }

  /** What a share is due and has now; undefined when it is no leaf of the tree. */
  useOf(share: string): ShareUse | undefined {
    if (this.tree === undefined) return undefined
    const leaves = (uses: readonly ShareUse[]): readonly ShareUse[] =>
      uses.flatMap((use) => (use.children.length === 0 ? [use] : leaves(use.children)))
    return leaves(this.uses(this.tree)).find(({ name }) => name === share)
  }

  private reckon(tree: ShareTree): Int32Array {
    const order = byUnderUse(this.uses(tree))
    return Int32Array.from(this.state.shares.all(), (name) => dispatchRank(order, name))
  }

  private uses(tree: ShareTree): ShareUse[] {
    const { shares, executing } = this.state
    const executingHs06 = (name: string): number => {
      const share = shares.find(name)
      return share === undefined ? 0 : executing.hs06(share)
    }
    return useOf(tree, executingHs06, executing.totalHs06())
  }
}
