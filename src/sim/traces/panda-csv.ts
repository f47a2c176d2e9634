import { BadInput } from '../../model/bad-input.js'
import type { CsvRow } from './csv-row.js'
import { eachRow } from './csv-rows.js'
import { Column, columnNames, PandaRecord, requiredColumns, setText } from './panda-record.js'
import { TraceLog } from './trace-log.js'
import type { TraceReader } from './trace.js'

/** The field of a column that the header row does not name. */
const absent = -1

/** PanDA job records as CSV: a header row of column names, then one row an attempt, in order of creationtime. */
export const pandaCsv: TraceReader = {
  name: 'panda-csv',
  about: 'PanDA job records as CSV with a header row of column names',

  recognises(fileName, head) {
    if (fileName.endsWith('.csv')) return true
    const headerRow = head.slice(0, head.indexOf('\n') + 1)
    return headerRow.split(',').some((cell) => /^\uFEFF?"?pandaid"?$/i.test(cell.trim()))
  },

  async read(fileName, chunks, onJobs, faults, witness) {
    const log = new TraceLog(onJobs, faults, witness, (line) => `${fileName}:${line}`)
    const columns: string[] = []
    let fields: readonly number[] = []
    let row: CsvRow
    const record = new PandaRecord((column) => {
      const field = fields[column]
      return field === absent ? undefined : row.cell(field)
    }, log)
    const raw = { columns, text: (column: number) => setText(row.cell(column)) }
    await eachRow(chunks, log, (next, line) => {
      row = next
      if (columns.length === 0) {
        columns.push(...namesIn(row))
        fields = fieldsOf(columns, log.placeOf(line))
      } else {
        log.add(record.job(line), raw)
      }
    })
    return { records: log.records, startUnixSeconds: log.firstSubmit, header: {}, mended: log.mended }
  },
}

/** Which field of a row each column is; the first, when several have its name in the header row. */
function fieldsOf(names: readonly string[], where: string): number[] {
  const required = requiredColumns.map((column) => Column[column])
  const lacking = required.filter((column) => !names.includes(column))
  if (lacking.length > 0) {
    const allowed = `columns with at least ${required.join(', ')}`
    throw new BadInput(where, `the header row lacks ${lacking.join(', ')}`, allowed)
  }
  return columnNames.map((column) => names.indexOf(column))
}

function namesIn(header: CsvRow): string[] {
  return Array.from({ length: header.width }, (_, field) => header.cell(field).trim().toLowerCase())
}
