import type { SurroundingKind } from '../door.js'
import type { KeptRow, RowChange } from '../store/commit.js'

/** Things with names, each kept as a row of one kind: the one that was put last stands last. */
export class KeptTable<T> {
  private readonly held = new Map<string, { readonly key: number; readonly value: T }>()
  private lastKey = 0

  /**
   * @param nameOf what tells things apart
   * @param rows as the host's store has them
   * @param putAt when a thing was put: rows come by their keys
   */
  constructor(
    private readonly kind: SurroundingKind,
    private readonly nameOf: (value: T) => string,
    rows: readonly KeptRow[],
    putAt: (value: T) => number = () => 0,
  ) {
    const found = rows.map(({ key, body }) => ({ key, value: JSON.parse(body) as T }))
    found.sort((one, other) => putAt(one.value) - putAt(other.value))
    for (const one of found) this.held.set(nameOf(one.value), one)
    for (const { key } of found) this.lastKey = Math.max(this.lastKey, key)
  }

  get size(): number {
    return this.held.size
  }

  get(name: string): T | undefined {
    return this.held.get(name)?.value
  }

  *values(): Generator<T> {
    for (const { value } of this.held.values()) yield value
  }

  /** Holds a thing, in the place of the one of its name. @returns what is to be kept */
  put(value: T): RowChange {
    const name = this.nameOf(value)
    const key = this.held.get(name)?.key ?? ++this.lastKey
    this.held.delete(name)
    this.held.set(name, { key, value })
    return { kind: this.kind, key, body: JSON.stringify(value) }
  }

  /** @returns what is to be kept; undefined: there was none */
  drop(name: string): RowChange | undefined {
    const held = this.held.get(name)
    this.held.delete(name)
    return held && { kind: this.kind, key: held.key, body: undefined }
  }
}
