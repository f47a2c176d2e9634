import { rmSync } from 'node:fs'
import type { Value } from '../dialect.js'
import { Connection } from './connection.js'
import { partialOf, placeNewFile } from './new-file.js'

/** Fills a new SQLite file with the tables of another store, in a thread of its own. */
export class SqliteFiller {
  private connection: Connection | undefined
  private file = ''

  /** @param version layout of what is to come */
  begin(file: string, version: number): void {
    const partial = partialOf(file)
    this.file = file
    this.connection = Connection.forWriting(partial)
    // Nobody needs half of this file: it is made to last at the end.
    this.connection.pragma('journal_mode = MEMORY')
    this.connection.pragma('synchronous = OFF')
    this.connection.migrate(version)
    this.connection.execute('BEGIN IMMEDIATE')
    this.connection.execute('DELETE FROM meta')
  }

  /** Puts rows into a table: values of one row after the other. */
  fill(table: string, columns: readonly string[], values: readonly Value[]): void {
    const marks = columns.map((_, index) => `$${index + 1}`)
    const statement = this.connection!.statement(`INSERT INTO ${table}(${columns.join()}) VALUES (${marks.join()})`)
    for (let start = 0; start < values.length; start += columns.length)
      statement.run(values.slice(start, start + columns.length))
  }

  /** Gives the file its name. */
  finish(): void {
    this.connection!.execute('COMMIT')
    this.connection!.close()
    placeNewFile(this.connection!.file, this.file)
    this.connection = undefined
  }

  /** Without `finish` before, nothing is left. */
  close(): void {
    if (this.connection === undefined) return
    this.connection.close()
    rmSync(this.connection.file, { force: true })
  }
}
