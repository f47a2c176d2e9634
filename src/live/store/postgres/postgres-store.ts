import pg from 'pg'
import type { Bytes, Seconds } from '../../../model/units.js'
import { type CommitColumns, columnsOf } from '../commit-columns.js'
import type { Commit } from '../commit.js'
import { type Found, postgres, type Value } from '../dialect.js'
import { forgetStatements } from '../forget-statements.js'
import { type Snapshot, SqlStore } from '../sql-store.js'
import { writeBackup } from '../sqlite/write-backup.js'
import { LostLeadership, type Opening } from '../store.js'
import { type Address, addressOf, SCHEMA } from './address.js'
import { commitStatement } from './commit-statement.js'
import { connectAndMigrate, inTransaction } from './connection.js'
import { snapshotOf } from './postgres-snapshot.js'

/** Connections for reading; those not in use are given back after a while. */
const READERS = 4

/**
 * A store in a PostgreSQL database. Commits have a connection of their own, and when it is lost, the commit under way and all after it
 * fail, as nobody knows what became of it; reading connects anew.
 */
export class PostgresStore extends SqlStore {
  protected override readonly dialect = postgres
  override readonly place: string
  private readonly address: Address
  private readonly readers: pg.Pool
  private writer: pg.Client | undefined
  private epoch = 0
  private lastCommit: Promise<void> = Promise.resolve()
  /** Why there can be no more commits. */
  private failure: Error | undefined

  /** @throws BadInput when this is not the address of a database */
  constructor(url: string) {
    super()
    this.address = addressOf(url)
    this.place = this.address.place
    this.readers = new pg.Pool({ ...this.address.forReading, max: READERS })
    // A connection that is lost fails the question under way, if there is one, and is replaced when one is needed.
    this.readers.on('error', () => undefined)
    this.readers.on('connect', (client) => client.on('error', () => undefined))
  }

  override async open(): Promise<Opening> {
    this.writer = await connectAndMigrate(this.address).catch(async (error: unknown) => {
      await this.close()
      throw error
    })
    const { rows } = await this.writer.query<[number, number, number, number, number]>({
      text: `UPDATE meta SET epoch = epoch + 1, born = CASE WHEN born = 0 THEN $1 ELSE born END
        RETURNING born, epoch, sequence, at, facts`,
      values: [Date.now()],
      rowMode: 'array',
    })
    const [bornMilliseconds, epoch, sequence, at, facts] = rows[0]
    this.epoch = epoch
    return { bornMilliseconds, epoch, sequence, at, facts }
  }

  override async commit(commit: Commit): Promise<void> {
    const columns = columnsOf(commit)
    // The connection takes one statement at a time.
    const done = this.lastCommit.then(() => this.write(columns))
    this.lastCommit = done.catch(() => undefined)
    await done
  }

  override async forget(before: Seconds): Promise<boolean> {
    const client = await this.readers.connect()
    try {
      return await inTransaction(client, '', async () => {
        // Not locked, so that commits go on: what a host forgets that has just lost its leadership would be forgotten anyway.
        const { rowCount } = await client.query('SELECT 1 FROM meta WHERE epoch = $1', [this.epoch])
        if (rowCount === 0) throw await this.lost()
        let isLeft = false
        for (const { sql, most } of forgetStatements)
          isLeft = (await client.query(sql, [before])).rowCount === most || isLeft
        return isLeft
      })
    } finally {
      client.release()
    }
  }

  override backUp(file: string): Promise<void> {
    return this.aside((snapshot) => writeBackup(file, snapshot, this.dialect.columns))
  }

  override async close(): Promise<void> {
    await this.lastCommit
    if (!this.readers.ending) await this.readers.end()
    await this.writer?.end()
  }

  protected override async read(sql: string, values: readonly Value[]): Promise<readonly Found[]> {
    const { rows } = await this.readers.query<Value[]>({ text: sql, values: [...values], rowMode: 'array' })
    return rows
  }

  protected override async aside<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const client = await this.readers.connect()
    let failure: Error | undefined
    try {
      return await inTransaction(client, 'ISOLATION LEVEL REPEATABLE READ', () => work(snapshotOf(client)))
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      // After a failure the connection may be lost, or be in the middle of something.
      client.release(failure)
    }
  }

  protected override async bytes(snapshot: Snapshot): Promise<Bytes> {
    const sql = `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
      WHERE c.relnamespace = '${SCHEMA}'::regnamespace AND c.relkind = 'r'`
    return (await snapshot.read(sql))[0][0] as number
  }

  protected override async inspect(snapshot: Snapshot): Promise<readonly string[]> {
    await snapshot.read(`CREATE OR REPLACE FUNCTION pg_temp.is_json(body text) RETURNS boolean LANGUAGE plpgsql AS
      $$ BEGIN PERFORM body::json; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END $$`)
    return []
  }

  private async write(columns: CommitColumns): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    try {
      const { rowCount } = await this.writer!.query(commitStatement(columns, this.epoch))
      if (rowCount === 0) throw await this.lost(columns.sequence)
    } catch (error) {
      if (error instanceof LostLeadership) throw error
      const failure = new Error(`${this.place}: ${(error as Error).message}`, { cause: error })
      // Without an answer of the server's, nobody knows what became of the commit: no other may follow it.
      if (!(error instanceof pg.DatabaseError)) this.failure = failure
      throw failure
    }
  }

  private async lost(sequence?: number): Promise<LostLeadership> {
    const [[epoch, last]] = (await this.read('SELECT epoch, sequence FROM meta', [])) as [[number, number]]
    return LostLeadership.because(this.place, this.epoch, epoch, last, sequence)
  }
}
