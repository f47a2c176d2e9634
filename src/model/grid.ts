import type { CostMatrix } from './cost-matrix.js'
import { Names } from './names.js'
import { QueueColumns } from './queue-columns.js'
import { queueOf } from './queue-of.js'
import type { Bytes, Seconds } from './units.js'

/** Brokerage status of a queue, in PanDA's words. */
export type QueueStatus = 'online' | 'standby' | 'brokeroff' | 'test' | 'offline'
export const queueStatuses: readonly QueueStatus[] = ['online', 'standby', 'brokeroff', 'test', 'offline']

/** What kinds of event service jobs a queue takes: none, also those, only those, also those of high priority. */
export type JobSeed = 'std' | 'all' | 'es' | 'eshigh'
export const jobSeeds: readonly JobSeed[] = ['std', 'all', 'es', 'eshigh']

/** The storage of a site as the data service last told: what may be done with it, and how much is free. */
export interface Storage {
  /** Whether jobs at the site can read and write it. */
  readLan: boolean
  writeLan: boolean
  /** Whether other sites can read and write it. */
  readWan: boolean
  writeWan: boolean
  /** Free space; Infinity when unknown. */
  freeBytes: Bytes
  /** Size; Infinity when unknown. */
  totalBytes: Bytes
}

/** A place with storage and a network connection, and the queues that run work there. */
export interface Site {
  readonly index: number
  readonly name: string
  /** 0 to 3: T0 to T3. */
  readonly tier: number
  /** Whether it may collect the outputs of tasks. */
  readonly isNucleus: boolean
  /** Whether the network's tables know it: where links are looked at, others are passed over. */
  readonly isInNetwork: boolean
  /** Storage of its queues. */
  readonly storage: Storage
  /** Storage that collects outputs when it is a nucleus: the same, unless declared apart. */
  readonly destination: Storage
}

/** What is declared of a site. */
export interface SiteTraits {
  readonly name: string
  readonly tier: number
  /** Default: up to tier 2. */
  readonly isNucleus?: boolean
  /** Default: yes. */
  readonly isInNetwork?: boolean
  /** Whether outputs are collected in another storage than that of its queues; default: no. */
  readonly collectsApart?: boolean
}

/** One sort of slot that a queue gives: to the broker a pseudo-queue. Memory of the whole slot in MB, 0: no limit. */
export interface Slot {
  readonly cores: number
  readonly maxMemoryMB: number
  readonly minMemoryMB: number
}

/** What a PanDA queue accepts; limits of 0 are no limits. */
export interface QueueTraits {
  readonly name: string
  readonly site: string
  readonly status: QueueStatus
  readonly slots: readonly Slot[]
  /** Whether its sorts of slots are pseudo-queues of one unified queue; always so when there are several. */
  readonly isUnified: boolean
  /** Cores of its usual slot (corecount), to which scratch space belongs; 0: that of its widest. */
  readonly cores: number
  readonly maxWalltimeSeconds: Seconds
  readonly minWalltimeSeconds: Seconds
  /** Scratch space of one job (maxwdir), MB. */
  readonly maxScratchMB: number
  /** HS06 per core. */
  readonly corePower: number
  /** Virtual organisations that are served; empty means all. */
  readonly vos: readonly string[]
  /** Source labels that are served; empty means all. */
  readonly labels: readonly string[]
  /** Which work it refuses by type, group, share or priority (brokerage.md §B.5); empty: none. */
  readonly fairSharePolicy: string
  /** Whether jobs can read input from the site's storage, or from afar, without copying it; or always do. */
  readonly directIoLan: boolean
  readonly directIoWan: boolean
  readonly alwaysDirectIo: boolean
  /** Disk traffic of a running core above which work with much of it is refused, kB/s. */
  readonly maxDiskIoKBps: number
  /** Input and output of a job per second above which it is refused, kB/s. */
  readonly maxIoIntensityKBps: number
  /** Jobs that may wait for the transfer of their output; 0: the constant `transferringLimitJobs`. */
  readonly transferringLimitJobs: number
  /** Cores that are pledged; -1 for an opportunistic queue, 0 when nothing is known. */
  readonly pledgedCores: number
  /** Whether it takes only work whose input is there. */
  readonly localDataOnly: boolean
  readonly jobSeed: JobSeed
  /** What its worker nodes can reach: `full`, `http` or `none`; empty when nobody told. */
  readonly connectivity: string
  /** Whether the server decides how many pilots it gets (UPS). */
  readonly serverControlled: boolean
  /** Slots kept on stand-by by share and resource type; a number of 0: as many as jobs are starting. */
  readonly standbySlots: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Jobs it wants in one bunch; 0: the usual number. */
  readonly bunchJobs: number
  /** Site of the nucleus it counts among; empty: its own site. */
  readonly nucleus: string
  /** Sites whose storage it reads as its own, beside its own site's. */
  readonly readsFrom: readonly string[]
}

/** A queue that takes anything: what traits are when nobody says otherwise. */
export const plainTraits: Omit<QueueTraits, 'name' | 'site'> = {
  status: 'online',
  slots: [{ cores: 1, maxMemoryMB: 0, minMemoryMB: 0 }],
  isUnified: false,
  cores: 0,
  maxWalltimeSeconds: 0,
  minWalltimeSeconds: 0,
  maxScratchMB: 0,
  corePower: 10,
  vos: [],
  labels: [],
  fairSharePolicy: '',
  directIoLan: false,
  directIoWan: false,
  alwaysDirectIo: false,
  maxDiskIoKBps: 0,
  maxIoIntensityKBps: 0,
  transferringLimitJobs: 0,
  pledgedCores: 0,
  localDataOnly: false,
  jobSeed: 'all',
  connectivity: '',
  serverControlled: false,
  standbySlots: {},
  bunchJobs: 0,
  nucleus: '',
  readsFrom: [],
}

