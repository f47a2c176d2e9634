import { resolve } from 'node:path'
import { copyTables } from '../copy-tables.js'
import type { Snapshot } from '../sql-store.js'
import { SqliteThread } from './sqlite-thread.js'

/** Writes a store of another kind into a new SQLite file: one that is restored from as from any other. */
export async function writeBackup(file: string, snapshot: Snapshot, columnsSql: string): Promise<void> {
  const filler = new SqliteThread('filler', file)
  try {
    const [[version]] = await snapshot.read('SELECT version FROM meta')
    await filler.call('begin', resolve(file), version as number)
    await copyTables(snapshot, columnsSql, (table, columns, found) =>
      filler.call(
        'fill',
        table,
        columns.map(({ name }) => name),
        found.flat(),
      ),
    )
    await filler.call('finish')
  } finally {
    await filler.close()
  }
}
