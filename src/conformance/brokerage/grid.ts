import { CostMatrix } from '../../model/cost-matrix.js'
import { ReplicaKind } from '../../model/dataset-table.js'
import {
  Grid,
  type JobSeed,
  plainTraits,
  type Queue,
  type QueueStatus,
  type QueueTraits,
  type Storage,
} from '../../model/grid.js'
import type { BrokerageIn, QueueIn } from './case.js'

/** Stands for the nucleus of queues that are in none. */
const NO_NUCLEUS = 'no nucleus'

/** When the recorded case is taken to happen: long after anything that may be old. */
export const CASE_TIME = 1e6
const LONG_AGO = 0
const GIB = 1024 ** 3

/** The queues that are no pseudo-queues: those with statistics, storage and pilots of their own. */
export function wholeQueues({ queues }: BrokerageIn): QueueIn[] {
  return queues.filter(({ unified_parent }) => (unified_parent ?? null) === null)
}

/** Pseudo-queues under a unified queue. */
function variantsOf({ queues }: BrokerageIn, parent: string): QueueIn[] {
  return queues.filter(({ unified_parent }) => unified_parent === parent)
}

/** The recorded world as a grid of the core: one site for each queue and nucleus, and one for each replica elsewhere. */
export function gridOf(given: BrokerageIn): Grid {
  const queues = wholeQueues(given)
  const names = new Set([...queues.map(siteOf), given.nucleus, ...Object.keys(given.nuclei), NO_NUCLEUS])
  const sites = [...names].map((name) => ({
    name,
    tier: 1,
    isInNetwork: !name.startsWith('unknown '),
    collectsApart: true,
  }))
  const disks = queues.map(({ name }) => ({ name: diskOf(name), tier: 1 }))
  const elsewhere = given.replicas.list.map((_, i) => ({ name: elsewhereName(i), tier: 1 }))
  const all = [...sites, ...disks, ...elsewhere]
  const traits = nucleusFirst(given, queues).map((queue) => traitsOf(given, queue))
  const grid = new Grid(all, traits, new CostMatrix(all.length, () => 1))
  setStorage(given, grid)
  setNetwork(given, grid)
  for (const queue of queues) setActivity(queue, grid.queue(queue.name) as Queue)
  return grid
}

/** Recorded names of the pseudo-queues, by number. */
export function faceNames(given: BrokerageIn, grid: Grid): string[] {
  const names: string[] = []
  for (const { name, faces } of grid.queues) {
    const variants = variantsOf(given, name)
    for (const [i, { index }] of faces.entries()) names[index] = variants[i]?.name ?? name
  }
  return names
}

/** The whole-dataset replicas, none of which is at a queue. */
export function elsewhereReplicas({ replicas }: BrokerageIn, grid: Grid) {
  return replicas.list.map(({ found, tape }, i) => ({
    site: grid.site(elsewhereName(i))?.index as number,
    kind: tape ? ReplicaKind.tape : ReplicaKind.primary,
    files: found,
    bytes: found,
    parts: undefined,
  }))
}

function siteOf({ name, storage_site }: QueueIn): string {
  return storage_site ?? `unknown ${name}`
}

/** Where the files lie that only this queue finds, whoever reads its endpoint. */
export function diskOf(queue: string): string {
  return `disk of ${queue}`
}

function elsewhereName(i: number): string {
  return `elsewhere ${i}`
}

