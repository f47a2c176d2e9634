import { BadInput } from '../../model/bad-input.js'
import type { CsvRow } from './csv-row.js'
import { eachRow } from './csv-rows.js'
import { Column, columnNames, PandaRecord, requiredColumns } from './panda-record.js'
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

  async read(fileName, chunks, onJobs, faults) {
    const log = new TraceLog(onJobs, faults, (line) => `${fileName}:${line}`)
    let fields: readonly number[] = []
    let row: CsvRow
    const record = new PandaRecord((column) => {
      const field = fields[column]
      return field === absent ? undefined : row.cell(field)
    }, log)
    await eachRow(chunks, log, (next, line) => {
      row = next
      if (fields.length === 0) fields = fieldsOf(row, log.placeOf(line))
      else log.add(record.job(line))
    })
    return { records: log.records, startUnixSeconds: log.firstSubmit, header: {}, mended: log.mended }
  },
}

/** Which field of a row each column is; the first, when several have its name in the header row. */
function fieldsOf(header: CsvRow, where: string): number[] {
  const names = Array.from({ length: header.width }, (_, field) => header.cell(field).trim().toLowerCase())
  const required = requiredColumns.map((column) => Column[column])
  const lacking = required.filter((column) => !names.includes(column))
  if (lacking.length > 0) {
    const allowed = `columns with at least ${required.join(', ')}`
    throw new BadInput(where, `the header row lacks ${lacking.join(', ')}`, allowed)
  }
  return columnNames.map((column) => names.indexOf(column))
}
