import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import { readsDirectly } from '../direct-access.js'
import type { Step } from '../policy.js'

const BYTES_PER_MIB = 1024 * 1024
/** Added to the scratch space that a task asks for beside its data (brokerage.md §A.4), MiB. */
const WORK_MARGIN_MIB = 300

/**
 * Output, working directory and, where it is copied, input of a job fit into its part of the queue's scratch space
 * (brokerage.md §B.2-12). A single-core job has its core's part. Space of 0 is no limit.
 */
export const scratch: Step = {
  name: 'disk',
  about: 'output, working directory and copied input fit into the scratch space',
  lasting: false,
  ofTask: true,
  judge(bunch, candidates, state) {
    const { queues, columns } = state.grid
    const direct = neededMB(bunch, true, state)
    const copied = neededMB(bunch, false, state)
    const mustBeDirect = bunch.rules.readsOverLan === 'only' && !bunch.rules.isMerge
    const usesWholeSlot = getsWholeSlot(bunch)
    for (let i = 0; i < candidates.count; i++) {
      const maxScratchMB = columns.maxScratchMB[candidates.queue[i]]
      if (maxScratchMB === 0 && !mustBeDirect) continue
      const { cores, alwaysDirectIo, directIoLan } = queues[candidates.queue[i]]
      const isDirect = (alwaysDirectIo || directIoLan) && readsDirectly(bunch.rules, queues[candidates.queue[i]])
      const given = usesWholeSlot ? maxScratchMB : maxScratchMB / cores
      if (mustBeDirect && !isDirect) candidates.refuse(i)
      else if (maxScratchMB > 0 && (isDirect ? direct : copied) > given) candidates.refuse(i)
    }
  },
  because(bunch, candidates, position, state) {
    const queue = state.grid.queues[candidates.queue[position]]
    const isDirect = readsDirectly(bunch.rules, queue)
    if (mustReadDirectly(bunch) && !isDirect) {
      const text = 'the queue reads no input over the network'
      return { tag: 'remoteio', text, change: 'the queue read input over the network' }
    }
    const [observed, limit] = [neededMB(bunch, isDirect, state), givenMB(bunch, queue)]
    return {
      text: `needs ${observed} MB of scratch, the queue gives ${limit} MB`,
      change: `the job needed at most ${limit} MB of scratch, or the queue gave ${observed} MB`,
      observed,
      limit,
      unit: 'MB',
      wants: 'at most',
    }
  },
}

/** Merging jobs copy what they read, whatever their task says. */
function mustReadDirectly({ rules }: Bunch): boolean {
  return rules.readsOverLan === 'only' && !rules.isMerge
}

/** Scratch space that a job of the bunch gets there, MB; 0: no limit. */
export function givenMB(bunch: Bunch, { maxScratchMB, cores }: Queue): number {
  return getsWholeSlot(bunch) ? maxScratchMB : maxScratchMB / cores
}

/** Multi-core and event service work has the whole of a slot's space, other work its core's part. */
function getsWholeSlot({ kind, rules }: Bunch): boolean {
  return kind.cores > 1 || rules.isEventService
}

function neededMB({ kind, rules, inputBytes, outputBytes }: Bunch, isDirect: boolean, { constants }: State): number {
  const output = Math.max(outputBytes, constants.leastOutputMiB * BYTES_PER_MIB)
  const work = rules.workBytes > 0 ? rules.workBytes + WORK_MARGIN_MIB * BYTES_PER_MIB : 0
  const bytes = output + work + (isDirect ? 0 : inputBytes)
  return Math.max(kind.scratchMB, Math.floor(bytes / BYTES_PER_MIB))
}