/** Slots of these widths with memory limits for each core, MB; 0: none. */
export function slotsOf(cores: readonly number[], maxMemoryMBPerCore = 0, minMemoryMBPerCore = 0): Slot[] {
  return cores.map((width) => ({
    cores: width,
    maxMemoryMB: maxMemoryMBPerCore * width,
    minMemoryMB: minMemoryMBPerCore * width,
  }))
}

/** A PanDA queue: statistics are kept on it. */
export interface Queue extends Omit<QueueTraits, 'nucleus' | 'readsFrom'> {
  readonly index: number
  readonly siteIndex: number
  /** Site of the nucleus it counts among. */
  readonly nucleusIndex: number
  /** Sites whose storage it reads as its own; its own site first. */
  readonly readableSites: readonly number[]
  status: QueueStatus
  readonly faces: readonly Face[]
  /** When a job last began to run there, and when a pilot was last heard: at the start of all, for new queues. */
  lastStartAt: Seconds
  lastPilotAt: Seconds
  /** Pilots that were ordered and have not asked yet. */
  pilotsUnderWay: number
  /** Pilots submitted or running when statistics were last taken. */
  workers: number
  /** Whether another broker holds it. */
  isLocked: boolean
}

/** A pseudo-queue: what a queue looks like to the broker for one sort of slot. Queues with one sort have one face. */
export interface Face extends Slot {
  readonly index: number
  readonly queue: Queue
}

/** The sites and queues there are. Objects by the hundred, in the order of their declaration. */
export class Grid {
  readonly sites: Site[] = []
  readonly queues: Queue[] = []
  readonly faces: Face[] = []
  /** Queue of each face, and site of each face, by number: for the hot path. */
  queueOfFace = new Int32Array(0)
  siteOfFace = new Int32Array(0)
  /** Cores and HS06 of a slot of each face. */
  coresOfFace = new Int32Array(0)
  powerOfFace = new Float64Array(0)
  /** Traits of queues, for walks over many of them. */
  readonly columns: QueueColumns
  /** 1 for each unified queue. */
  unified = new Uint8Array(0)
  /** First queue of each nucleus, by site. */
  readonly firstOfNucleus: (Queue | undefined)[] = []
  /** Rises with every change, so that remembered answers can tell whether they still hold. */
  version = 0
  private readonly siteNumbers = new Names()
  private readonly queueNumbers = new Names()

  /** @param traits of all queues; each must name one of the sites. */
  constructor(
    sites: readonly SiteTraits[],
    traits: readonly QueueTraits[],
    readonly costs: CostMatrix,
  ) {
    for (const { name, tier, isNucleus = tier <= 2, isInNetwork = true, collectsApart = false } of sites) {
      const index = this.siteNumbers.numberOf(name)
      const storage = openStorage()
      const destination = collectsApart ? openStorage() : storage
      this.sites.push({ index, name, tier, isNucleus, isInNetwork, storage, destination })
    }
    for (const trait of traits) this.addQueue(trait)
    this.queueOfFace = Int32Array.from(this.faces, (face) => face.queue.index)
    this.siteOfFace = Int32Array.from(this.faces, (face) => face.queue.siteIndex)
    this.coresOfFace = Int32Array.from(this.faces, ({ cores }) => cores)
    this.powerOfFace = Float64Array.from(this.faces, ({ cores, queue }) => cores * queue.corePower)
    this.columns = new QueueColumns(this.queues, this.sites)
    this.unified = Uint8Array.from(this.queues, ({ isUnified }) => (isUnified ? 1 : 0))
  }

  site(name: string): Site | undefined {
    const index = this.siteNumbers.find(name)
    return index === undefined ? undefined : this.sites[index]
  }

  queue(name: string): Queue | undefined {
    const index = this.queueNumbers.find(name)
    return index === undefined ? undefined : this.queues[index]
  }

  setStatus(queue: Queue, status: QueueStatus): void {
    queue.status = status
    this.version++
  }

  private addQueue(traits: QueueTraits): void {
    const { name, site, nucleus, readsFrom, slots } = traits
    const siteIndex = this.siteIndex(name, site)
    const faces: Face[] = []
    const queue = queueOf(traits, {
      index: this.queueNumbers.numberOf(name),
      siteIndex,
      nucleusIndex: nucleus === '' ? siteIndex : this.siteIndex(name, nucleus),
      readableSites: [siteIndex, ...readsFrom.map((other) => this.siteIndex(name, other))],
      faces,
    })
    for (const { cores, maxMemoryMB, minMemoryMB } of slots) {
      const face: Face = { index: this.faces.length, queue, cores, maxMemoryMB, minMemoryMB }
      faces.push(face)
      this.faces.push(face)
    }
    this.queues.push(queue)
    this.firstOfNucleus[queue.nucleusIndex] ??= queue
  }

  private siteIndex(queue: string, site: string): number {
    const index = this.siteNumbers.find(site)
    if (index === undefined) throw new Error(`queue ${queue} names site ${site}, which is not in the grid`)
    return index
  }
}

/** Storage that takes and gives everything. */
function openStorage(): Storage {
  return {
    readLan: true,
    writeLan: true,
    readWan: true,
    writeWan: true,
    freeBytes: Infinity,
    totalBytes: Infinity,
  }
}
