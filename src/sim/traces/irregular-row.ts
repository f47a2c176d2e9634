import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'

/**
 * The fields of a row whose quotes are not as they should be, with stray quotes as part of the text; undefined when a
 * quoted field is still open at the end.
 *
 * @param text one row, or what should be one
 */
export function irregularRow(text: string): readonly string[] | undefined {
  try {
    const rows = parse(text, { record_delimiter: ['\n', '\r\n'], relax_quotes: true, relax_column_count: true })
    return rows.length === 1 ? rows[0] : undefined
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}
