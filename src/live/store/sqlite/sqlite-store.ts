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

/** Between checkpoints; after a crash, no more than this must be brought from the log into the file. */
const CHECKPOINT_MILLISECONDS = 1000

/** Files that hosts of this process have open: between these the epoch alone decides. */
const openHere = new Map<string, number>()

/**
 * A store in one SQLite file. One thread writes, one makes checkpoints, one answers short questions; long reading gets a thread of
 * its own for as long as it takes.
 */
export class SqliteStore extends SqlStore {
  protected override readonly dialect = sqlite
  override readonly place: string
  private writer: SqliteThread<'writer'> | undefined
  private checkpointer: SqliteThread<'checkpointer'> | undefined
  private reader: SqliteThread<'reader'> | undefined
  private readonly asides = new Set<Promise<unknown>>()
  private isCounted = false
  private nextCheckpoint = 0

  constructor(file: string) {
    super()
    this.place = resolve(file)
  }

  override async open(): Promise<Opening> {
    const others = openHere.get(this.place) ?? 0
    this.writer = new SqliteThread('writer', this.place)
    try {
      const opening = await this.writer.call('lead', this.place, others === 0, Date.now())
      openHere.set(this.place, others + 1)
      this.isCounted = true
      this.checkpointer = new SqliteThread('checkpointer', this.place)
      this.reader = new SqliteThread('reader', this.place)
      await Promise.all([this.checkpointer.call('open', this.place), this.reader.call('open', this.place, false)])
      return opening
    } catch (error) {
      await this.close()
      throw error
    }
  }

  override async commit(commit: Commit): Promise<void> {
    await this.writer!.call('commit', columnsOf(commit))
    this.checkpointNowAndThen()
  }

  override async forget(before: Seconds): Promise<boolean> {
    const isLeft = await this.writer!.call('forget', before)
    this.checkpointNowAndThen()
    return isLeft
  }

  override backUp(file: string): Promise<void> {
    return this.thread((reader) => reader.call('copy', resolve(file)), false)
  }

  override async close(): Promise<void> {
    await Promise.allSettled(this.asides)
    // The writer last: what is left of the log goes into the file then.
    await Promise.all([this.reader?.close(), this.checkpointer?.close()])
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

  /** The checkpointer does most of it while commits go on; only when the writer finds nothing left does the log begin anew. */
  private checkpointNowAndThen(): void {
    if (performance.now() < this.nextCheckpoint) return
    this.nextCheckpoint = Infinity
    const done = this.checkpointer!.call('checkpoint').then(() => this.writer!.call('checkpoint'))
    // What cannot be brought into the file stays in the log, and a disk that fails is met by the next commit.
    void done.catch(() => undefined).then(() => (this.nextCheckpoint = performance.now() + CHECKPOINT_MILLISECONDS))
  }

  /** Work with a thread of its own, which `close` waits for. */
  private async thread<T>(work: (reader: SqliteThread<'reader'>) => Promise<T>, isSnapshot: boolean): Promise<T> {
    const reader = new SqliteThread('reader', this.place)
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
