/** The scan of CSV rows beside csv-parse: both see the same rows in any text, or the same faults. */
import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import test from 'ava'
import fc from 'fast-check'
import { CsvRow, Scan } from './csv-row.js'
import { eachRow } from './csv-rows.js'
import { FaultTally } from './left-out.js'
import { TraceLog } from './trace-log.js'
import { chunksOf } from '../testing/traces.js'

const csvText = fc
  .array(fc.constantFrom('a', 'é', ' ', ',', ',', '"', '"', '""', '\n', '\r\n', '"a"', '"\n"'), { maxLength: 20 })
  .map((parts) => parts.join(''))
  .filter((text) => text.length > 0)

/** The first row as csv-parse sees it, or the code of its fault. */
function firstRow(text: string): string[] | string {
  const options = { record_delimiter: ['\n', '\r\n'], relax_column_count: true, to: 1 }
  try {
    return parse(text, options)[0] ?? ['']
  } catch (error) {
    if (error instanceof CsvError) return error.code
    throw error
  }
}

test('any text: the first row is the one that csv-parse finds, and so is the fault', (t) => {
  const seen = new Set<Scan>()
  const row = new CsvRow()
  fc.assert(
    fc.property(csvText, (text) => {
      const expected = firstRow(text)
      const scan = row.scan(Buffer.from(text), 0, true)
      seen.add(scan)
      if (scan === Scan.row) {
        t.deepEqual(
          Array.from({ length: row.width }, (_, field) => row.cell(field)),
          expected,
        )
      } else if (scan === Scan.unfinished) t.is(expected, 'CSV_QUOTE_NOT_CLOSED')
      else t.true(expected === 'INVALID_OPENING_QUOTE' || expected === 'CSV_INVALID_CLOSING_QUOTE', String(expected))
    }),
    { numRuns: 2000 },
  )
  t.is(seen.size, 3)
})

test('any text, cut anywhere: the same rows at the same lines, the same faults', async (t) => {
  const rowsOf = async (text: string, size: number): Promise<unknown> => {
    const rows: [line: number, ...cells: string[]][] = []
    const faults = new FaultTally()
    const log = new TraceLog(() => undefined, faults, undefined, String)
    await eachRow(chunksOf(text, size), log, (row, line) => {
      rows.push([line, ...Array.from({ length: row.width }, (_, field) => row.cell(field))])
    })
    return { rows, faults, mended: log.mended }
  }
  await fc.assert(
    fc.asyncProperty(csvText, fc.integer({ min: 1, max: 9 }), async (text, size) => {
      const all = `h,h\n${text}`
      t.deepEqual(await rowsOf(all, size), await rowsOf(all, 1000))
    }),
    { numRuns: 500 },
  )
})
