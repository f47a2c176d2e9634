/** What the broker of 2013 (brokerage.md §D.1) looks at: plain figures, so that its rules need no tables of their own. */
import type { QueueStatus } from '../../model/grid.js'

/** The jobs of a bunch, which are alike in all of this. */
export interface WorkFigures {
  /** Whether users sent them: they go by other rules than production. */
  readonly isAnalysis: boolean
  readonly priority: number
  /** Input of one job. */
  readonly inputFiles: number
  readonly inputBytes: number
}

/** How a queue fares. */
export interface QueueFigures {
  readonly isTier1: boolean
  /** Free space of its storage; Infinity when unknown. */
  readonly freeGiB: number
  /** Jobs that may wait for the transfer of their output; 0: the usual number. */
  readonly transferringLimitJobs: number
  /** Jobs of all sorts at the queue. */
  readonly assigned: number
  readonly activated: number
  readonly running: number
  readonly transferring: number
  /** Those among them that compete with the work: of its group, in production of no lower priority. */
  readonly rivals: {
    readonly defined: number
    readonly assigned: number
    readonly activated: number
    readonly running: number
  }
  /** Worker nodes heard from in the last three hours; undefined when they are counted at no queue. */
  readonly nodes: NodeFigures | undefined
}

/** Worker nodes that asked for jobs, and that reported on jobs. */
export interface NodeFigures {
  readonly asking: number
  readonly reporting: number
}

/** What the jobs of a bunch ask of a queue. Needs of 0 are not known and fit anywhere. */
export interface JobNeeds extends WorkFigures {
  readonly cores: number
  readonly memoryMB: number
  /** Time limit that a job asks for (maxCpuCount). */
  readonly walltimeSeconds: number
  /** Disk that a job needs at its worker node (maxDiskCount). */
  readonly diskMB: number
  /** Whether input must be read where it lies, without a copy. */
  readonly readsDirectly: boolean
  /** Highest level of unreliability that is accepted; undefined: any. */
  readonly worstReliability: number | undefined
}

/** What a queue is, beside how it fares. Limits of 0 are none. */
export interface QueueOffer extends QueueFigures {
  readonly status: QueueStatus
  /** More than one: for multi-core jobs alone. */
  readonly cores: number
  readonly maxMemoryMB: number
  readonly maxWalltimeSeconds: number
  readonly maxDiskMB: number
  /** Level of unreliability; undefined when nobody told. */
  readonly reliability: number | undefined
  readonly hasRelease: boolean
  readonly readsDirectly: boolean
}
