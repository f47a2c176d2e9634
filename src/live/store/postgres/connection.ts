import pg from 'pg'
import { BadInput } from '../../../model/bad-input.js'
import { postgres } from '../dialect.js'
import { stepsAbove, VERSION } from '../migrations.js'
import { type Address, SCHEMA } from './address.js'

/** Any number: hosts that make tables at the same time wait for each other. */
const MIGRATION_LOCK = 7_061_746_955

/** A connection that has its tables in the newest layout. */
export async function connectAndMigrate(address: Address): Promise<pg.Client> {
  const client = await connect(address.forCommits, address.place)
  try {
    await wantUnicode(client, address.place)
    await migrate(client, address.place)
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

/** @throws Error which names the place, never the password */
export async function connect(config: pg.ClientConfig, place: string): Promise<pg.Client> {
  const client = new pg.Client(config)
  // A connection that is lost while nothing is asked of it must not end the process: the next statement fails.
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    throw new Error(`${place}: ${wordsOf(error as Error)}`, { cause: error })
  }
  return client
}

/** All of it or nothing. */
export async function inTransaction<T>(client: pg.ClientBase, kind: string, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN ${kind}`)
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Where the connection is lost, so is the transaction.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Version of the layout; 0: there are no tables. */
export async function versionOf(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<[string | null]>({
    text: `SELECT to_regclass('${SCHEMA}.meta')::text`,
    rowMode: 'array',
  })
  if (rows[0][0] === null) return 0
  const found = await client.query<{ version: number }>('SELECT version FROM meta')
  return found.rows[0].version
}

/** @throws BadInput when the database cannot hold all texts */
export async function wantUnicode(client: pg.ClientBase, place: string): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding')
  if (rows[0].server_encoding !== 'UTF8')
    throw new BadInput(place, `the database is encoded in ${rows[0].server_encoding}`, 'a database in UTF8')
}

/** Brings the layout to the newest version, one transaction for each step. */
async function migrate(client: pg.ClientBase, place: string): Promise<void> {
  for (let version = await versionOf(client); version !== VERSION;) {
    version = await inTransaction(client, '', async () => {
      await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
      // Asked again: another host may have taken this step meanwhile.
      const [step] = stepsAbove(await versionOf(client), postgres, place)
      for (const sql of step?.statements ?? []) await client.query(sql)
      return step?.version ?? VERSION
    })
  }
}

/** Some errors of connecting have their words in the errors they gather. */
function wordsOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((one: Error) => one.message).join('; ')
  return error.message
}
