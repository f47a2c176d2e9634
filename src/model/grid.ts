import type { CostMatrix } from './cost-matrix.js'
import { Names } from './names.js'

/** Brokerage status of a queue, in PanDA's words. */
export type QueueStatus = 'online' | 'standby' | 'brokeroff' | 'test' | 'offline'
export const queueStatuses: readonly QueueStatus[] = ['online', 'standby', 'brokeroff', 'test', 'offline']

/** A place with storage and a network connection, and the queues that run work there. */
export interface Site {
  readonly index: number
  readonly name: string
  /** 0 to 3: T0 to T3. */
  readonly tier: number
}

/** What a PanDA queue accepts; limits of 0 are no limits. */
export interface QueueTraits {
  readonly name: string
  readonly site: string
  readonly status: QueueStatus
  /** Core counts of the slots the queue gives; more than one makes it a unified queue. */
  readonly cores: readonly number[]
  readonly maxMemoryMBPerCore: number
  /** Jobs that need less than this are refused. */
  readonly minMemoryMBPerCore: number
  readonly maxWalltimeSeconds: number
  readonly minWalltimeSeconds: number
  /** Scratch space of one job (maxwdir), MB. */
  readonly maxScratchMB: number
  /** HS06 per core. */
  readonly corePower: number
  /** Virtual organisations that are served; empty means all. */
  readonly vos: readonly string[]
  /** Source labels that are served; empty means all. */
  readonly labels: readonly string[]
}

/** A PanDA queue: statistics are kept on it. */
export interface Queue extends QueueTraits {
  readonly index: number
  readonly siteIndex: number
  status: QueueStatus
  readonly faces: readonly Face[]
}

/** A pseudo-queue: what a queue looks like to the broker for one core count. Single-core queues have one face. */
export interface Face {
  readonly index: number
  readonly queue: Queue
  readonly cores: number
  readonly maxMemoryMB: number
  readonly minMemoryMB: number
}

/** The sites and queues there are. Objects by the hundred, in the order of their declaration. */
export class Grid {
  readonly sites: Site[] = []
  readonly queues: Queue[] = []
  readonly faces: Face[] = []
  /** Queue of each face, and site of each face, by number: for the hot path. */
  queueOfFace = new Int32Array(0)
  siteOfFace = new Int32Array(0)
  /** 1 for each queue that accepts several core counts. */
  unified = new Uint8Array(0)
  /** Rises with every change, so that remembered answers can tell whether they still hold. */
  version = 0
  private readonly siteNumbers = new Names()
  private readonly queueNumbers = new Names()

  /** @param traits of all queues; each must name one of the sites. */
  constructor(
    sites: readonly { readonly name: string; readonly tier: number }[],
    traits: readonly QueueTraits[],
    readonly costs: CostMatrix,
  ) {
    for (const { name, tier } of sites) {
      this.sites.push({ index: this.siteNumbers.numberOf(name), name, tier })
    }
    for (const trait of traits) this.addQueue(trait)
    this.queueOfFace = Int32Array.from(this.faces, (face) => face.queue.index)
    this.siteOfFace = Int32Array.from(this.faces, (face) => face.queue.siteIndex)
    this.unified = Uint8Array.from(this.queues, ({ faces }) => (faces.length > 1 ? 1 : 0))
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
    const siteIndex = this.siteNumbers.find(traits.site)
    if (siteIndex === undefined)
      throw new Error(`queue ${traits.name} names site ${traits.site}, which is not in the grid`)
    const faces: Face[] = []
    const queue: Queue = { ...traits, index: this.queueNumbers.numberOf(traits.name), siteIndex, faces }
    for (const cores of traits.cores) {
      const face: Face = {
        index: this.faces.length,
        queue,
        cores,
        maxMemoryMB: traits.maxMemoryMBPerCore * cores,
        minMemoryMB: traits.minMemoryMBPerCore * cores,
      }
      faces.push(face)
      this.faces.push(face)
    }
    this.queues.push(queue)
  }
}
