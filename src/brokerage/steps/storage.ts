import type { Queue, Storage } from '../../model/grid.js'
import type { State } from '../../model/state.js'
import type { Bytes } from '../../model/units.js'
import type { Bunch } from '../bunch.js'
import type { Step } from '../policy.js'
import type { Reason } from '../reason.js'

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
    const { queues, sites, columns } = state.grid
    const leastBytes = leastFreeBytes(state)
    const { isRemote } = bunch.sources
    for (let i = 0; i < candidates.count; i++) {
      const at = candidates.queue[i]
      const needsSource = !isRemote && columns.nucleus[at] !== bunch.nucleus
      if (isSound(sites[columns.site[at]].storage, leastBytes) && !needsSource) continue
      if (faultOf(bunch, queues[at], state) !== undefined) candidates.setAside(i)
    }
  },
  because: (bunch, candidates, position, state) => {
    const queue = state.grid.queues[candidates.queue[position]]
    const fault = faultOf(bunch, queue, state) as Fault
    return fault === 'disk' ? lacksSpace(queue, state) : reasons[fault]
  },
}

type Fault = 'disk' | 'readLan' | 'writeLan' | 'writeWan' | 'readWan' | 'source'

const reasons: Record<Exclude<Fault, 'disk'>, Reason> = {
  readLan: {
    tag: 'read_lan_blacklist',
    text: 'jobs cannot read the storage',
    change: 'jobs could read the storage again',
  },
  writeLan: {
    tag: 'write_lan_blacklist',
    text: 'jobs cannot write the storage',
    change: 'jobs could write the storage again',
  },
  writeWan: {
    tag: 'write_wan_blacklist',
    text: 'the storage takes nothing from other sites',
    change: 'the storage took data from other sites again',
  },
  readWan: {
    tag: 'read_wan_blacklist',
    text: 'the storage gives nothing to other sites',
    change: 'the storage gave data to other sites again',
  },
  source: {
    tag: 'source_blacklist',
    text: 'no other site can give the input',
    change: 'a site that holds the input could give it',
  },
}

function lacksSpace({ siteIndex }: Queue, { grid, constants }: State): Reason {
  const freeGiB = grid.sites[siteIndex].storage.freeBytes / BYTES_PER_GIB
  const limit = constants.minFreeStorageGiB
  return {
    tag: 'disk',
    text: `${Math.floor(freeGiB)} GiB are free, ${limit} are wanted`,
    change: `${Math.ceil(limit - freeGiB)} GiB more were free`,
    observed: freeGiB,
    limit,
    unit: 'GiB',
    wants: 'at least',
  }
}

/** Whether storage is as it mostly is: with enough space, and fit for everything. */
function isSound({ freeBytes, readLan, writeLan, readWan, writeWan }: Storage, leastBytes: Bytes): boolean {
  return !(freeBytes < leastBytes) && readLan && writeLan && readWan && writeWan
}

function leastFreeBytes({ constants }: State): Bytes {
  return constants.minFreeStorageGiB * BYTES_PER_GIB
}

function faultOf(bunch: Bunch, queue: Queue, state: State): Fault | undefined {
  const { sites } = state.grid
  const own = sites[queue.siteIndex].storage
  if (own.freeBytes < leastFreeBytes(state)) return 'disk'
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
