import type { Queue } from '../../model/grid.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'
import { walltimeAt } from '../walltime-at.js'

/**
 * The run fits into the queue's wall time limits (brokerage.md §B.2-14): CPU work in HS06 seconds against cores and
 * core power, or the wall time asked for as it is. Limits of 0 are none; unknown needs pass.
 */
export const walltime: Step = {
  name: 'walltime',
  about: 'the run fits into the wall time limits of the queue',
  lasting: false,
  ofTask: true,
  judge(bunch, candidates, { grid }) {
    if (bunch.hs06Seconds === 0 && bunch.walltimeSeconds === 0) return
    for (let i = 0; i < candidates.count; i++) {
      const queue = grid.queues[candidates.queue[i]]
      const seconds = secondsAt(bunch, queue)
      const isTooLong = queue.maxWalltimeSeconds > 0 && seconds > queue.maxWalltimeSeconds
      if (isTooLong || seconds < queue.minWalltimeSeconds) candidates.refuse(i)
    }
  },
  because: (bunch, { queue }) => {
    const seconds = Math.round(secondsAt(bunch, queue))
    return seconds < queue.minWalltimeSeconds
      ? `longwalltime: takes ${seconds} s, the queue wants at least ${queue.minWalltimeSeconds} s`
      : `shortwalltime: takes ${seconds} s, the queue gives ${queue.maxWalltimeSeconds} s`
  },
}

function secondsAt({ walltimeSeconds, hs06Seconds, kind }: Bunch, queue: Queue): number {
  return walltimeAt(walltimeSeconds, hs06Seconds, kind.cores, queue)
}
