import type { Found } from './dialect.js'
import type { Snapshot } from './sql-store.js'

/** A column, and whether it holds whole numbers, fractions or text. */
export interface TableColumn {
  readonly name: string
  readonly type: 'whole' | 'fraction' | 'text'
}

/** Takes rows of a table, values in the order of the columns. */
export type Put = (table: string, columns: readonly TableColumn[], found: readonly Found[]) => Promise<void>

/** Words of the two databases for types. */
const types: Readonly<Record<string, TableColumn['type']>> = {
  INTEGER: 'whole',
  bigint: 'whole',
  REAL: 'fraction',
  'double precision': 'fraction',
  TEXT: 'text',
  text: 'text',
}

/**
 * Hands over all rows of all tables, whatever the version of their layout.
 * @param columnsSql finds table, column and type of all columns, as a dialect has it
 */
export async function copyTables(snapshot: Snapshot, columnsSql: string, put: Put): Promise<void> {
  const tables = new Map<string, TableColumn[]>()
  for (const [table, name, type] of (await snapshot.read(columnsSql)) as [string, string, string][]) {
    const columns = tables.get(table) ?? []
    columns.push({ name, type: types[type] })
    tables.set(table, columns)
  }
  for (const [table, columns] of tables) {
    const names = columns.map(({ name }) => name)
    await snapshot.readAll(`SELECT ${names.join()} FROM ${table}`, (found) => put(table, columns, found))
  }
}
