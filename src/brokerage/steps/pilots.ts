import type { Queue } from '../../model/grid.js'
import { atlasResourceTypes, resourceTypeName } from '../../model/resource-type.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/** Pilots of the queue were heard of in the last hours, or slots stand by (brokerage.md §B.2-22). Silence may end. */
export const pilots: Step = {
  name: 'nopilot',
  about: 'pilots of the queue were heard of lately',
  lasting: false,
  judge(bunch, candidates, state) {
    if (bunch.queues.length > 0 || (bunch.kind.label.includes('test') && !bunch.isExpress(state))) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const queue = queues[candidates.queue[i]]
      if (!hasPilots(bunch, queue, state) && standbySlots(bunch, queue) === undefined) candidates.setAside(i)
    }
  },
  because: ({ now }, { queue }, position, { grid, constants }) => {
    const observed = (now - grid.queues[queue[position]].lastPilotAt) / 3600
    return {
      text: `no pilot was heard of for ${Math.round(observed)} h`,
      change: 'a pilot of the queue were heard of',
      observed,
      limit: constants.pilotSilenceSeconds / 3600,
      unit: 'h',
      wants: 'at most',
    }
  },
}

/** Whether a pilot of the queue was heard of in the last three hours. */
export function hasPilots({ now }: Bunch, { lastPilotAt }: Queue, { constants }: State): boolean {
  return now - lastPilotAt <= constants.pilotSilenceSeconds
}

/** Slots that stand by for the work's share and resource type; undefined where nobody said. */
export function standbySlots({ kind }: Bunch, { standbySlots: slots }: Queue): number | undefined {
  return slots[kind.share]?.[resourceTypeName(atlasResourceTypes, kind.resourceType)]
}
