import type { Queue } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'

const BYTES_PER_GIB = 1024 ** 3

/**
 * The site's storage has room for outputs, and can do what the work needs of it (brokerage.md §B.2-13): be read and written by
 * jobs; away from the nucleus also take input from and give output to other sites, and have somebody to take input from.
 * Storage recovers, so the queue is only out for now.
 */
export const storage: Step = {
  name: 'storage',
  about: 'the storage of the site has room and is in order',
  lasting: false,
  judge(bunch, candidates, state) {
    const { queues } = state.grid
    for (let i = 0; i < candidates.count; i++) {
      if (faultOf(bunch, queues[candidates.queue[i]], state) !== undefined) candidates.setAside(i)
    }
  },
  because: (bunch, { queue }, state) => {
    const fault = faultOf(bunch, queue, state)
    return fault === undefined ? 'nothing' : texts[fault](queue, state)
  },
}

type Fault = 'disk' | 'readLan' | 'writeLan' | 'writeWan' | 'readWan' | 'source'

const texts: Record<Fault, (queue: Queue, state: State) => string> = {
  disk: (queue, { grid, constants }) =>
    `disk: ${Math.floor(grid.sites[queue.siteIndex].storage.freeBytes / BYTES_PER_GIB)} GiB are free, ${constants.minFreeStorageGiB} are wanted`,
  readLan: () => 'read_lan_blacklist: jobs cannot read the storage',
  writeLan: () => 'write_lan_blacklist: jobs cannot write the storage',
  writeWan: () => 'write_wan_blacklist: the storage takes nothing from other sites',
  readWan: () => 'read_wan_blacklist: the storage gives nothing to other sites',
  source: () => 'source_blacklist: no other site can give the input',
}

function faultOf(bunch: Bunch, queue: Queue, { grid: { sites }, constants }: State): Fault | undefined {
  const own = sites[queue.siteIndex].storage
  const leastBytes = constants.minFreeStorageGiB * BYTES_PER_GIB
  if (own.freeBytes < leastBytes) return 'disk'
  // In order, as storage mostly is, only the source remains to be asked about.
  if (own.readLan && own.writeLan && own.readWan && own.writeWan) {
    return bunch.sources.isRemote || queue.nucleusIndex === bunch.nucleus ? undefined : 'source'
  }
  const isInNucleus = queue.nucleusIndex === bunch.nucleus
  const { completeSites, isRemote } = bunch.sources
  let canRead = false
  let canReceive = false
  for (const site of queue.readableSites) {
    const { readLan, writeWan } = sites[site].storage
    if (readLan) canRead = true
    const isSpared = isInNucleus && (completeSites.length === 0 || completeSites.includes(site))
    if (isSpared || writeWan) canReceive = true
  }
  if (!canRead) return 'readLan'
  if (!own.writeLan) return 'writeLan'
  if (!canReceive) return 'writeWan'
  if (!isInNucleus && !own.readWan) return 'readWan'
  return isInNucleus || isRemote ? undefined : 'source'
}
