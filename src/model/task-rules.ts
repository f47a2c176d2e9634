import type { Bytes, Seconds } from './units.js'

/** Whether a task's jobs read input over a network without copying it: never, where possible, or nowhere else. */
export type DirectAccess = 'no' | 'use' | 'only'

/**
 * What a task says of itself beside the needs of its jobs (brokerage.md §A.2): seldom asked, mostly left as it is. Tasks that
 * say nothing share one object.
 */
export interface TaskRules {
  /** Whether the jobs are scouts, and whether they merge the outputs of others. */
  readonly isScout: boolean
  readonly isMerge: boolean
  /** Whether outputs will be merged by jobs that follow. */
  readonly mergesOutput: boolean
  /** Input and output of a job per second and core, and what it reads and writes on disk, kB/s; 0: unknown. */
  readonly ioIntensityKBps: number
  readonly diskIoKBps: number
  /** Weight of queues in the nucleus (t1Weight); 0: by input and output, negative: nowhere else. */
  readonly nucleusWeight: number
  readonly readsOverLan: DirectAccess
  readonly readsOverWan: DirectAccess
  /** Whether the input is staged from tape while the task runs: data that are not there yet are no reason to wait. */
  readonly isPrestaged: boolean
  /** Scratch space of a job beside its input and output; 0: unknown. */
  readonly workBytes: Bytes
  /** Wall time of a job before its first event. */
  readonly baseWalltimeSeconds: Seconds
  /** CPU time over wall time and cores, in percent. */
  readonly cpuEfficiencyPercent: number
  /** Whether CPU work is given in HS06 seconds; false only for the old unit, walltime by size. */
  readonly usesHs06: boolean
  /** Whether jobs are consumers of the event service, and among how many of them and attempts a job's work is divided. */
  readonly isEventService: boolean
  readonly eventServiceShares: number
}

/** The rules of a task that says nothing (brokerage.md §A.2). */
export const plainRules: TaskRules = {
  isScout: false,
  isMerge: false,
  mergesOutput: false,
  ioIntensityKBps: 0,
  diskIoKBps: 0,
  nucleusWeight: 0,
  readsOverLan: 'no',
  readsOverWan: 'no',
  isPrestaged: false,
  workBytes: 0,
  baseWalltimeSeconds: 600,
  cpuEfficiencyPercent: 90,
  usesHs06: true,
  isEventService: false,
  eventServiceShares: 1,
}
