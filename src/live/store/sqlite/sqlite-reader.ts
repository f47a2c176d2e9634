import { rmSync } from 'node:fs'
import type { Found, Value } from '../dialect.js'
import { Connection } from './connection.js'
import { partialOf, placeNewFile } from './new-file.js'

/** A batch of a long answer ends after so many rows or so much text. */
const BATCH_ROWS = 2000
const BATCH_CHARACTERS = 4_000_000

/** A batch: values of one row after the other, which is cheaper to hand to another thread than rows. */
export interface Batch {
  readonly width: number
  readonly values: readonly Value[]
}

/** Reads an SQLite store, in a thread of its own. */
export class SqliteReader {
  private connection: Connection | undefined
  private cursor: Iterator<Found, undefined> | undefined

  /** @param isSnapshot whether all that is read from now on is of one moment */
  open(file: string, isSnapshot: boolean): void {
    this.connection = Connection.forReading(file)
    if (isSnapshot) this.connection.execute('BEGIN')
  }

  version(): number {
    return this.connection!.version()
  }

  read(sql: string, values: readonly Value[]): readonly Found[] {
    return this.connection!.statement(sql).all(values)
  }

  /** Begins a long answer; it is to be read to its end, or the thread ended. */
  begin(sql: string): void {
    this.cursor = this.connection!.statement(sql).iterate([])
  }

  /** The next batch; empty at the end. */
  next(): Batch {
    const values: Value[] = []
    let width = 0
    let characters = 0
    for (let rows = 0; rows < BATCH_ROWS && characters < BATCH_CHARACTERS; rows++) {
      const { value } = this.cursor!.next()
      if (value === undefined) break
      width = value.length
      for (const one of value) {
        values.push(one)
        if (typeof one === 'string') characters += one.length
      }
    }
    return { width, values }
  }

  /** Writes all of the store into a new file. The copy is of one moment; a snapshot, which would be in its way, ends. */
  copy(to: string): void {
    this.connection!.endTransaction()
    this.connection!.pragma('query_only = 0')
    const partial = partialOf(to)
    try {
      this.connection!.statement('VACUUM INTO $1').run([partial])
      placeNewFile(partial, to)
    } finally {
      rmSync(partial, { force: true })
    }
  }

  close(): void {
    this.connection?.close()
  }
}
