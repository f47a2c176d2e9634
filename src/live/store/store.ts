import type { PandaId, Seconds } from '../../model/units.js'
import type {
  Commit,
  EndedJob,
  EndedJobQuery,
  EndedTask,
  EndedTaskQuery,
  FactPage,
  JobSpec,
  KeptAnswer,
  KeptRow,
  StoreSize,
} from './commit.js'

/** What a store says of itself when a host takes it over. */
export interface Opening {
  /** When the store was made, milliseconds since 1970: the zero of the core's time. */
  readonly bornMilliseconds: number
  /** Number of this leadership: commits under an earlier one are refused from now on (DESIGN §1.8). */
  readonly epoch: number
  /** Running number, time and last fact of the last commit; 0 in a new store. */
  readonly sequence: number
  readonly at: Seconds
  readonly facts: number
}

/** Another host leads by now: this one must stop. */
export class LostLeadership extends Error {
  override readonly name = 'LostLeadership'

  /** Why nothing of a commit was written, in words. */
  static because(place: string, own: number, epoch: number, last: number, sequence = last + 1): LostLeadership {
    return new LostLeadership(
      epoch !== own
        ? `${place}: another host leads since epoch ${epoch}; this one had epoch ${own}`
        : `${place}: the last commit is ${last}, so commit ${sequence} cannot follow`,
    )
  }
}

/** A store cannot be opened: its place cannot be reached, or not be written to. */
export class StoreNotOpened extends Error {}

/**
 * Keeps what must survive a crash (DESIGN §1.7). It knows rows, not rules. One host writes; reads see what is committed.
 * Every method may fail with the error of the disk or of the connection.
 */
export interface Store {
  /** Where it is, in words without secrets: a path, or a host and a database. */
  readonly place: string
  /** Makes or migrates the tables and takes the leadership. To be called once, before all else. */
  open(): Promise<Opening>
  /** Makes a commit last. Resolved once the disk has it. @throws LostLeadership when another host has taken over */
  commit(commit: Commit): Promise<void>
  /** Every row kept of these kinds, in the order of the kinds and by key, in batches; all as of one moment. */
  rows(kinds: readonly string[], each: (rows: readonly KeptRow[]) => void): Promise<void>
  /** What jobs run: one body for each of the pairs asked for, in their order; undefined where nothing is kept. */
  specs(keys: readonly Pick<JobSpec, 'task' | 'ordinal'>[]): Promise<readonly (string | undefined)[]>
  /** Facts from this running number on, at most so many. */
  facts(first: number, limit: number): Promise<FactPage>
  endedJob(id: PandaId): Promise<EndedJob | undefined>
  endedJobs(query: EndedJobQuery): Promise<readonly EndedJob[]>
  endedTask(number: number): Promise<EndedTask | undefined>
  endedTasks(query: EndedTaskQuery): Promise<readonly EndedTask[]>
  answer(key: string): Promise<KeptAnswer | undefined>
  /**
   * Forgets a slice of what ended before this time: attempts, tasks with their specifications, answers, facts of commits that are older.
   * @returns whether anything is left to forget
   */
  forget(before: Seconds): Promise<boolean>
  size(): Promise<StoreSize>
  /** Looks for damage: what is found, in words; empty when all is well. */
  check(): Promise<readonly string[]>
  /** Writes all of it into a new file while it is in use. */
  backUp(file: string): Promise<void>
  close(): Promise<void>
}
