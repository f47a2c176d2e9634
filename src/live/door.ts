/** The host's door: what everything around the live host (API, monitor, pilot sources) may ask of it, and nothing else. */
import type { Core } from '../brokerage/core.js'
import type { Outcome, TaskSubmission } from '../brokerage/ports.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import type { QueueStatus, Storage } from '../model/grid.js'
import type { JobStateName } from '../model/job-state.js'
import type { Bytes, JobRow, PandaId, Seconds } from '../model/units.js'
import type { Said } from './pilot-words.js'
import type { Commit, JobSpec, KeptRow, RowChange } from './store/commit.js'
import type { Store } from './store/store.js'

/** What one job, or with ordinal -1 all jobs of the task, runs: JSON, opaque to the host. */
export type SubmittedSpec = Pick<JobSpec, 'ordinal' | 'body'>

/** A report as it comes in at the door; the host adds the time. */
export type LiveReport =
  | { readonly report: 'submit'; readonly task: TaskSubmission; readonly specs: readonly SubmittedSpec[] }
  | ({ readonly report: 'pilotAsks' } & PilotRequest)
  | ({ readonly report: 'accepted' } & OfJob)
  | ({ readonly report: 'started' } & OfJob)
  | ({ readonly report: 'heartbeat' } & OfJob)
  | ({ readonly report: 'ended'; readonly outcome: Outcome; readonly errorCode: number } & OfJob)
  | { readonly report: 'tellPilot'; readonly id: PandaId; readonly command: string | undefined }
  | { readonly report: 'transferEnded'; readonly number: number; readonly arrived: boolean }
  | { readonly report: 'pilotsLost'; readonly queue: string; readonly cores: number; readonly pilots: number }
  | { readonly report: 'queueChanged'; readonly queue: string; readonly status: QueueStatus }
  | { readonly report: 'kill'; readonly id: PandaId }
  | { readonly report: 'killGently'; readonly id: PandaId }
  | { readonly report: 'killTask'; readonly task: number }
  | { readonly report: 'reprioritise'; readonly task: number; readonly priority: number }
  | { readonly report: 'pause'; readonly isPaused: boolean }
  | { readonly report: 'limits'; readonly constants: Readonly<Record<string, number>> }
  | {
      readonly report: 'datasetKnown'
      readonly name: string
      readonly bytes: Bytes
      readonly sites: readonly string[]
      readonly files: number
      readonly tapes: readonly string[]
    }
  | {
      readonly report: 'replicaArrived'
      readonly dataset: string
      readonly site: string
      readonly kind: 'primary' | 'cached'
    }
  | {
      readonly report: 'replicaGone'
      readonly dataset: string
      readonly site: string
      readonly kind: 'primary' | 'cached' | 'tape'
    }
  | { readonly report: 'storageChanged'; readonly site: string; readonly news: Partial<Storage> }
  | { readonly report: 'linkMeasured'; readonly from: string; readonly to: string; readonly rates: MeasuredRates }
  /** Changes nothing: takes the key that it comes under for a request whose parts come under keys of their own. */
  | { readonly report: 'claim' }

export type LiveReportName = LiveReport['report']

/** What a pilot reports of its job. */
export interface OfJob {
  readonly id: PandaId
  /** The attempt that it means; undefined: that of the PandaID. */
  readonly attempt?: number | undefined
  /** What else it says: kept, and shown to people. */
  readonly said?: Said | undefined
}

/** A pilot asks for a job. Limits of 0 and what is undefined are not given. */
export interface PilotRequest {
  readonly queue: string
  /** Cores of its slot; 0: it does not say, and takes a job of any width that the queue has. */
  readonly cores: number
  /** False when it asks again after a job; undefined: it does not say, and one whose name has asked before asks again. */
  readonly first?: boolean | undefined
  /** Its own name; a request that is repeated under it gets the same job again for a while (DESIGN §1.7). */
  readonly worker: string | undefined
  readonly memoryMB: number
  readonly scratchMB: number
  readonly remainingSeconds: Seconds
  readonly label?: string | undefined
  /** Number of the one resource type it runs. */
  readonly resourceType?: number | undefined
  /** The one user, and the number of the one task, whose jobs it runs. */
  readonly user?: string | undefined
  readonly task?: number | undefined
}

/** A job that a pilot was given. */
export interface Dispatch {
  readonly id: PandaId
  /** Number of its task. */
  readonly task: number
  readonly taskName: string
  readonly ordinal: number
  readonly attempt: number
  readonly queue: string
  readonly cores: number
  /** Wall time it asks for; 0 when unknown. */
  readonly walltimeSeconds: Seconds
  readonly user: string
  /** What it runs, as JSON: what all jobs of the task have in common, and its own, whose fields replace the common ones. */
  readonly specs: { readonly common?: string; readonly own?: string }
  /** Whether the same pilot was given it before. */
  readonly isRepeated: boolean
}

