import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { BadInput } from '../../../model/bad-input.js'
import { sqlite, type Found, type Value } from '../dialect.js'
import { stepsAbove } from '../migrations.js'

/** How long a statement waits for a lock that another process holds for a moment. */
const PATIENCE_MILLISECONDS = 5000

/** A prepared statement. All parameters are given at once. */
export interface Statement {
  run(values: readonly Value[]): { changes: number }
  get(values: readonly Value[]): Found | undefined
  all(values: readonly Value[]): readonly Found[]
  iterate(values: readonly Value[]): Iterator<Found, undefined>
}

/** One connection to an SQLite file. Every statement is prepared once. */
export class Connection {
  private readonly statements = new Map<string, Statement>()

  private constructor(
    private readonly database: Database.Database,
    readonly file: string,
  ) {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE_MILLISECONDS}`)
  }

  /** For a thread that writes. Makes the file when there is none. */
  static forWriting(file: string): Connection {
    const connection = connect(file, () => new Connection(new Database(file), file))
    // FULL: each commit is on the disk before it is answered. Checkpoints are made by hand, between commits.
    for (const setting of ['synchronous = FULL', 'wal_autocheckpoint = 0', 'journal_size_limit = 67108864'])
      connection.pragma(setting)
    connection.pragma('cache_size = -65536')
    return connection
  }

  /** For a thread that only reads; the file must be there. */
  static forReading(file: string): Connection {
    wantFile(file)
    const connection = connect(file, () => new Connection(new Database(file), file))
    connection.pragma('query_only = 1')
    return connection
  }

  statement(sql: string): Statement {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    const statement = this.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  /** Asks for a setting or changes one, which may have an answer. */
  pragma(setting: string): Found | undefined {
    return this.statement(`PRAGMA ${setting}`).all([])[0]
  }

  execute(sql: string): void {
    this.database.exec(sql)
  }

  /** All of it or nothing; nobody else writes meanwhile. */
  transaction<T>(work: () => T): T {
    this.execute('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.execute('COMMIT')
      return result
    } catch (error) {
      this.endTransaction()
      throw error
    }
  }

  /** Takes back what is not committed. Some errors, such as a full disk, have ended the transaction already. */
  endTransaction(): void {
    if (this.database.inTransaction) this.execute('ROLLBACK')
  }

  /** Version of the layout; 0: a file without tables. @throws BadInput when its tables are not a store's */
  version(): number {
    const tables = this.statement("SELECT name FROM sqlite_master WHERE type = 'table'").all([])
    if (tables.length === 0) return 0
    const names = tables.map(([name]) => name)
    if (!['meta', 'rows', 'facts'].every((name) => names.includes(name))) throw noStore(this.file)
    return this.statement('SELECT version FROM meta').get([])![0] as number
  }

  /** Brings the layout to this version, by default the newest. */
  migrate(upTo?: number): void {
    for (const { statements } of stepsAbove(this.version(), sqlite, this.file, upTo))
      this.transaction(() => statements.forEach((sql) => this.execute(sql)))
  }

  /** A statement whose rows come as arrays. The types of the library leave out that it can say whether there will be rows. */
  private prepare(sql: string): Statement {
    const statement = this.database.prepare(sql) as Database.Statement & { readonly reader: boolean }
    return (statement.reader ? statement.raw() : statement) as unknown as Statement
  }

  close(): void {
    this.statements.clear()
    this.database.close()
  }
}

/** Opens a connection, and reads the file as soon as it is open. @throws BadInput when it is not one of SQLite's */
function connect(file: string, open: () => Connection): Connection {
  try {
    const connection = open()
    connection.pragma('schema_version')
    return connection
  } catch (error) {
    if ((error as { code?: string }).code === 'SQLITE_NOTADB') throw noStore(file)
    throw error
  }
}

function noStore(file: string): BadInput {
  return new BadInput(file, 'the file is not a store of ailuro', "a store's file, or a path where nothing is yet")
}

/** @throws BadInput when there can be no file at this path */
export function wantFolderOf(file: string): void {
  const folder = dirname(file)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new BadInput(file, `there is no folder ${folder}`, 'a path in a folder that exists')
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new BadInput(file, 'it is a folder', 'the path of a file')
}

function wantFile(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new BadInput(file, 'there is no such file', 'the path of a store or of a backup')
}
