import type { PandaId } from '../model/units.js'
import type { KeptRow, RowChange } from './store/commit.js'

/** What a pilot said of a job beyond what the core hears, by PanDA's names of the fields (panda-protocol.md §2.5). */
export type Said = Readonly<Record<string, string | number>>

/** What a pilot is told whose job is to end, in PanDA's word. */
export const STOP = 'tobekilled'

interface Words {
  readonly said: Said
  /** What the pilot is told whenever it says something. */
  readonly command?: string | undefined
}

/** What pilots said last of the jobs that have not ended, and what they are to be told. The core knows nothing of it. */
export class PilotWords {
  private readonly byJob = new Map<PandaId, Words>()
  private readonly changed = new Set<PandaId>()

  /** @param kept rows of kind `said` */
  constructor(kept: readonly KeptRow[]) {
    for (const { key, body } of kept) this.byJob.set(key, JSON.parse(body) as Words)
  }

  /** The pilot said this: it takes the place of what it said before of the same. */
  hear(id: PandaId, said: Said | undefined): void {
    if (said === undefined) return
    const before = this.byJob.get(id)
    this.set(id, { ...before, said: { ...before?.said, ...said } })
  }

  /** All that was said of a job; undefined: nothing was. */
  of(id: PandaId): Said | undefined {
    return this.byJob.get(id)?.said
  }

  commandOf(id: PandaId): string | undefined {
    return this.byJob.get(id)?.command
  }

  /** @param command undefined: the pilot is told nothing any more */
  tell(id: PandaId, command: string | undefined): void {
    this.set(id, { said: this.byJob.get(id)?.said ?? {}, command })
  }

  /** The job has ended. */
  forget(id: PandaId): void {
    if (this.byJob.delete(id)) this.changed.add(id)
  }

  /** Rows that are new or gone since this was last asked. */
  changes(): RowChange[] {
    const changes = [...this.changed].map((key): RowChange => {
      const words = this.byJob.get(key)
      return { kind: 'said', key, body: words === undefined ? undefined : JSON.stringify(words) }
    })
    this.changed.clear()
    return changes
  }

  get hasChanges(): boolean {
    return this.changed.size > 0
  }

  private set(id: PandaId, words: Words): void {
    this.byJob.set(id, words)
    this.changed.add(id)
  }
}
