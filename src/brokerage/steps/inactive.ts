import { JobState } from '../../model/job-state.js'
import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/**
 * Work of raised priority, scouts and merging work avoid for now queues that have jobs to start and have started none for two
 * hours (brokerage.md §B.2-5).
 */
export const inactive: Step = {
  name: 'inactive',
  about: 'urgent work, scouts and merges avoid queues that start nothing',
  lasting: false,
  judge(bunch, candidates, state) {
    const { isMerge, mergesOutput } = bunch.rules
    if (!(bunch.isRaised(state) || isMerge || mergesOutput) || bunch.queues.length > 0) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      if (isInactive(bunch, queues[candidates.queue[i]], state)) candidates.setAside(i)
    }
  },
  because: ({ now }, { queue }, position, { grid, constants }) => {
    const observed = (now - grid.queues[queue[position]].lastStartAt) / 60
    return {
      text: `the queue started its last job ${Math.round(observed)} min ago`,
      change: 'the queue started a job',
      observed,
      limit: constants.inactiveSeconds / 60,
      unit: 'min',
      wants: 'at most',
    }
  },
}

function isInactive({ now }: Bunch, queue: Queue, { statistics: { counters }, constants }: State): boolean {
  if (now - queue.lastStartAt <= constants.inactiveSeconds) return false
  return counters.total(queue.index, JobState.activated) + counters.total(queue.index, JobState.starting) > 0
}
