import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RunResult } from '../../sim/run-result.js'
import { tables } from './index.js'
import { loadTable, NameList, quotedName } from './load-table.js'
import { type Column, runColumns, type Table, tableFiles } from './table.js'

/** Rows of a Parquet file that stand together: with the least and the most of each column, so that others can be passed over. */
const rowGroup = 122_880

/** What DuckDB may keep in memory; the rest goes to the disk. */
const memoryLimit = '1GB'

/** A table that was written. */
export interface WrittenTable {
  readonly table: Table
  readonly rows: number
}

/**
 * Writes the tables of the runs that carry records, each as Parquet and nearly all as CSV with the same rows. Writes nothing when no run
 * carries any.
 */
export async function writeTables(folder: string, runs: readonly RunResult[]): Promise<WrittenTable[]> {
  const recorded = runs.filter(({ records }) => records !== undefined)
  if (recorded.length === 0) return []
  const spill = join(folder, 'spill')
  const settings = { threads: '2', memory_limit: memoryLimit, temp_directory: spill }
  const database = await DuckDBInstance.create(':memory:', settings)
  const connection = await database.connect()
  try {
    const written: WrittenTable[] = []
    for (const table of await loadAll(connection, recorded)) {
      written.push({ table, rows: await write(connection, folder, table) })
    }
    return written
  } finally {
    // An open database keeps the process from ending.
    connection.closeSync()
    database.closeSync()
    rmSync(spill, { recursive: true, force: true })
  }
}

/** @returns the tables that the runs have kept or that are made of such */
async function loadAll(connection: DuckDBConnection, runs: readonly RunResult[]): Promise<Table[]> {
  await connection.run('CREATE SCHEMA kept')
  await connection.run('CREATE TABLE names (id INTEGER, name VARCHAR)')
  await connection.run('CREATE TABLE runs (run INTEGER, scenario VARCHAR, policy VARCHAR, seed VARCHAR, load DOUBLE)')
  const appender = await connection.createAppender('runs')
  for (const [run, { summary }] of runs.entries()) {
    appender.appendInteger(run)
    for (const text of [summary.scenario, summary.policy, summary.seed]) appender.appendVarchar(text)
    if (summary.load === undefined) appender.appendNull()
    else appender.appendDouble(summary.load)
    appender.endRow()
  }
  appender.closeSync()
  const names = new NameList()
  const loaded: Table[] = []
  for (const table of tables) {
    const { name, rows } = table
    if ('query' in rows) await connection.run(`CREATE VIEW kept.${name} AS ${rows.query}`)
    else if (!(await loadTable(connection, table, rows, runs, names))) continue
    loaded.push(table)
  }
  await names.load(connection)
  return loaded
}

/** @returns how many rows were written */
async function write(connection: DuckDBConnection, folder: string, table: Table): Promise<number> {
  const [parquet, csv] = tableFiles(table).map((file) => quoted(join(folder, file)))
  const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroup}`
  const { rowsChanged } = await connection.run(`COPY (${select(table)}) TO ${parquet} (${options})`)
  if (csv !== undefined) await connection.run(`COPY (FROM ${parquet}) TO ${csv} (FORMAT csv, HEADER)`)
  return rowsChanged
}

/** The query for a table as readers find it. */
function select({ name, columns, order }: Table): string {
  const own = columns.map((column, i) => `${read(column, i)} AS ${quotedName(column.name)}`)
  const joins = columns.map(({ name, type }, i) => {
    return type === 'name' ? `LEFT JOIN names AS n${i} ON n${i}.id = kept.${quotedName(name)}` : ''
  })
  return `SELECT ${[...runColumns.map(({ name }) => `runs.${name}`), ...own].join(', ')}
    FROM kept.${name} AS kept JOIN runs ON runs.run = kept.run ${joins.join(' ')}
    ORDER BY kept.run, ${order.map((name) => `kept.${quotedName(name)}`).join(', ')}`
}

function read({ name, type }: Column, place: number): string {
  const kept = `kept.${quotedName(name)}`
  if (type === 'name') return `n${place}.name`
  if (type === 'large') return `${kept}::BIGINT`
  return type === 'truth' ? `${kept}::BOOLEAN` : kept
}

/** A path as a string of SQL. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
