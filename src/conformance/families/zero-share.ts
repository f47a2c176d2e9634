import { processingGroupOf, readFairSharePolicy, refuses } from '../../brokerage/fair-share-policy.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface PolicyIn {
  readonly policy: string | null
  readonly task: {
    readonly processing_type: string | null
    readonly working_group: string | null
    readonly gshare: string | null
    readonly priority: number
  }
  readonly ignore_priority: boolean
}

/** Whether a queue's fair-share policy refuses a task. */
export const zeroShare: Family = {
  name: 'zero_share',
  section: '§B.5',
  differs(recorded) {
    const { policy, task, ignore_priority } = recorded.in as PolicyIn
    const work = {
      processingGroup: processingGroupOf(task.processing_type ?? undefined),
      workingGroup: task.working_group ?? undefined,
      share: task.gshare ?? undefined,
      priority: task.priority,
    }
    const refused = refuses(readFairSharePolicy(policy ?? undefined), work, ignore_priority)
    return firstDifference({ refused }, recorded.out)
  },
}
