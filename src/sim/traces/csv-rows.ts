import { CsvRow, Scan } from './csv-row.js'
import { irregularRow } from './irregular-row.js'
import { longestRecord } from './lines.js'
import type { RecordFault } from './record-fault.js'
import type { TraceLog } from './trace-log.js'

const newline = 10
const byteOrderMark = Buffer.from('\uFEFF')

/** A quote is closed within so many bytes or it was never meant to be; more would take long to find out. */
const longestIrregular = 64 * 1024

/** Takes the header row or one row as wide as that. `row` is the next one after the call. */
export type TakeRow = (row: CsvRow, line: number) => void

/**
 * Cuts chunks of CSV into rows and hands on the log's jobs whenever it is full, so that memory stays bounded however
 * large the file. Rows of the wrong width, too long or with quotes that do not pair are faults; after one of quotes the
 * reading goes on with the very next line, so that a quote that is never closed costs one line and not all that follow.
 */
export async function eachRow(chunks: AsyncIterable<Buffer>, log: TraceLog, take: TakeRow): Promise<void> {
  const rows = new CsvRows(log, take)
  for await (const chunk of chunks) {
    rows.feed(chunk)
    while (rows.readOn(false)) await log.handOn()
  }
  while (rows.readOn(true)) await log.handOn()
  await log.end()
}

class CsvRows {
  readonly #row = new CsvRow()
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  /** Number of the line that begins at `#at`. */
  #line = 1
  /** Fields of the header row; 0 before it. */
  #width = 0
  #hasBegun = false
  /** Within a line that has been given up; its end is not there yet. */
  #skipsLine = false

  constructor(
    private readonly log: TraceLog,
    private readonly take: TakeRow,
  ) {}

  feed(chunk: Buffer): void {
    this.#bytes = this.#at === this.#bytes.length ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** Reads rows until the log is full, which gives true, or more bytes are needed. */
  readOn(atEndOfFile: boolean): boolean {
    if (!this.#hasBegun) {
      if (this.#bytes.length < byteOrderMark.length && !atEndOfFile) return false
      if (this.#bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)) this.#at = byteOrderMark.length
      this.#hasBegun = true
    }
    while (this.#at < this.#bytes.length && this.#readRow(atEndOfFile)) {
      if (this.log.full) return true
    }
    return false
  }

  /** Reads one row or leaves it out; false when more bytes are needed. */
  #readRow(atEndOfFile: boolean): boolean {
    if (this.#skipsLine) {
      this.#skipLine()
      return true
    }
    switch (this.#row.scan(this.#bytes, this.#at, atEndOfFile)) {
      case Scan.row:
        this.#takeRow()
        return true
      case Scan.irregular:
        return this.#readIrregular(atEndOfFile)
      case Scan.unfinished:
        if (!atEndOfFile) return this.#needsMore()
        this.#giveUpLine('a quoted field is open at the end of the file', 'pairs of quotes', 'quotes')
        return true
    }
  }

  #readIrregular(atEndOfFile: boolean): boolean {
    const row = this.#row
    const { length } = this.#bytes
    const lineEnd = this.#bytes.indexOf(newline, row.end)
    if (lineEnd < 0 && !atEndOfFile) return this.#needsMore()
    const end = lineEnd < 0 ? length : lineEnd
    const isShort = end - this.#at <= longestIrregular
    const cells = isShort ? irregularRow(this.#bytes.toString('utf8', this.#at, end)) : undefined
    if (cells?.length === this.#width) {
      this.log.mend(
        'quote inside a field, taken as text',
        this.#line,
        '',
        () => cells.find((cell) => cell.includes('"')) ?? '',
      )
      row.takeParsed(cells, Math.min(end + 1, length))
      this.#takeRow()
      return true
    }
    const found = cells === undefined ? 'a quoted field is not closed' : `the quotes leave ${cells.length} fields`
    const wanted = this.#width === 0 ? 'fields' : `${this.#width} fields`
    this.#giveUpLine(found, `${wanted}, each in a pair of quotes or without any`, 'quotes')
    return true
  }

  #takeRow(): void {
    const row = this.#row
    const line = this.#line
    if (row.end - this.#at > longestRecord) {
      this.#giveUpTooLong()
      return
    }
    this.#at = row.end
    this.#line += 1 + row.innerLines
    if (row.isEmptyLine) {
      this.log.mend('empty line, passed over', line, '', () => '')
      return
    }
    const isHeader = this.#width === 0
    if (isHeader) this.#width = row.width
    try {
      if (row.width !== this.#width) throw this.#widthFault(line)
      this.take(row, line)
    } catch (fault) {
      if (isHeader) throw fault
      this.log.leaveOut(fault)
    }
  }

  /** Answers that more bytes are needed, unless there are too many already. */
  #needsMore(): boolean {
    if (this.#bytes.length - this.#at <= longestRecord) return false
    this.#giveUpTooLong()
    return true
  }

  #giveUpTooLong(): void {
    this.#giveUpLine('the record is longer than 1 MiB', 'records of at most 1 MiB', 'length')
  }

  /** Leaves out the line at which a row begins that is none, and goes on with the next. */
  #giveUpLine(found: string, allowed: string, kind: string): void {
    const fault = this.log.fault(this.#line, found, allowed, kind)
    // Without a header row nothing can be made of those that follow.
    if (this.#width === 0) throw fault
    this.log.leaveOut(fault)
    this.#skipLine()
  }

  #skipLine(): void {
    const end = this.#bytes.indexOf(newline, this.#at)
    this.#skipsLine = end < 0
    this.#at = end < 0 ? this.#bytes.length : end + 1
    if (end >= 0) this.#line++
  }

  #widthFault(line: number): RecordFault {
    const found = `the row has ${this.#row.width} fields`
    const allowed = `${this.#width} fields, as in the header row`
    return this.log.fault(line, found, allowed, 'number of fields')
  }
}
