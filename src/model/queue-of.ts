import type { Queue, QueueTraits } from './grid.js'

/** What a queue is within its grid. */
type Place = Pick<Queue, 'index' | 'siteIndex' | 'nucleusIndex' | 'readableSites' | 'faces'>

/**
 * A queue that nothing has happened at yet. Its properties are spelt out one by one: however traits were put together, all
 * queues get them in one order, and only for objects alike in that does the engine know where a property lies.
 */
export function queueOf(traits: QueueTraits, { index, siteIndex, nucleusIndex, readableSites, faces }: Place): Queue {
  return {
    index,
    name: traits.name,
    site: traits.site,
    siteIndex,
    nucleusIndex,
    readableSites,
    faces,
    status: traits.status,
    isLocked: false,
    slots: traits.slots,
    isUnified: traits.isUnified || traits.slots.length > 1,
    cores: traits.cores > 0 ? traits.cores : Math.max(...traits.slots.map(({ cores }) => cores)),
    corePower: traits.corePower,
    maxWalltimeSeconds: traits.maxWalltimeSeconds,
    minWalltimeSeconds: traits.minWalltimeSeconds,
    maxScratchMB: traits.maxScratchMB,
    vos: traits.vos,
    labels: traits.labels,
    fairSharePolicy: traits.fairSharePolicy,
    directIoLan: traits.directIoLan,
    directIoWan: traits.directIoWan,
    alwaysDirectIo: traits.alwaysDirectIo,
    maxDiskIoKBps: traits.maxDiskIoKBps,
    maxIoIntensityKBps: traits.maxIoIntensityKBps,
    transferringLimitJobs: traits.transferringLimitJobs,
    pledgedCores: traits.pledgedCores,
    localDataOnly: traits.localDataOnly,
    jobSeed: traits.jobSeed,
    connectivity: traits.connectivity,
    serverControlled: traits.serverControlled,
    standbySlots: traits.standbySlots,
    bunchJobs: traits.bunchJobs,
    lastStartAt: 0,
    lastPilotAt: 0,
    pilotsUnderWay: 0,
    workers: 0,
  }
}
