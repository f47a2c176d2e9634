import type { NetworkTable } from './network-table.js'
import { entryOf, type QueueEntry } from './queue-declaration.js'
import type { PublishedQueue } from './queue-table.js'
import { DOOR_OVER_MEASURED, leastDoorOfTierGBps, NUCLEUS_DISK_TB, USED_FRACTION } from './rules.js'
import { coresOf } from './site-sizes.js'
import { siteNames, siteOfStorage, storagePrefix, type StorageTable } from './storage-table.js'
import { writtenGBps, writtenTerabytes } from './written-units.js'

/** A site as it is gathered from the tables, before it is written. */
export interface GatheredSite {
  readonly name: string
  readonly resourceGroup: string
  readonly tier: number
  readonly isNucleus: boolean
  readonly corePower: number
  readonly capacity: number
  readonly diskTB: number
  /** Its name in the network matrix; undefined when the matrix knows nothing of it. */
  readonly matrixName: string | undefined
  readonly queues: readonly PublishedQueue[]
}

/** Gathers the sites of queues, by name. */
export function gatherSites(
  queues: readonly PublishedQueue[],
  storage: StorageTable,
  network: NetworkTable,
): GatheredSite[] {
  const names = siteNames(queues)
  return names.map((name) => {
    const own = queues.filter(({ site }) => site === name)
    const main = own.find(({ isDefault }) => isDefault) ?? own[0]
    const tier = Math.min(...own.map((queue) => queue.tier))
    const diskTB = storage.diskTB(name)
    // A site without an entry of its own in the matrix has that of the storage it uses.
    const [rse = ''] = storagesOf(main)
    const matrixNames = [name, storagePrefix(rse), siteOfStorage(rse, names) ?? name]
    return {
      name,
      resourceGroup: main.resourceGroup,
      tier,
      isNucleus: diskTB > 0 && (tier < 2 || diskTB >= NUCLEUS_DISK_TB),
      corePower: main.corePower,
      capacity: storage.capacity(name),
      diskTB,
      matrixName: matrixNames.find((one) => network.knows(one)),
      queues: own,
    }
  })
}

/** A queue's storage elements with disk for data, best first. */
function storagesOf({ storages }: PublishedQueue): string[] {
  return storages.filter((rse) => rse.endsWith('_DATADISK'))
}

/** A site's entry in a grid file. */
export interface SiteEntry {
  readonly [field: string]: unknown
  readonly name: string
  readonly cores: number
  readonly queues: readonly QueueEntry[]
}

/** The entries of all sites. */
export function siteEntries(sites: readonly GatheredSite[], network: NetworkTable, totalCores: number): SiteEntry[] {
  const cores = coresOf(
    sites.map((site) => ({ ...site, widestSlot: Math.max(...site.queues.map((queue) => queue.cores)) })),
    totalCores,
  )
  return sites.map((site, i) => {
    const { name, tier, isNucleus, corePower, diskTB, matrixName } = site
    return {
      name,
      tier,
      nucleus: isNucleus,
      ...(matrixName === undefined && { inNetwork: false }),
      cores: cores[i],
      corePower,
      network: doorsOf(site, network),
      ...(diskTB > 0 && {
        storage: { size: writtenTerabytes(diskTB), used: writtenTerabytes(diskTB * USED_FRACTION) },
      }),
      queues: site.queues.map((queue) => entryOf(queue, corePower, storageElsewhere(queue, sites))),
    }
  })
}

function doorsOf({ tier, matrixName }: GatheredSite, network: NetworkTable): { ingress: string; egress: string } {
  const door = (measuredMBps: number): string =>
    writtenGBps(Math.max(leastDoorOfTierGBps[tier], (DOOR_OVER_MEASURED * measuredMBps) / 1000))
  return matrixName === undefined
    ? { ingress: door(0), egress: door(0) }
    : { ingress: door(network.inMBps(matrixName)), egress: door(network.outMBps(matrixName)) }
}

/** The site that a queue's storage stands at, when that is another one. */
function storageElsewhere(queue: PublishedQueue, sites: readonly GatheredSite[]): GatheredSite | undefined {
  const [rse] = storagesOf(queue)
  if (rse === undefined) return undefined
  const names = sites.map(({ name }) => name)
  const owner = siteOfStorage(rse, names)
  return owner === queue.site ? undefined : sites.find(({ name }) => name === owner)
}
