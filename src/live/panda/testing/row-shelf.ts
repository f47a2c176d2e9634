import type { KeptRow, RowChange } from '../../store/commit.js'

/** Rows as a store keeps them, and a clock: for books that are closed and opened again. */
export class RowShelf {
  nowMilliseconds = Date.UTC(2026, 0, 1)
  private readonly kept = new Map<string, KeptRow>()

  readonly save = (changes: readonly RowChange[]): Promise<void> => {
    for (const { kind, key, body } of changes) {
      if (body === undefined) this.kept.delete(`${kind} ${key}`)
      else this.kept.set(`${kind} ${key}`, { kind, key, body })
    }
    return Promise.resolve()
  }

  readonly now = (): number => this.nowMilliseconds

  /** By their keys, as a store gives them. */
  get rows(): readonly KeptRow[] {
    return [...this.kept.values()].sort((one, other) => one.key - other.key)
  }

  pass(hours: number): void {
    this.nowMilliseconds += hours * 3_600_000
  }
}
