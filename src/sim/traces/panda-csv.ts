import { CsvError, parse } from 'csv-parse'
import { pipeline } from 'node:stream/promises'
import { BadInput } from '../../model/bad-input.js'
import { longestRecord } from './lines.js'
import { PandaRecord, requiredColumns } from './panda-record.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

const carriageReturn = 13

/** What the errors of the CSV parser mean to somebody who has never heard of it. */
const csvFaults: Record<string, { found: string; allowed: string }> = {
  CSV_MAX_RECORD_SIZE: { found: 'the record is longer than 1 MiB', allowed: 'records of at most 1 MiB' },
  CSV_QUOTE_NOT_CLOSED: { found: 'a quoted field is open at the end of the file', allowed: 'pairs of quotes' },
  CSV_INVALID_CLOSING_QUOTE: { found: 'text follows a closing quote', allowed: 'a comma or the end of the line' },
}

/** PanDA job records as CSV: a header row of column names, then one row an attempt, in order of creationtime. */
export const pandaCsv: TraceReader = {
  name: 'panda-csv',
  about: 'PanDA job records as CSV with a header row of column names',

  recognises(fileName, head) {
    if (fileName.endsWith('.csv')) return true
    const headerRow = head.slice(0, head.indexOf('\n') + 1)
    return headerRow.split(',').some((cell) => /^\uFEFF?"?pandaid"?$/i.test(cell.trim()))
  },

  async read(fileName, chunks, onJobs) {
    const log = new TraceLog(onJobs)
    const rows = new CsvRows(fileName, log)
    const parser = parse({
      bom: true,
      record_delimiter: '\n',
      skip_empty_lines: true,
      // A row of the wrong length is told apart below, with our own words; a stray quote inside a field is only text.
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: longestRecord,
      // Taken here, with its line, and never sent down the stream: handing on one row at a time would cost more than
      // reading it.
      on_record: (cells, context) => {
        rows.take(cells, context.lines)
        return null
      },
    })
    try {
      await pipeline(textFor(chunks, log), parser.resume())
    } catch (error) {
      throw error instanceof CsvError ? csvFault(fileName, error, rows.line) : error
    }
    await log.handOn()
    return { records: log.records, startUnixSeconds: log.firstSubmit, header: {}, mended: log.mended }
  },
}

/** Adds the jobs of rows to the log; the first row names the columns. */
class CsvRows {
  /** The line that the latest row ended on. */
  line = 0
  readonly #columns = new Map<string, number>()
  #width = 0

  constructor(
    private readonly fileName: string,
    private readonly log: TraceLog,
  ) {}

  /** Takes a row that ends on line `lastLine`. */
  take(cells: readonly string[], lastLine: number): void {
    // Only a row that spans lines, or stands below an empty one, needs a closer look.
    const firstLine = lastLine === this.line + 1 ? lastLine : lastLine - newlinesIn(cells)
    this.line = lastLine
    if (this.#width === 0) {
      this.#readHeader(cells, firstLine)
      return
    }
    const where = `${this.fileName}:${firstLine}`
    if (cells.length !== this.#width) {
      throw new BadInput(where, `the row has ${cells.length} fields`, `${this.#width} fields, as in the header row`)
    }
    const value = (column: string): string | undefined => {
      const index = this.#columns.get(column)
      return index === undefined ? undefined : cells[index]
    }
    this.log.add(new PandaRecord(where, value, this.log).job(firstLine))
  }

  #readHeader(cells: readonly string[], line: number): void {
    cells.forEach((cell, index) => {
      const column = cell.trim().toLowerCase()
      if (!this.#columns.has(column)) this.#columns.set(column, index)
    })
    this.#width = cells.length
    const absent = requiredColumns.filter((column) => !this.#columns.has(column))
    if (absent.length === 0) return
    const found = `the header row lacks ${absent.join(', ')}`
    throw new BadInput(`${this.fileName}:${line}`, found, `columns with at least ${requiredColumns.join(', ')}`)
  }
}

/**
 * The text to parse, without carriage returns: the parser counts a line end of two characters inside quotes as two
 * lines. Waits between chunks until gathered jobs are taken.
 */
async function* textFor(chunks: AsyncIterable<Buffer>, log: TraceLog): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk.includes(carriageReturn) ? Buffer.from(chunk.filter((byte) => byte !== carriageReturn)) : chunk
    if (log.full) await log.handOn()
  }
}

function newlinesIn(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  }
  return count
}

function csvFault(fileName: string, error: CsvError, lastGoodLine: number): BadInput {
  const where = `${fileName}:${lastGoodLine + 1}`
  const fault = csvFaults[error.code]
  return fault === undefined
    ? new BadInput(where, error.message, 'comma-separated values')
    : new BadInput(where, fault.found, fault.allowed)
}
