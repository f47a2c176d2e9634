import type { Seconds } from '../../model/units.js'
import type { Pair } from './about.js'

/** What is looked for among jobs; what is undefined is not asked for. */
export interface JobFilter {
  readonly state?: string | undefined
  readonly queue?: string | undefined
  readonly site?: string | undefined
  readonly user?: string | undefined
  readonly task?: number | undefined
  /** Error code. */
  readonly error?: number | undefined
  /** PandaIDs below this one: the next page. */
  readonly below?: number | undefined
  readonly limit: number
}

export interface JobInList {
  readonly id: number
  readonly task: number
  readonly taskName: string
  readonly ordinal: number
  readonly attempt: number
  readonly user: string
  readonly state: string
  readonly queue: string | null
  readonly site: string | null
  readonly priority: number
  readonly cores: number
  readonly createdAt: Seconds | null
  readonly startedAt: Seconds | null
  readonly since: Seconds
  readonly error: JobError | null
}

export interface JobError {
  readonly code: number
  readonly cause: string
  /** In words. */
  readonly text: string
}

/** All that is known of a job. */
export interface JobTold extends JobInList {
  /** What happened to it, oldest first. */
  readonly story: readonly { readonly at: Seconds; readonly what: string }[]
  readonly attempts: readonly Pick<JobInList, 'id' | 'attempt' | 'state' | 'queue' | 'error'>[]
  readonly inputs: readonly FileTold[]
  readonly outputs: readonly FileTold[]
  /** Command, memory, wall time and such, as pairs of words. */
  readonly needs: readonly Pair[]
  /** What its pilot said of it. */
  readonly said: readonly Pair[]
  /** The end of its log; null: there is none. */
  readonly log: string | null
  readonly why: Why | null
}

export interface FileTold {
  readonly name: string
  readonly bytes: number | null
  readonly text: string
}

/** Why a job is where it is, or waits: what the policy made of every queue. */
export interface Why {
  /** What it waits for or what chose its place, as sentences. */
  readonly findings: readonly string[]
  /** What would bring it on: end of a sentence that begins with "It would go on if"; null: nothing is known. */
  readonly change: string | null
  readonly policy: string
  readonly verdicts: readonly Verdict[]
}

/** What became of one queue. */
export interface Verdict {
  readonly queue: string
  readonly site: string
  readonly isChosen: boolean
  /** The step that refused it; null: none did. */
  readonly step: string | null
  /** What was found and what is allowed, in words. */
  readonly text: string
  readonly value: number | null
  readonly threshold: number | null
  /** Null: it was refused before it was weighed. */
  readonly weight: number | null
}
