import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

/** Work with much disk traffic avoids for now queues whose jobs already have too much (brokerage.md §B.2-8). */
export const diskIo: Step = {
  name: 'diskIO',
  about: 'the disks of the queue, or the work, have little traffic',
  lasting: false,
  judge(bunch, candidates, state) {
    if (bunch.rules.diskIoKBps === 0) return
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      const queue = queues[candidates.queue[i]]
      const limit = limitAt(queue, state)
      if (trafficAt(queue, state) > limit && trafficOf(bunch, queue) > limit) candidates.setAside(i)
    }
  },
  isIdle: ({ grid, constants }) =>
    constants.maxDiskIoKBps <= 0 && grid.queues.every(({ maxDiskIoKBps }) => maxDiskIoKBps <= 0),
  because: (bunch, candidates, position, state) => {
    const queue = state.grid.queues[candidates.queue[position]]
    const [observed, limit] = [trafficAt(queue, state), limitAt(queue, state)]
    return {
      text: `a core of the queue moves ${Math.round(observed)} kB/s, one of the work ${trafficOf(bunch, queue)}, the limit is ${limit}`,
      change: `cores of the queue moved at most ${limit} kB/s`,
      observed,
      limit,
      unit: 'kB/s',
      wants: 'at most',
    }
  },
}

function limitAt(queue: Queue, { constants }: State): number {
  if (queue.maxDiskIoKBps > 0) return queue.maxDiskIoKBps
  return constants.maxDiskIoKBps > 0 ? constants.maxDiskIoKBps : Infinity
}

/** Mean traffic of a running core, kB/s. */
function trafficAt({ index }: Queue, { statistics: { counters } }: State): number {
  return counters.runningCores[index] === 0 ? 0 : counters.diskIoKBps[index] / counters.runningCores[index]
}

/** Traffic of the work: of multi-core work by core of the queue's usual slot. */
function trafficOf({ kind, rules }: Bunch, { cores }: Queue): number {
  return kind.cores > 1 ? Math.floor(rules.diskIoKBps / cores) : rules.diskIoKBps
}
