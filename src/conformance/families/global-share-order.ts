import { byUnderUse, dispatchRank, type ShareUse, useOf } from '../../brokerage/shares.js'
import { type Share, type ShareDeclaration, ShareTree } from '../../model/share-tree.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface ShareIn {
  readonly name: string
  readonly value: number
  readonly parent: string | null
}

interface UseIn {
  readonly share: string
  readonly state: 'executing' | 'queued' | 'ignore'
  readonly hs06: number
}

interface OrderIn {
  readonly shares: readonly ShareIn[]
  readonly hs06_by_share_and_state: readonly UseIn[]
}

/** Values of the shares in percent, what each is due and has, and the order in which dispatch serves them. */
export const globalShareOrder: Family = {
  name: 'global_share_order',
  section: '§G.1, §F.3',
  differs(recorded) {
    const { shares, hs06_by_share_and_state } = recorded.in as OrderIn
    const tree = new ShareTree(declaredUnder(null, shares), recorded.id)
    const executing = hs06_by_share_and_state.filter(({ state }) => state === 'executing')
    const executingHs06 = (name: string) => sumOf(executing.filter(({ share }) => share === name))
    const uses = useOf(tree, executingHs06, sumOf(executing))
    const order = byUnderUse(uses)
    const found = {
      percent: byName(tree.roots, ({ percent }) => percent),
      order,
      pledged_hs06: byName(uses, ({ pledgedHs06 }) => pledgedHs06),
      executing_hs06: byName(uses, (use) => use.executingHs06),
      dispatch_rank: Object.fromEntries(order.map((name) => [name, dispatchRank(order, name)])),
      dispatch_rank_of_unknown_share: dispatchRank(order, 'a share that is in no tree'),
    }
    return firstDifference(found, recorded.out)
  },
}

function declaredUnder(parent: string | null, shares: readonly ShareIn[]): ShareDeclaration[] {
  return shares
    .filter((share) => share.parent === parent)
    .map(({ name, value }) => ({ name, value, children: declaredUnder(name, shares) }))
}

function sumOf(uses: readonly UseIn[]): number {
  return uses.reduce((sum, { hs06 }) => sum + hs06, 0)
}

/** One figure of every share in a tree, leaf or not. */
function byName<T extends Share | ShareUse>(shares: readonly T[], figure: (share: T) => number): object {
  return Object.assign(
    {},
    ...shares.map((share) => ({
      [share.name]: figure(share),
      ...byName(share.children as readonly T[], figure),
    })),
  ) as object
}
