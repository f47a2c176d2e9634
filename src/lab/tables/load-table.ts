import { DOUBLE, DuckDBDataChunk, type DuckDBConnection, INTEGER } from '@duckdb/node-api'
import type { RunResult } from '../../sim/run-result.js'
import type { Column, KeptRows, Sheet, Table } from './table.js'

/** Most rows that a data chunk of DuckDB holds. */
const chunkRows = 2_048

/** Texts of all tables, each with a number of its own: strings stay out of the rows, a million of them would cost seconds. */
export class NameList {
  private readonly lists = new Map<readonly string[], number>()
  private size = 0

  /** What to add to an index into the list to have the number of its name. */
  offsetOf(list: readonly string[]): number {
    let offset = this.lists.get(list)
    if (offset === undefined) {
      offset = this.size
      this.size += list.length
      this.lists.set(list, offset)
    }
    return offset
  }

  /** Puts all names into the table `names`. */
  async load(connection: DuckDBConnection): Promise<void> {
    const appender = await connection.createAppender('names')
    for (const [list, offset] of this.lists) {
      for (const [i, name] of list.entries()) {
        appender.appendInteger(offset + i)
        appender.appendVarchar(name)
        appender.endRow()
      }
    }
    appender.closeSync()
  }
}

/**
 * Loads what runs have kept of a table into `kept`, as numbers, each row with the place of its run and its own in it.
 * @returns whether any run has kept some
 */
export async function loadTable(
  connection: DuckDBConnection,
  { name, columns }: Table,
  rows: KeptRows,
  runs: readonly RunResult[],
  names: NameList,
): Promise<boolean> {
  const sheets = runs.map((run) => rows.sheet(run))
  if (sheets.every((sheet) => sheet === undefined)) return false
  const types = columns.map(({ type }) => (isHalf(type) ? INTEGER : DOUBLE))
  const declared = columns.map((column, i) => `${quotedName(column.name)} ${types[i].toString()}`)
  await connection.run(`CREATE TABLE kept.${name} (run INTEGER, row INTEGER, ${declared.join(', ')})`)
  const appender = await connection.createAppender(name, 'kept')
  const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, ...types], chunkRows)
  for (const [run, sheet] of sheets.entries()) {
    if (sheet === undefined) continue
    const numbers = columns.map((column, i) => numberOf(column, sheet, i, names))
    for (let from = 0; from < sheet.length; from += chunkRows) {
      const count = Math.min(chunkRows, sheet.length - from)
      // Setting the size anew makes the chunk read its columns back, so it is left alone while chunks are full.
      if (chunk.rowCount !== count) chunk.rowCount = count
      fill(chunk, 0, from, count, () => run)
      fill(chunk, 1, from, count, (row) => row)
      for (const [i, number] of numbers.entries()) fill(chunk, i + 2, from, count, number)
      appender.appendDataChunk(chunk)
    }
  }
  appender.closeSync()
  return true
}

/** A name of a column or table as SQL takes it. */
export function quotedName(name: string): string {
  return `"${name}"`
}

/** Whether half a number's room is enough. */
function isHalf(type: Column['type']): boolean {
  return type === 'name' || type === 'whole' || type === 'truth'
}

/** What stands in a column, by row; null for nothing. */
function numberOf({ type }: Column, sheet: Sheet, column: number, names: NameList): (row: number) => number | null {
  const [values, list] = sheet.columns[column]
  if (list !== undefined) {
    const offset = names.offsetOf(list)
    return (row) => (values[row] < 0 ? null : offset + values[row])
  }
  const round = type === 'seconds' ? (value: number) => Math.round(value * 1000) / 1000 : (value: number) => value
  return (row) => {
    const value = values[row]
    return Number.isNaN(value) ? null : round(value)
  }
}

function fill(
  chunk: DuckDBDataChunk,
  column: number,
  from: number,
  count: number,
  value: (row: number) => number | null,
): void {
  const vector = chunk.getColumnVector(column)
  for (let i = 0; i < count; i++) vector.setItem(i, value(from + i))
  vector.flush()
}
