import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import type { RunResult } from '../sim/run-result.js'
import { folderFault } from './folder-fault.js'
import { summariseStudy } from './study-summary.js'
import type { Study } from './study.js'
import { tables } from './tables/index.js'
import { writeTables } from './tables/write-tables.js'

/** All that a results folder may hold. */
const resultFiles = new Set([
  'summary.json',
  'journals.txt',
  'report.html',
  ...tables.flatMap(({ name }) => [`${name}.csv`, `${name}.parquet`]),
])

const allowedFolder = 'a new or empty folder, or one with results of an earlier study (summary.json)'

/**
 * Writes a study to a folder, all of it or nothing: `summary.json`, `journals.txt`, `report.html`, and when runs carry
 * records their tables, each as CSV and as Parquet. An older results folder is replaced; a link to one stays.
 * @throws BadInput when something else stands at the folder, or when it cannot be written
 */
export async function writeResults(folder: string, study: Study): Promise<void> {
  checkResultsFolder(folder)
  const place = placeOf(folder)
  const runs = study.showcase ? [...study.runs, study.showcase.run] : study.runs
  try {
    try {
      const partial = partialFolder(place)
      makeFolder(partial)
      await writeTables(partial, runs)
      await writeFile(join(partial, 'journals.txt'), journals(runs))
      await writeFile(join(partial, 'report.html'), await report(study))
      await writeFile(join(partial, 'summary.json'), `${JSON.stringify(summariseStudy(study), null, 2)}\n`)
      checkResultsFolder(folder)
      putInPlace(place)
    } finally {
      removePartial(place)
    }
  } catch (error) {
    throw folderFault(folder, error)
  }
}

/**
 * Turns away a folder that results must not replace or cannot be written to, so that a long study can ask before it
 * starts.
 * @throws BadInput when it is a file, the current folder, or a folder with anything in it but results; when it is a
 *   link to nothing; when what it would stand in is no folder that can be written
 */
export function checkResultsFolder(folder: string): void {
  if (folder === '') throw new BadInput('results folder', 'it has no name', allowedFolder)
  try {
    const place = placeOf(folder)
    if (place === realpathSync(process.cwd())) throw new BadInput(folder, 'is the current folder', allowedFolder)
    refuseParent(folder, place)
    if (existsSync(place)) refuseForeign(folder, place)
    else if (isLink(place)) throw new BadInput(folder, 'is a link to nothing', allowedFolder)
  } catch (error) {
    throw folderFault(folder, error)
  }
}

/**
 * Removes what an unfinished `writeResults` of this process left beside the folder. Synchronous, for handlers of
 * signals; safe at any time.
 */
export function removePartial(folder: string): void {
  const place = placeOf(folder)
  const replaced = replacedFolder(place)
  if (existsSync(replaced) && !existsSync(place)) renameSync(replaced, place)
  // DuckDB may still be writing on threads of its own, so removal is tried again.
  for (const left of [partialFolder(place), replaced]) rmSync(left, { recursive: true, force: true, maxRetries: 5 })
}

/** The folder itself, where a link leads to it. */
function placeOf(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : resolve(folder)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function refuseForeign(folder: string, place: string): void {
  if (!statSync(place).isDirectory()) throw new BadInput(folder, 'is a file', allowedFolder)
  const entries = readdirSync(place, { withFileTypes: true })
  if (entries.length === 0) return
  const foreign =
    entries.find((entry) => !entry.isFile() || !resultFiles.has(entry.name)) ??
    (isSummary(join(place, 'summary.json')) ? undefined : entries[0])
  if (foreign !== undefined) throw new BadInput(folder, `holds other things (${foreign.name})`, allowedFolder)
}

/** Whether a file is the summary of a study: other programs write files of that name too. */
function isSummary(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    const summary: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof summary === 'object' && summary !== null && 'runs' in summary
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** What stands nearest above must be a folder in which others can be made. */
function refuseParent(folder: string, place: string): void {
  let parent = dirname(place)
  while (!existsSync(parent)) parent = dirname(parent)
  const allowed = 'a folder that can be written'
  if (!statSync(parent).isDirectory()) throw new BadInput(folder, `its parent ${parent} is a file`, allowed)
  try {
    accessSync(parent, constants.W_OK)
  } catch {
    throw new BadInput(folder, `${parent} cannot be written`, allowed)
  }
}

/** Makes a folder and those it stands in, one at a time: under /proc, Node's own recursion never ends. */
function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = path; !existsSync(at); at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) mkdirSync(folder)
}

/** Without a pause in which a signal could be handled: a reader sees the old results or the new ones. */
function putInPlace(place: string): void {
  if (existsSync(place)) renameSync(place, replacedFolder(place))
  renameSync(partialFolder(place), place)
}

function partialFolder(place: string): string {
  return `${place}.partial-${process.pid}`
}

function replacedFolder(place: string): string {
  return `${partialFolder(place)}-replaced`
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
