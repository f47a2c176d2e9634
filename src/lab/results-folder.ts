import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import { writeJobTables } from './job-tables.js'
import { summariseStudy } from './study-summary.js'
import type { Study } from './study.js'

/**
 * Writes a study to a folder, all of it or nothing: `summary.json`, `journals.txt`, `report.html`, and `jobs.csv` with
 * `jobs.parquet` when runs carry records. An older results folder is replaced.
 * @throws BadInput when something else stands at the folder
 */
export async function writeResults(folder: string, study: Study): Promise<void> {
  checkResultsFolder(folder)
  const partial = partialFolder(folder)
  const runs = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  try {
    mkdirSync(partial, { recursive: true })
    await writeJobTables(partial, runs)
    await writeFile(join(partial, 'journals.txt'), journals(runs))
    await writeFile(join(partial, 'report.html'), await report(study))
    await writeFile(join(partial, 'summary.json'), `${JSON.stringify(summariseStudy(study), null, 2)}\n`)
    putInPlace(folder)
  } finally {
    removePartial(folder)
  }
}

/**
 * Turns away a folder that results must not replace, so that a long study can ask before it starts.
 * @throws BadInput when it is a file, or a folder with anything in it but results
 */
export function checkResultsFolder(folder: string): void {
  if (!existsSync(folder)) return
  const allowed = 'a new or empty folder, or one with results of an earlier study (summary.json)'
  if (!statSync(folder).isDirectory()) throw new BadInput(folder, 'is a file', allowed)
  const entries = readdirSync(folder)
  if (entries.length > 0 && !entries.includes('summary.json')) {
    throw new BadInput(folder, `holds other things (${entries[0]})`, allowed)
  }
}

/**
 * Removes what an unfinished `writeResults` of this process left beside the folder. Synchronous, for handlers of
 * signals; safe at any time.
 */
export function removePartial(folder: string): void {
  const replaced = replacedFolder(folder)
  if (existsSync(replaced) && !existsSync(folder)) renameSync(replaced, folder)
  // DuckDB may still be writing on threads of its own, so removal is tried again.
  for (const left of [partialFolder(folder), replaced]) rmSync(left, { recursive: true, force: true, maxRetries: 5 })
}

/** Without a pause in which a signal could be handled: a reader sees the old results or the new ones. */
function putInPlace(folder: string): void {
  checkResultsFolder(folder)
  if (existsSync(folder)) renameSync(folder, replacedFolder(folder))
  renameSync(partialFolder(folder), folder)
}

function partialFolder(folder: string): string {
  return `${resolve(folder)}.partial-${process.pid}`
}

function replacedFolder(folder: string): string {
  return `${partialFolder(folder)}-replaced`
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
