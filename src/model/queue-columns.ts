import type { Queue, Site } from './grid.js'

/**
 * What brokerage asks of every candidate, by number of the queue: the steps walk over columns, since a queue itself lies
 * scattered in memory. Holds only what never changes.
 */
export class QueueColumns {
  readonly site: Int32Array
  /** Pseudo-queues of each site's queues, by number of the site. */
  readonly facesOfSite: readonly (readonly number[])[]
  /** Site of the nucleus it counts among. */
  readonly nucleus: Int32Array
  /** 1 where the network's tables know the queue's site. */
  readonly isInNetwork: Uint8Array
  /** 1 where it reads storage of other sites as its own. */
  readonly readsElsewhere: Uint8Array
  /** Scratch space of one job, MB; 0: no limit. */
  readonly maxScratchMB: Float64Array
  /** 1 where it has a limit of wall time, be it a least one. */
  readonly limitsWalltime: Uint8Array
  /** 1 where the server starts pilots or slots stand by: what runs there may count as more. */
  readonly isCorrected: Uint8Array
  /** Jobs that may wait for the transfer of their output; 0: the usual number. */
  readonly transferringLimitJobs: Float64Array

  constructor(queues: readonly Queue[], sites: readonly Site[]) {
    this.site = Int32Array.from(queues, ({ siteIndex }) => siteIndex)
    this.facesOfSite = sites.map(({ index }) =>
      queues.filter(({ siteIndex }) => siteIndex === index).flatMap(({ faces }) => faces.map((face) => face.index)),
    )
    this.nucleus = Int32Array.from(queues, ({ nucleusIndex }) => nucleusIndex)
    this.isInNetwork = Uint8Array.from(queues, ({ siteIndex }) => (sites[siteIndex].isInNetwork ? 1 : 0))
    this.readsElsewhere = Uint8Array.from(queues, ({ readableSites }) => (readableSites.length > 1 ? 1 : 0))
    this.maxScratchMB = Float64Array.from(queues, ({ maxScratchMB }) => maxScratchMB)
    this.limitsWalltime = Uint8Array.from(queues, ({ maxWalltimeSeconds, minWalltimeSeconds }) =>
      maxWalltimeSeconds > 0 || minWalltimeSeconds > 0 ? 1 : 0,
    )
    this.isCorrected = Uint8Array.from(queues, ({ serverControlled, standbySlots }) =>
      serverControlled || Object.keys(standbySlots).length > 0 ? 1 : 0,
    )
    this.transferringLimitJobs = Float64Array.from(queues, ({ transferringLimitJobs }) => transferringLimitJobs)
  }
}