function traitsOf(given: BrokerageIn, queue: QueueIn): QueueTraits {
  const variants = queue.is_parent === true ? variantsOf(given, queue.name) : [queue]
  const reads = wholeQueues(given).find(({ name }) => name === queue.reads_from)
  return {
    ...plainTraits,
    name: queue.name,
    site: siteOf(queue),
    status: (queue.status ?? 'online') as QueueStatus,
    slots: variants.map(({ cores = 1, max_ram_MB = 0, min_ram_MB = 0 }) => ({
      cores,
      maxMemoryMB: max_ram_MB,
      minMemoryMB: min_ram_MB,
    })),
    isUnified: queue.is_parent === true,
    cores: queue.cores ?? 1,
    maxWalltimeSeconds: queue.max_walltime_s ?? 345_600,
    minWalltimeSeconds: queue.min_walltime_s ?? 0,
    maxScratchMB: queue.scratch_MB ?? 30_000,
    corePower: queue.core_power ?? 10,
    fairSharePolicy: queue.fair_share_policy ?? '',
    directIoLan: queue.direct_io_lan ?? false,
    directIoWan: queue.direct_io_wan ?? false,
    alwaysDirectIo: queue.always_direct_io ?? false,
    maxDiskIoKBps: queue.max_disk_io_kBps ?? 0,
    maxIoIntensityKBps: queue.max_io_intensity ?? 0,
    transferringLimitJobs: queue.transferring_limit ?? 0,
    pledgedCores: queue.pledged_cores ?? 1000,
    localDataOnly: queue.local_data_only ?? false,
    jobSeed: (queue.job_seed ?? 'std') as JobSeed,
    connectivity: queue.wn_connectivity ?? '',
    serverControlled: queue.streaming ?? false,
    standbySlots: queue.standby_slots ?? {},
    nucleus: nucleusOf(given, queue.name),
    readsFrom: [diskOf(queue.name), ...(reads === undefined ? [] : [siteOf(reads)])],
  }
}

/** The queues of the task's nucleus in their own order before all others. */
function nucleusFirst({ nucleus, nuclei }: BrokerageIn, queues: readonly QueueIn[]): QueueIn[] {
  const listed = nuclei[nucleus]?.queues ?? []
  const place = ({ name }: QueueIn) => (listed.includes(name) ? listed.indexOf(name) : listed.length)
  return [...queues].sort((one, other) => place(one) - place(other))
}

/** The task's own nucleus before another. */
function nucleusOf({ nucleus, nuclei }: BrokerageIn, queue: string): string {
  const names = [nucleus, ...Object.keys(nuclei)]
  return names.find((name) => nuclei[name]?.queues.includes(queue)) ?? NO_NUCLEUS
}

function setStorage(given: BrokerageIn, grid: Grid): void {
  for (const queue of wholeQueues(given)) {
    const { storage } = grid.site(siteOf(queue)) as { storage: Storage }
    const isOn = (activity: string): boolean => (queue.rse_status?.[activity] ?? 'ON') === 'ON'
    storage.readLan = isOn('read_lan')
    storage.writeLan = isOn('write_lan')
    storage.readWan = isOn('read_wan')
    storage.writeWan = isOn('write_wan')
    storage.freeBytes = (queue.free_GB ?? 100_000) * GIB
    Object.assign(grid.site(diskOf(queue.name))?.storage as Storage, storage)
  }
  for (const [name, { write_wan }] of Object.entries(given.nuclei)) {
    const site = grid.site(name)
    if (site !== undefined) site.destination.writeWan = write_wan === null || write_wan === 'ON'
  }
  given.replicas.list.forEach((_, i) => {
    const { storage } = grid.site(elsewhereName(i)) as { storage: Storage }
    storage.readLan = given.replicas.lan_readable
    storage.readWan = given.replicas.wan_readable
  })
}

function setNetwork({ network, nucleus }: BrokerageIn, grid: Grid): void {
  const to = grid.site(nucleus)?.index as number
  for (const [name, link] of Object.entries(network.links)) {
    const from = grid.site(name)?.index
    if (from === undefined) continue
    grid.costs.setCloseness(from, to, link.closeness ?? NaN)
    const rates = { hourMBps: link.mbps_1h ?? NaN, dayMBps: link.mbps_1d ?? NaN, weekMBps: link.mbps_1w ?? NaN }
    grid.costs.measure(from, to, rates, CASE_TIME)
  }
}

function setActivity(given: QueueIn, queue: Queue): void {
  queue.lastStartAt = given.inactive === true ? LONG_AGO : CASE_TIME
  queue.lastPilotAt = (given.pilots_3h === undefined ? 10 : (given.pilots_3h ?? 0)) > 0 ? CASE_TIME : LONG_AGO
  queue.workers = (given.workers?.['running'] ?? 0) + (given.workers?.['submitted'] ?? 0)
  queue.isLocked = given.locked ?? false
}
