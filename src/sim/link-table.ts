import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { BadInput } from '../model/bad-input.js'
import type { LinkSpec } from './grid-spec.js'

/** Columns of a table of links. Rates are in MB/s; a cell without anything says that nothing is known. */
export const linkColumns = ['from', 'to', 'rate', 'closeness', 'hour', 'day', 'week', 'capacity'] as const

type Column = (typeof linkColumns)[number]
type Row = Readonly<Record<Column, string>>

/** A table of links that stands beside a grid file: one line for each ordered pair of sites. */
export interface LinkTable {
  readonly links: readonly LinkSpec[]
  /** Line of each link. */
  readonly lines: readonly number[]
  readonly faults: readonly BadInput[]
}

/** Reads a table of links, gzip or not. @throws BadInput when there is no table in the file */
export function readLinkTable(file: string): LinkTable {
  const links: LinkSpec[] = []
  const lines: number[] = []
  const faults: BadInput[] = []
  for (const { record, line } of rowsOf(file)) {
    links.push(linkOf(record))
    lines.push(line)
    const fault = faultOf(record)
    if (fault !== undefined) faults.push(new BadInput(`${file}:${line}`, fault.found, fault.allowed))
  }
  return { links, lines, faults }
}

function rowsOf(file: string): { record: Row; line: number }[] {
  const text = textOf(file)
  try {
    const rows = parse(text, { columns: true, info: true, comment: '#', comment_no_infix: true, trim: true })
    const records = rows as unknown as { record: Row; info: { lines: number } }[]
    const header = Object.keys(records[0]?.record ?? {})
    const missing = ['from', 'to'].find((column) => !header.includes(column))
    const unknown = header.find((column) => !(linkColumns as readonly string[]).includes(column))
    const columns = `a header with from, to and some of ${linkColumns.slice(2).join(', ')}`
    if (missing !== undefined) throw new BadInput(file, `there is no column ${missing}`, columns)
    if (unknown !== undefined) throw new BadInput(file, `there is a column ${unknown}`, columns)
    return records.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (error) {
    if (error instanceof BadInput) throw error
    throw new BadInput(file, (error as Error).message, 'a CSV table of links')
  }
}

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file)
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new BadInput(file, isMissing ? 'there is no such file' : String(error), 'a CSV table of links, gzip or not')
  }
}

function linkOf({ from, to, rate, closeness, hour, day, week, capacity }: Row): LinkSpec {
  const bytes = (cell: string | undefined) => (cell ? Number(cell) * 1e6 : undefined)
  const measured = (cell: string | undefined) => (cell ? Number(cell) : NaN)
  return {
    from,
    to,
    bytesPerSecond: bytes(rate),
    closeness: closeness ? Number(closeness) : undefined,
    measured:
      hour || day || week ? { hourMBps: measured(hour), dayMBps: measured(day), weekMBps: measured(week) } : undefined,
    capacityBytesPerSecond: bytes(capacity),
  }
}

/** What cells may hold if they hold anything. */
const allowed: Readonly<Partial<Record<Column, readonly [test: (cell: string) => boolean, form: string]>>> = {
  rate: [(cell) => Number(cell) > 0, 'a number of MB/s above 0'],
  capacity: [(cell) => Number(cell) > 0, 'a number of MB/s above 0'],
  hour: [(cell) => Number(cell) >= 0, 'a number of MB/s from 0'],
  day: [(cell) => Number(cell) >= 0, 'a number of MB/s from 0'],
  week: [(cell) => Number(cell) >= 0, 'a number of MB/s from 0'],
  closeness: [(cell) => /^(-1|\d|1[01])$/.test(cell), 'a whole number from -1 to 11'],
}

function faultOf(row: Row): { found: string; allowed: string } | undefined {
  for (const column of linkColumns) {
    const [test, form] = allowed[column] ?? []
    if (test === undefined || form === undefined || !row[column] || test(row[column])) continue
    return { found: `${column} of the link from ${row.from} to ${row.to} is ${row[column]}`, allowed: form }
  }
  return undefined
}
