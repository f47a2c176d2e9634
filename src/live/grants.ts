import { JobState } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import type { PilotRequest } from './door.js'
import type { KeptRow, RowChange } from './store/commit.js'

/** Names of pilots that are remembered for having asked. */
const MOST_NAMES = 500_000

/** For how long a request that is repeated gets the same job again (DESIGN §1.7). */
const REPEAT_SECONDS = 600

interface Grant {
  readonly worker: string
  readonly at: Seconds
}

/**
 * Which pilot was given which job. A getJob that the same worker repeats, while its last job is still `sent` and nothing was
 * reported of it, receives that job again for ten minutes: its answer may have been lost. Requests without the name of a worker
 * are exempt.
 */
export class Grants {
  private readonly byJob = new Map<PandaId, Grant>()
  private readonly lastOf = new Map<string, PandaId>()
  private readonly changed = new Set<PandaId>()
  /** Pilots that have asked since the host began. */
  private readonly asked = new Set<string>()

  /** @param kept rows of kind `grant` */
  constructor(kept: readonly KeptRow[]) {
    const grants = kept.map(({ key, body }) => [key, JSON.parse(body) as Grant] as const)
    // Jobs are not given in the order of their PandaIDs, and a worker's last one counts.
    for (const [id, grant] of grants.sort(([, one], [, other]) => one.at - other.at)) this.set(id, grant)
    this.changed.clear()
  }

  /** The job that the worker was given before and may have again; NONE when there is none. */
  repeated(worker: string | undefined, state: State, rowOf: (id: PandaId) => JobRow, now: Seconds): JobRow {
    const id = worker === undefined ? undefined : this.lastOf.get(worker)
    const row = id === undefined ? NONE : rowOf(id)
    if (row === NONE || state.jobs.state(row) !== JobState.sent) return NONE
    // Since it was sent, less the time in which nobody could have asked.
    return now - state.jobs.since(row) > REPEAT_SECONDS ? NONE : row
  }

  /** Whether a pilot asks for the first time: as it says itself, else by its name. */
  isFirst({ first, worker }: PilotRequest): boolean {
    const isNew = worker === undefined || !this.asked.has(worker)
    if (worker !== undefined && isNew) {
      if (this.asked.size >= MOST_NAMES) this.asked.clear()
      this.asked.add(worker)
    }
    return first ?? isNew
  }

  give(id: PandaId, worker: string | undefined, at: Seconds): void {
    if (worker !== undefined) this.set(id, { worker, at })
  }

  workerOf(id: PandaId): string | undefined {
    return this.byJob.get(id)?.worker
  }

  /** The job has ended. */
  forget(id: PandaId): void {
    const grant = this.byJob.get(id)
    if (grant === undefined) return
    this.byJob.delete(id)
    if (this.lastOf.get(grant.worker) === id) this.lastOf.delete(grant.worker)
    this.changed.add(id)
  }

  /** Rows that are new or gone since this was last asked. */
  changes(): RowChange[] {
    const changes = [...this.changed].map((key): RowChange => {
      const grant = this.byJob.get(key)
      return { kind: 'grant', key, body: grant === undefined ? undefined : JSON.stringify(grant) }
    })
    this.changed.clear()
    return changes
  }

  private set(id: PandaId, grant: Grant): void {
    this.byJob.set(id, grant)
    this.lastOf.set(grant.worker, id)
    this.changed.add(id)
  }
}