/** Whether the job is with a pilot; a pilot that is told false should stop it. */
export interface Acknowledgement {
  readonly known: boolean
  /** State of the job before this was said; undefined: it had ended, or never was. */
  readonly state?: JobStateName
  /** What the pilot is to do, in PanDA's words such as `tobekilled`; undefined: nothing. */
  readonly command?: string
}

/** What a task got. */
export interface Submitted {
  readonly task: number
  readonly name: string
}

/** Answers to the reports that have one. */
interface Answers {
  readonly submit: Submitted
  readonly pilotAsks: Dispatch | undefined
  readonly accepted: Acknowledgement
  readonly started: Acknowledgement
  readonly heartbeat: Acknowledgement
  readonly ended: Acknowledgement
}

/** The answer to a report; undefined for those that have none. */
export type AnswerTo<Name extends LiveReportName> = Name extends keyof Answers ? Answers[Name] : undefined

/** Under what a request may come again: the same key gets the same answer. */
export interface RequestKey {
  readonly key: string
  /** Of all that the request asks for: another one under the same key is refused. Undefined: the key alone says what it asks for. */
  readonly fingerprint?: string
}

/** The host takes no more reports: it is closing, or has stopped after a fault. */
export class HostStopped extends Error {}

/** Kinds of rows that the host keeps for its surroundings: tokens, bans, Harvester's workers and instances, secrets of users, hours of the monitor. */
export const surroundingKinds = ['token', 'ban', 'worker', 'harvester', 'secret', 'history'] as const
export type SurroundingKind = (typeof surroundingKinds)[number]

/** The host as its surroundings see it. */
export interface HostDoor {
  /** When the store was made, milliseconds since 1970: the zero of the core's time. */
  readonly bornMilliseconds: number
  now(): Seconds
  /**
   * Applied to the core, committed, then answered.
   * @param key idempotency key: the same key gets the same answer again
   * @throws BadInput (as a rejection) when the core refuses or the key was another request's, HostStopped when it takes no more reports
   */
  report<Name extends LiveReportName>(
    report: LiveReport & { readonly report: Name },
    key?: RequestKey,
  ): Promise<AnswerTo<Name>>
  /** A question to the core as last committed: quick, changes nothing. */
  ask<T>(question: (core: Core, now: Seconds) => T): Promise<T>
  /** For reads of what has ended, of facts and of specifications. */
  readonly store: Store
  /** Has rows of the surroundings' own kept, such as tokens: resolved once they are committed. */
  keep(rows: readonly RowChange[]): Promise<void>
  /** What was kept of that kind when the host began. */
  keptRows(kind: SurroundingKind): readonly KeptRow[]
  /** Row of a job in the core's table, for questions; NONE when it has ended or never was. */
  rowOf(id: PandaId): JobRow
  /** The pilot that was given a job, by its name; undefined: nobody was, or it did not say. */
  workerOf(id: PandaId): string | undefined
  /** What the pilot of a job that has not ended said of it; undefined: nothing. */
  saidOf(id: PandaId): Said | undefined
  /** Reports that wait to be applied. */
  readonly waiting: number
  /** Tells of new facts once they are committed, by the running number of the newest and the commit. @returns how to stop listening */
  onCommit(heard: (facts: number, commit: Commit) => void): () => void
  /** Tells of pilots that asked for a job at a queue, and whether there was none, once they are answered. @returns how to stop listening */
  onAsk(heard: (queue: string, isEmpty: boolean) => void): () => void
  /** Ends decently: no more reports are taken, all is committed. */
  close(): Promise<void>
}

/** What the archive keeps of an ended attempt as `EndedJob.body`; times in seconds of the core, null: never happened. */
export interface EndedJobDetails {
  readonly taskName: string
  readonly attempt: number
  readonly priority: number
  readonly cores: number
  readonly createdAt: Seconds
  readonly placedAt: Seconds | null
  readonly startedAt: Seconds | null
  /** 0: none. */
  readonly errorCode: number
  /** In the words of `causeNames`. */
  readonly cause: string
  /** Dataset that it reads, where it does. */
  readonly dataset?: string
  /** What its pilot said of it. */
  readonly said?: Said
}

/** What the archive keeps of an ended task as `EndedTask.body`. */
export interface EndedTaskDetails {
  /** As it was submitted, with the priority that it had last. */
  readonly submission: TaskSubmission
  readonly submittedAt: Seconds
  /** Lineages by how they ended. */
  readonly finished: number
  readonly failed: number
  readonly cancelled: number
}
