import type { JobState } from '../../model/job-state.js'
import type { PandaId } from '../../model/units.js'
import type { Dispatch, LiveReport, SurroundingKind } from '../door.js'
import type { SubmittedJobs } from './panda-calls.js'
import type { Moment } from './virtual-network.js'

/** An answer that has left a host. */
export interface Answered extends Moment {
  readonly report: LiveReport
  /** Who asked, and for the how-manieth time something else: repeated requests bear the same words. */
  readonly asker: string
  /** Whether it came under a key: however often it came, it was to be done once. */
  readonly isKeyed: boolean
  readonly answer: unknown
}

/** A job that a pilot was given, as far as the wire tells it. */
export interface GivenJob extends Dispatch {
  /** Arguments of its program, where the wire tells these instead of specifications. */
  readonly program?: string
}

/** What a reader was told of a job; undefined: that there is none. */
export interface Seen extends Moment {
  readonly id: PandaId
  readonly state: JobState | undefined
}

/** Jobs that were submitted as such. */
export interface JobsIn extends SubmittedJobs, Moment {}

/** All that anybody may have seen of the host: what is never to be contradicted. */
export class Ledger {
  readonly answered: Answered[] = []
  readonly seen: Seen[] = []
  readonly jobsIn: JobsIn[] = []
  /** Rows of the surroundings that were said to be kept, by a word in their bodies. */
  readonly kept = new Map<string, SurroundingKind>()

  answer(answered: Answered): void {
    this.answered.push(answered)
  }

  see(jobs: readonly Pick<Seen, 'id' | 'state'>[], moment: Moment): void {
    for (const job of jobs) this.seen.push({ ...job, ...moment })
  }

  keep(kind: SurroundingKind, word: string): void {
    this.kept.set(word, kind)
  }
}
