import { BadInput } from '../../../model/bad-input.js'
import { copyTables, type TableColumn } from '../copy-tables.js'
import { type Found, postgres } from '../dialect.js'
import { stepsAbove } from '../migrations.js'
import type { Snapshot } from '../sql-store.js'
import { addressOf, SCHEMA } from './address.js'
import { connect, inTransaction, versionOf, wantUnicode } from './connection.js'

/**
 * Makes a store in a database out of the tables of another store, all or nothing.
 * @param version layout of the other store
 * @param columnsSql finds its columns
 * @throws BadInput when there is a store already
 */
export async function fillDatabase(
  url: string,
  version: number,
  snapshot: Snapshot,
  columnsSql: string,
): Promise<void> {
  const address = addressOf(url)
  const client = await connect(address.forReading, address.place)
  try {
    await wantUnicode(client, address.place)
    await inTransaction(client, '', async () => {
      if ((await versionOf(client)) !== 0)
        throw new BadInput(address.place, 'there is a store already', 'a database without one')
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
      const steps = stepsAbove(0, postgres, address.place, version)
      for (const sql of steps.flatMap(({ statements }) => statements)) await client.query(sql)
      await client.query('DELETE FROM meta')
      await copyTables(snapshot, columnsSql, async (table, columns, found) => {
        await client.query(insertInto(table, columns), columnsOf(found))
      })
    })
  } finally {
    await client.end()
  }
}

function insertInto(table: string, columns: readonly TableColumn[]): string {
  const types = { whole: 'bigint', fraction: 'float8', text: 'text' }
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${types[type]}[]`)
  const names = columns.map(({ name }) => name)
  return `INSERT INTO ${table}(${names.join()}) SELECT * FROM unnest(${arrays.join()})`
}

function columnsOf(found: readonly Found[]): Found[] {
  return found[0].map((_, column) => found.map((values) => values[column]))
}
