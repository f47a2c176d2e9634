const comma = 44
const quote = 34
const newline = 10
const carriageReturn = 13

/** What a scan made of the bytes at a place. */
export const enum Scan {
  /** A row as RFC 4180 wants it. */
  row,
  /** The beginning of a row; the bytes end before it does. */
  unfinished,
  /** A row with a quote inside a plain field, or with text behind a closing quote. */
  irregular,
}

/**
 * One row of CSV at a time, found by a scan over bytes: plain and quoted fields, commas, line ends and doubled quotes
 * within quotes. A field becomes text when it is asked for.
 *
 * A million rows of ten quoted columns took csv-parse 4.3 s of CPU before anything was made of them, and this with all that
 * is made of them 1.2 s on the same machine. Rows that are not as they should be are left to csv-parse.
 */
export class CsvRow {
  /** How many fields the row has. */
  width = 0
  /** Line ends within its fields. */
  innerLines = 0
  /** Where the row ends, its own line end included; of an irregular one, where it ceased to be as it should. */
  end = 0
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  #bytes: Buffer = Buffer.alloc(0)
  #start = 0
  #allBits = 0
  #hasDoubledQuotes = false
  /** The whole row when it is ASCII: one decoding costs less than one for each field. */
  #text = ''
  /** Fields that somebody else has parsed. */
  #cells: readonly string[] | undefined

  /** Looks for a row that begins at `start`. Its fields can be read until the bytes change. */
  scan(bytes: Buffer, start: number, atEndOfFile: boolean): Scan {
    this.#bytes = bytes
    this.#start = start
    this.#allBits = 0
    this.#hasDoubledQuotes = false
    this.innerLines = 0
    const { length } = bytes
    let at = start
    for (let field = 0; ; field++) {
      at =
        at < length && bytes[at] === quote ? this.#scanQuoted(field, at + 1, atEndOfFile) : this.#scanPlain(field, at)
      if (at < 0 || (at === length && !atEndOfFile)) return Scan.unfinished
      if (at === length || bytes[at] === newline) {
        this.#finish(field + 1, Math.min(at + 1, length))
        return Scan.row
      }
      if (bytes[at] !== comma) {
        this.end = at
        return Scan.irregular
      }
      at++
    }
  }

  /** Whether the row is a line with nothing in it. */
  get isEmptyLine(): boolean {
    return this.width === 1 && this.#cells === undefined && this.#ends[0] === this.#start
  }

  /** Takes the fields of an irregular row from whoever could make sense of it. */
  takeParsed(cells: readonly string[], end: number): void {
    this.#cells = cells
    this.width = cells.length
    this.end = end
  }

  /** The text of a field, quotes removed. */
  cell(field: number): string {
    if (this.#cells !== undefined) return this.#cells[field]
    const start = this.#starts[field]
    const end = this.#ends[field]
    const text =
      this.#allBits < 128
        ? this.#text.slice(start - this.#start, end - this.#start)
        : this.#bytes.toString('utf8', start, end)
    return this.#hasDoubledQuotes ? text.replaceAll('""', '"') : text
  }

  /** Finds the end of a plain field; returns where the comma, line end or stray quote behind it is, or the bytes end. */
  #scanPlain(field: number, start: number): number {
    const bytes = this.#bytes
    const { length } = bytes
    let at = start
    let byte = 0
    let allBits = 0
    while (at < length && (byte = bytes[at]) !== comma && byte !== newline && byte !== quote) {
      allBits |= byte
      at++
    }
    this.#allBits |= allBits
    this.#starts[field] = start
    this.#ends[field] = byte === newline && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at
    return at
  }

  /** Like `scanPlain`, for a field whose first byte stands behind the opening quote; -1 when the bytes do not tell. */
  #scanQuoted(field: number, start: number, atEndOfFile: boolean): number {
    const bytes = this.#bytes
    const { length } = bytes
    let at = start
    let byte = 0
    let allBits = 0
    for (;;) {
      while (at < length && (byte = bytes[at]) !== quote) {
        allBits |= byte
        if (byte === newline) this.innerLines++
        at++
      }
      if (at === length || (at + 1 === length && !atEndOfFile)) return -1
      if (at + 1 === length || bytes[at + 1] !== quote) break
      this.#hasDoubledQuotes = true
      at += 2
    }
    this.#allBits |= allBits
    this.#starts[field] = start
    this.#ends[field] = at++
    if (at < length && bytes[at] === carriageReturn) at++
    return at
  }

  #finish(width: number, end: number): void {
    this.width = width
    this.end = end
    this.#cells = undefined
    this.#text = this.#allBits < 128 ? this.#bytes.toString('latin1', this.#start, end) : ''
  }
}
