import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import {
  type FairSharePolicy,
  type FairShareWork,
  processingGroupOf,
  readFairSharePolicy,
  refuses,
} from '../fair-share-policy.js'
import type { Step } from '../policy.js'

/** Shares that queues' policies do not touch (brokerage.md §B.2-6). */
const exemptShares: readonly string[] = ['test', 'validation']

/** The fair share policy of the queue leaves some share to such work (brokerage.md §B.2-6, §B.5). */
export const zeroShare: Step = {
  name: 'zeroshare',
  about: 'the fair share policy of the queue admits such work',
  lasting: false,
  judge(bunch, candidates, state) {
    if (exemptShares.includes(bunch.kind.share)) return
    const work = fairShareWork(bunch)
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const queue = queues[candidates.queue[i]]
      if (queue.fairSharePolicy !== '' && isRefused(bunch, work, queue, state)) candidates.refuse(i)
    }
  },
  isIdle: ({ grid }) => grid.queues.every(({ fairSharePolicy }) => fairSharePolicy === ''),
  because: (_, { queue }, position, { grid }) => ({
    text: `the policy of the queue is ${grid.queues[queue[position]].fairSharePolicy}`,
    change: 'the policy of the queue left such work a share',
    isForGood: true,
  }),
}

function fairShareWork({ kind, priority }: Bunch): FairShareWork {
  return {
    processingGroup: processingGroupOf(kind.processingType),
    workingGroup: kind.workingGroup === '' ? undefined : kind.workingGroup,
    share: kind.share === '' ? undefined : kind.share,
    priority,
  }
}

/** Merge jobs pass over what a policy says of priorities; PanDA takes such entries as fitting them all. */
function isRefused(bunch: Bunch, work: FairShareWork, queue: Queue, { constants }: State): boolean {
  const policy = policyOf(queue)
  if (!bunch.rules.isMerge) return refuses(policy, work, false)
  if (constants.quirkMergeZeroShare === 1) return refuses(policy, work, true)
  return refuses(
    policy.filter(({ comparisons }) => comparisons.length === 0),
    work,
    false,
  )
}

const policies = new WeakMap<Queue, FairSharePolicy>()

function policyOf(queue: Queue): FairSharePolicy {
  let policy = policies.get(queue)
  if (policy === undefined) policies.set(queue, (policy = readFairSharePolicy(queue.fairSharePolicy)))
  return policy
}
