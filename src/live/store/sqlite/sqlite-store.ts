import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Bytes, Seconds } from '../../../model/units.js'
import { columnsOf } from '../commit-columns.js'
import type { Commit } from '../commit.js'
import { type Found, sqlite, type Value } from '../dialect.js'
import { type Snapshot, SqlStore } from '../sql-store.js'
import type { Opening } from '../store.js'
import { snapshotOf } from './sqlite-snapshot.js'
import { SqliteThread } from './sqlite-thread.js'

/** Files that hosts of this process have open: between these the epoch alone decides. */
const openHere = new Map<string, number>()

/**
 * A store in one SQLite file. One thread writes, one answers short questions; long reading gets a thread of its own for as long as
 * it takes.
 */
export class SqliteStore extends SqlStore {
  protected override readonly dialect = sqlite
  override readonly place: string
  private writer: SqliteThread<'writer'> | undefined
  private reader: SqliteThread<'reader'> | undefined
  private readonly asides = new Set<Promise<unknown>>()
  private isCounted = false

  constructor(file: string) {
    super()
    this.place = resolve(file)
  }

  override async open(): Promise<Opening> {
    const others = openHere.get(this.place) ?? 0
    this.writer = new SqliteThread('writer')
    const opening = await this.writer.call('lead', this.place, others === 0, Date.now())
    openHere.set(this.place, others + 1)
    this.isCounted = true
    this.reader = new SqliteThread('reader')
    await this.reader.call('open', this.place, false)
    return opening
  }

  override async commit(commit: Commit): Promise<void> {
    await this.writer!.call('commit', columnsOf(commit))
  }

  override forget(before: Seconds): Promise<boolean> {
    return this.writer!.call('forget', before)
  }

  override backUp(file: string): Promise<void> {
    return this.thread((reader) => reader.call('copy', resolve(file)), false)
  }

  override async close(): Promise<void> {
    await Promise.allSettled(this.asides)
    await this.reader?.close()
    await this.writer?.close()
    if (this.isCounted) openHere.set(this.place, openHere.get(this.place)! - 1)
    this.isCounted = false
  }

  protected override read(sql: string, values: readonly Value[]): Promise<readonly Found[]> {
    return this.reader!.call('read', sql, values)
  }

  protected override aside<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.thread((reader) => work(snapshotOf(reader)), true)
  }

  protected override async bytes(): Promise<Bytes> {
    const log = await stat(`${this.place}-wal`).catch(() => undefined)
    return (await stat(this.place)).size + (log?.size ?? 0)
  }

  protected override async inspect(snapshot: Snapshot): Promise<readonly string[]> {
    const found = await snapshot.read('PRAGMA integrity_check')
    return found.map(([words]) => String(words)).filter((words) => words !== 'ok')
  }

  /** Work with a thread of its own, which `close` waits for. */
  private async thread<T>(work: (reader: SqliteThread<'reader'>) => Promise<T>, isSnapshot: boolean): Promise<T> {
    const reader = new SqliteThread('reader')
    const result = reader
      .call('open', this.place, isSnapshot)
      .then(() => work(reader))
      .finally(() => reader.close())
    this.asides.add(result)
    try {
      return await result
    } finally {
      this.asides.delete(result)
    }
  }
}
