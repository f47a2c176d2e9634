import { tables } from './tables/index.js'
import { tableFiles } from './tables/table.js'

/** A file that results folders may hold, and what is in it. */
export interface ResultFile {
  readonly path: string
  readonly about: string
}

/** The files of a results folder beside the copies of what the study reads; tables only where runs keep records. */
export const resultFiles: readonly ResultFile[] = [
  { path: 'README.txt', about: 'What lies here, and what each column of the tables means.' },
  {
    path: 'study.yaml',
    about: 'What was asked, and the sums of the files that were read; `ailuro reproduce` runs it again.',
  },
  { path: 'summary.json', about: 'Counts, measures and journal hash of each run, and what they say of the policies.' },
  { path: 'journals.txt', about: 'A line a run: policy, seed, journal hash, facts and scenario, apart by tabs.' },
  { path: 'report.html', about: 'The answer in words and pictures, one page that needs nothing else.' },
  ...tables.flatMap((table) => {
    const kinds = ['Table as Parquet, a row each:', 'The same table as CSV. A row each:']
    return tableFiles(table).map((path, i) => ({ path, about: `${kinds[i]} ${table.about}` }))
  }),
  { path: 'ro-crate-metadata.json', about: 'All of this for machines: Research Object Crate.' },
]

/** Kinds of content by the end of a file's name. */
const formats: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  gz: 'application/gzip',
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  mjs: 'text/javascript',
  parquet: 'application/vnd.apache.parquet',
  yaml: 'application/yaml',
  yml: 'application/yaml',
}

/** The media type of a file by its name; plain text when nothing tells. */
export function formatOf(path: string): string {
  return formats[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain'
}
