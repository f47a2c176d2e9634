import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { BadInput } from '../../model/bad-input.js'

/** A row of a published table; cells are asked for by column. */
export interface TableRow {
  /** The cell as it stands; empty when there is nothing in it. */
  text(column: string): string
  /** The number in a cell; the alternative when it is empty. @throws BadInput when it is no number */
  number(column: string, otherwise: number): number
}

/**
 * Reads a published CSV table, gzip or not.
 * @throws BadInput when it cannot be read or lacks one of the columns
 */
export function readTable(file: string, columns: readonly string[]): TableRow[] {
  const rows = rowsOf(file) as unknown as { record: Record<string, string>; info: { lines: number } }[]
  const header = Object.keys(rows[0]?.record ?? {})
  const missing = columns.find((column) => !header.includes(column))
  if (missing !== undefined)
    throw new BadInput(file, `there is no column ${missing}`, `a table with ${columns.join(', ')}`)
  return rows.map(({ record, info }): TableRow => {
    return {
      text: (column) => record[column] ?? '',
      number(column, otherwise) {
        const cell = record[column] ?? ''
        if (cell === '') return otherwise
        const value = Number(cell)
        if (Number.isNaN(value)) throw new BadInput(`${file}:${info.lines}`, `${column} is ${cell}`, 'a number')
        return value
      },
    }
  })
}

function rowsOf(file: string): unknown[] {
  try {
    const bytes = readFileSync(file)
    return parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, info: true })
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new BadInput(file, isMissing ? 'there is no such file' : (error as Error).message, 'a CSV table, gzip or not')
  }
}
