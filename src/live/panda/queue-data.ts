import type { Queue, Site } from '../../model/grid.js'

/** Queue data by PanDA's names of the fields (panda-protocol.md §6.5). */
export type QueueData = Readonly<Record<string, unknown>>

const MEMORY_OF_CORE_MB = 2_000
const activities = ['read_lan', 'read_wan', 'write_lan', 'write_wan', 'pr', 'pw', 'pl', 'default'] as const

/** PanDA's words for the statuses that it has. */
const statusWords: Readonly<Record<Queue['status'], string>> = {
  online: 'online',
  standby: 'online',
  brokeroff: 'brokeroff',
  test: 'test',
  offline: 'offline',
}

/** What pilots and Harvester are told of a queue: what was imported, else what the grid says; its status is that of this moment. */
export function queueDataOf(queue: Queue, site: Site, imported: QueueData | undefined): QueueData {
  return { ...described(queue, site), ...imported, status: statusWords[queue.status] }
}

function described(queue: Queue, site: Site): QueueData {
  const widest = Math.max(...queue.faces.map(({ cores }) => cores))
  const memoryMB = Math.max(...queue.slots.map(({ maxMemoryMB }) => maxMemoryMB)) || MEMORY_OF_CORE_MB * widest
  const byActivity = <T>(value: T): Record<string, T[]> => Object.fromEntries(activities.map((one) => [one, [value]]))
  return {
    nickname: queue.name,
    panda_resource: queue.name,
    siteid: queue.name,
    atlas_site: site.name,
    gstat: site.name,
    rc_site: site.name,
    rc: site.name,
    state: 'ACTIVE',
    type: 'unified',
    resource_type: 'GRID',
    capability: queue.isUnified ? 'ucore' : widest > 1 ? 'mcore' : 'score',
    workflow: 'pull_ups',
    pilot_manager: 'Harvester',
    pilot_version: '3',
    python_version: '3',
    tier: `T${site.tier}`,
    catchall: 'mv_final_destination',
    copytools: { mv: { setup: '' } },
    acopytools: byActivity('mv'),
    astorages: byActivity(site.name),
    acopytools_schemas: {},
    aprotocols: {},
    params: { use_pcache: false },
    allow_lan: true,
    allow_wan: true,
    direct_access_lan: queue.directIoLan,
    direct_access_wan: queue.directIoWan,
    is_cvmfs: false,
    corecount: queue.cores > 0 ? queue.cores : widest,
    corepower: queue.corePower,
    maxrss: memoryMB,
    minrss: 0,
    maxtime: queue.maxWalltimeSeconds,
    mintime: queue.minWalltimeSeconds,
    maxwdir: queue.maxScratchMB,
    maxinputsize: -1,
    maxdiskio: queue.maxDiskIoKBps,
    timefloor: 0,
    memkillgrace: 100,
    transferringlimit: queue.transferringLimitJobs,
    fairsharepolicy: queue.fairSharePolicy,
    jobseed: queue.jobSeed,
    wnconnectivity: queue.connectivity,
    pledgedcpu: queue.pledgedCores,
    container_type: '',
    container_options: '',
    environ: '',
    appdir: '',
    cmtconfig: '',
    queues: [],
  }
}
