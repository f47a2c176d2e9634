import { DOUBLE, DuckDBDataChunk, INTEGER, type DuckDBConnection } from '@duckdb/node-api'
import type { AttemptRecords, RunSummary } from '../sim/run-result.js'

/** The records of one run with what names it. */
export interface Recorded {
  summary: RunSummary
  records: AttemptRecords
}

/** Most rows that a data chunk of DuckDB holds. */
const chunkRows = 2_048

const integers = ['task', 'site', 'state', 'ordinal', 'attempt', 'cores', 'errorCode'] as const
const doubles = [
  'pandaId',
  'submitSeconds',
  'createdSeconds',
  'startSeconds',
  'runEndSeconds',
  'endSeconds',
  'inputBytes',
] as const

/**
 * Loads records into three tables: `records` (a row an attempt, numbers only, with its place in `row`), `runs` and
 * `names` (kind 0 tasks, 1 sites, 2 states). Strings stay out of the rows: a million of them would cost seconds.
 * @returns how many rows `records` has
 */
export async function loadJobRows(connection: DuckDBConnection, recorded: readonly Recorded[]): Promise<number> {
  await connection.run('CREATE TABLE runs (run INTEGER, scenario VARCHAR, policy VARCHAR, seed VARCHAR)')
  await connection.run('CREATE TABLE names (run INTEGER, kind INTEGER, number INTEGER, name VARCHAR)')
  const columns = ['row', 'run', ...integers].map((name) => `${name} INTEGER`)
  await connection.run(`CREATE TABLE records (${[...columns, ...doubles.map((name) => `${name} DOUBLE`)].join(', ')})`)
  await loadNames(connection, recorded)
  return loadRecords(connection, recorded)
}

async function loadNames(connection: DuckDBConnection, recorded: readonly Recorded[]): Promise<void> {
  const runs = await connection.createAppender('runs')
  const names = await connection.createAppender('names')
  for (const [run, { summary, records }] of recorded.entries()) {
    runs.appendInteger(run)
    for (const value of [summary.scenario, summary.policy, summary.seed]) runs.appendVarchar(value)
    runs.endRow()
    for (const [kind, list] of [records.taskNames, records.siteNames, records.stateNames].entries()) {
      for (const [number, name] of list.entries()) {
        for (const value of [run, kind, number]) names.appendInteger(value)
        names.appendVarchar(name)
        names.endRow()
      }
    }
  }
  runs.closeSync()
  names.closeSync()
}

async function loadRecords(connection: DuckDBConnection, recorded: readonly Recorded[]): Promise<number> {
  const appender = await connection.createAppender('records')
  const types = [INTEGER, INTEGER, ...integers.map(() => INTEGER), ...doubles.map(() => DOUBLE)]
  const chunk = DuckDBDataChunk.create(types, chunkRows)
  let row = 0
  for (const [run, { records }] of recorded.entries()) {
    const columns = [...integers, ...doubles].map((name) => records[name])
    for (let from = 0; from < records.length; from += chunkRows) {
      const count = Math.min(chunkRows, records.length - from)
      // Setting the size anew makes the chunk read its columns back, so it is left alone while chunks are full.
      if (chunk.rowCount !== count) chunk.rowCount = count
      fill(chunk, 0, count, (index) => row + index)
      fill(chunk, 1, count, () => run)
      for (const [column, values] of columns.entries()) fill(chunk, column + 2, count, (index) => values[from + index])
      appender.appendDataChunk(chunk)
      row += count
    }
  }
  appender.closeSync()
  return row
}

function fill(chunk: DuckDBDataChunk, column: number, count: number, value: (index: number) => number): void {
  const vector = chunk.getColumnVector(column)
  for (let index = 0; index < count; index++) vector.setItem(index, value(index))
  vector.flush()
}
