import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { RunResult } from '../sim/run-result.js'
import { readmeText } from './folder-readme.js'
import { type CrateFile, crateText } from './research-crate.js'
import { type InputCopy, packStudy } from './study-inputs.js'
import { summariseStudy } from './study-summary.js'
import type { Study } from './study.js'
import { tableFiles } from './tables/table.js'
import { writeTables } from './tables/write-tables.js'
import { traceCredit } from './trace-credit.js'

/** Writes all files of a study's results into a new folder: `resultFiles`, and copies of what the study reads. */
export async function writeContents(folder: string, study: Study): Promise<void> {
  const { copies, text } = packStudy(study.spec)
  const runs = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  const written = (await writeTables(folder, runs)).map(({ table }) => table)
  const texts: Readonly<Record<string, string>> = {
    'README.txt': readmeText(study.spec, written, copies.length > 0),
    'study.yaml': text,
    'summary.json': `${JSON.stringify(summariseStudy(study), null, 2)}\n`,
    'journals.txt': journals(runs),
    'report.html': await report(study),
  }
  for (const [name, words] of Object.entries(texts)) await writeFile(join(folder, name), words)
  const files: CrateFile[] = []
  for (const path of [...Object.keys(texts), ...written.flatMap(tableFiles)]) files.push(await described(folder, path))
  for (const copy of copies) files.push(await copied(folder, copy))
  await writeFile(join(folder, 'ro-crate-metadata.json'), crateText(study, files))
}

async function copied(folder: string, { from, to }: InputCopy): Promise<CrateFile> {
  const copy = join(folder, to)
  mkdirSync(dirname(copy), { recursive: true })
  await copyFile(from, copy)
  return { ...(await described(folder, to)), input: { credit: await traceCredit(copy) } }
}

async function described(folder: string, path: string): Promise<CrateFile> {
  const file = join(folder, path)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { path, bytes: statSync(file).size, sha256: hash.digest('hex') }
}

/** One line a run: policy, seed, journal hash, facts, scenario; apart by tabs, for `diff` between machines. */
function journals(runs: readonly RunResult[]): string {
  const lines = runs.map(({ summary: { policy, seed, journal, scenario } }) =>
    [policy, seed, journal.hash, journal.facts, scenario].join('\t'),
  )
  return lines.map((line) => `${line}\n`).join('')
}

/** Charts take a quarter of a second to load, so they are loaded when there is something to draw. */
async function report(study: Study): Promise<string> {
  const { reportPage } = await import('./report/page.js')
  return reportPage(study)
}
