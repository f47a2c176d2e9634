/** The core's two sides: what the world tells it (reports) and what it asks of the world (orders). */
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import type { TaskRules } from '../model/task-rules.js'
import type { Bytes, DatasetRow, JobRow, PandaId, Seconds, TaskRow, TransferRow } from '../model/units.js'
import type { WorkNeeds } from '../model/work-kind.js'

/** A task with like jobs, as submitted. Names are the submitter's; sites, queues and datasets must be known. */
export interface TaskSubmission extends WorkNeeds {
  /** With the ordinal it keys the lineages of the jobs: two jobs alive must not share both. */
  name: string
  jobs: number
  /** When it was submitted, if that was before the report; undefined: now. Waits count from then. */
  submittedAt?: Seconds | undefined
  /** Ordinal of the first job: 0, or the row of a trace. */
  firstOrdinal: number
  priority: number
  user: string
  group: string
  /** Wall time a job asks for; 0 when unknown. */
  walltimeSeconds: Seconds
  /** CPU work of a job in HS06 seconds over all cores; 0 when unknown. Replaces the wall time when given. */
  hs06Seconds: number
  /** Input dataset; undefined when the jobs read nothing. */
  dataset: string | undefined
  /** Input of one job. */
  inputBytes: Bytes
  /** Files in it. */
  inputFiles: number
  /** Output of one job, and files in it; undefined: one. */
  outputBytes: Bytes
  outputFiles?: number
  /** What the task says of itself beyond the usual. */
  rules?: Partial<TaskRules>
  /** Site that collects the output; `auto`: task brokerage chooses one; undefined: it stays where it was made. */
  nucleus: string | undefined
  /** The one queue the jobs must go to; undefined when brokerage is free. */
  queue: string | undefined
  /** Attempts, and failures, a job may have; undefined: the constants say. */
  maxAttempts: number | undefined
  maxFailures: number | undefined
}

/** A pilot that holds a slot and asks for a job (brokerage.md §F.1). Limits of 0 and what is undefined are not given. */
export interface PilotAsk {
  /** The pseudo-queue it was started for. */
  face: number
  /** Others that it serves as well: of a pilot that does not say how wide its slot is. */
  otherFaces?: readonly number[] | undefined
  /** False when the pilot asks again after a job. */
  first: boolean
  memoryMB: number
  scratchMB: number
  remainingSeconds: Seconds
  /** Source label that it serves: `user`, `managed`, `unified`, `test` or one of its own; undefined: all (brokerage.md §F.2). */
  label?: string | undefined
  /** Number of the one resource type it runs. */
  resourceType?: number | undefined
  /** The one user, and the number of the one task, whose jobs it runs. */
  user?: string | undefined
  taskNumber?: number | undefined
}

/** How a pilot's job ended, as the pilot reports it. */
export type Outcome = 'finished' | 'failed'

/**
 * What the world tells the core. Each report carries its time; times never run backwards. A report about a job
 * names its row and its PandaID; when the row holds another job by now the report comes too late and changes nothing.
 */
export interface Reports {
  /**
   * A dataset, and the sites that hold all of it; sites with a copy on tape apart.
   * @param files in it; 0: not counted
   */
  datasetKnown(
    now: Seconds,
    name: string,
    bytes: Bytes,
    sites: readonly string[],
    files?: number,
    tapes?: readonly string[],
  ): DatasetRow
  /** A site has got a complete copy that stays, or one that goes when space is needed. */
  replicaArrived(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached'): void
  /** A site's copies of this kind, complete or not, are gone. */
  replicaGone(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached' | 'tape'): void
  /** What is news of a site's storage; how much is free is no fact. */
  storageChanged(now: Seconds, site: string, news: Partial<Storage>): void
  /** A monitor measured a link. No fact: it ages. */
  linkMeasured(now: Seconds, from: string, to: string, rates: MeasuredRates): void
  /**
   * A task was submitted.
   * @throws BadInput when it names what is not there, or when no queue could ever run it
   */
  submit(now: Seconds, task: TaskSubmission): TaskRow
  /** A pilot asks; the answer is its job, or NONE. */
  pilotAsks(now: Seconds, pilot: PilotAsk): JobRow
  /** The pilot prepares the job: its payload does not run yet. */
  accepted(now: Seconds, job: JobRow, id: PandaId): void
  /** The payload runs. */
  started(now: Seconds, job: JobRow, id: PandaId): void
  /** The pilot is heard until this time: a simulated pilot promises in one report what a real one says every half hour. */
  heartbeat(now: Seconds, job: JobRow, id: PandaId, until: Seconds): void
  /** The final report. `errorCode` is the pilot's, 0 for none. */
  ended(now: Seconds, job: JobRow, id: PandaId, outcome: Outcome, errorCode: number): void
  /** A transfer is over; `number` is the one it was ordered with. */
  transferEnded(now: Seconds, transfer: TransferRow, number: number, arrived: boolean): void
  queueChanged(now: Seconds, queue: string, status: QueueStatus): void
  /** Pilots that were requested will never ask. */
  pilotsLost(now: Seconds, face: number, pilots: number): void
  /** A person ends a job for good. */
  kill(now: Seconds, job: JobRow, id: PandaId): void
  /** The same in PanDA's way (panda-protocol.md §5.3): where the payload runs its pilot is told to end it, and reports that it failed. */
  killGently(now: Seconds, job: JobRow, id: PandaId): void
  /**
   * A person ends a task for good, with all its jobs: those that were not made yet at once, the others slice by slice.
   * Tasks that have ended change nothing.
   */
  killTask(now: Seconds, task: number): void
  /** A task gets another priority; its number. @throws BadInput when the priority is no whole number */
  reprioritise(now: Seconds, task: number, priority: number): void
  /** No job is made and none gets a place until brokerage goes on. */
  pauseBrokerage(now: Seconds, isPaused: boolean): void
  /** A constant gets another value. @throws BadInput when there is no such constant, or it is only read at the start */
  changeLimit(now: Seconds, constant: string, value: number): void
  /** Nothing could be heard for so long (restart, suspension): the deadlines of all states move by it. */
  hearingGap(now: Seconds, seconds: Seconds): void
  /** Does one slice of what is due; to be called until `nextDue()` lies in the future. */
  advance(now: Seconds): void
  /** When the core wants to be advanced; Infinity when it waits for reports alone. */
  nextDue(): Seconds
}

/** What the core asks of the world. Orders return nothing; the answers are later reports. */
export interface Orders {
  /** Move the data; `transferEnded` answers. Details stand in the transfer table. */
  transfer(now: Seconds, transfer: TransferRow): void
  /** Start pilots for a pseudo-queue; each one that starts reports by asking. */
  requestPilots(now: Seconds, face: number, pilots: number): void
}
