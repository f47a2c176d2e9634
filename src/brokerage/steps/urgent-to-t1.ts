import type { Step } from '../policy.js'
import { isTier1, workOf } from '../single-level/at-face.js'
import { needsTier1 } from '../single-level/filters.js'

/**
 * Production of priority 950 and above, and with 20 input files a job or more, goes to T1s alone (brokerage.md §D.1). Where a
 * grid has no T1 it goes anywhere.
 */
export const urgentToT1: Step = {
  name: 't1',
  about: 'urgent production, and that with very many input files, goes to T1s',
  lasting: false,
  judge(bunch, candidates, { grid, constants }) {
    if (!needsTier1(workOf(bunch), constants) || !grid.sites.some(({ tier }) => isTier1(tier))) return
    for (let i = 0; i < candidates.count; i++) {
      const { siteIndex } = grid.queues[candidates.queue[i]]
      if (!isTier1(grid.sites[siteIndex].tier)) candidates.refuse(i)
    }
  },
  because: (bunch, { queue }, position, { grid, constants }) => {
    const { inputFiles, priority } = workOf(bunch)
    const { tier } = grid.sites[grid.queues[queue[position]].siteIndex]
    const isUrgent = priority >= constants.singleLevelUrgentPriority
    const limit = isUrgent ? constants.singleLevelUrgentPriority : constants.singleLevelManyFiles
    return {
      text: `priority ${priority} with ${inputFiles} input files goes to T1s, the site is a T${tier}`,
      change: isUrgent ? `its priority were below ${limit}` : `its jobs read fewer than ${limit} files`,
      observed: isUrgent ? priority : inputFiles,
      limit,
      unit: isUrgent ? 'of priority' : 'files',
      wants: 'below',
      isForGood: true,
    }
  },
}
