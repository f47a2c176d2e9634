import { resultFiles } from './result-files.js'
import type { StudySpec } from './study-spec.js'
import { type Column, runColumns, type Table, tableFiles } from './tables/table.js'

/** What a column holds, in words. */
const types: Readonly<Record<Column['type'], string>> = {
  name: 'text',
  text: 'text',
  whole: 'whole number',
  large: 'whole number',
  seconds: 'seconds',
  number: 'number',
  truth: 'true or false',
}

/** Text of README.txt: the files of a results folder, and the columns of its tables. */
export function readmeText(spec: StudySpec, written: readonly Table[], hasInputs: boolean): string {
  const names = new Set(written.map(({ name }) => name))
  const files = resultFiles.filter(({ path }) => !/\.(csv|parquet)$/.test(path))
  const shown = [
    ...files,
    ...written.map((table) => ({ path: tableFiles(table).join(', '), about: table.about })),
    ...(hasInputs
      ? [{ path: 'inputs/', about: 'Copies of the files that the study reads, as they stand to each other.' }]
      : []),
  ]
  const parts = [`${spec.title}\n${spec.question}`, aligned(shown.map(({ path, about }) => [path, about]))]
  if (names.size > 0) {
    parts.push(
      'Times are simulated seconds from the start of the run, to the millisecond; bytes are bytes. An empty field: it did not\n' +
        'happen, or is not known. PandaIDs count from 1 in each run. Every table begins with these columns:',
      columnsText(runColumns),
      ...written.map(({ name, about, columns }) => `${name}: ${about}\n\n${columnsText(columns)}`),
    )
  }
  return `${parts.join('\n\n')}\n`
}

function columnsText(columns: readonly Column[]): string {
  return aligned(columns.map(({ name, type, about }) => [name, types[type], about]))
}

/** Rows of cells, each column as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  '))
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n')
}
