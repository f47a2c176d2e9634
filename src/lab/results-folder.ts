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
import { dirname, join, sep } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import { folderFault } from './folder-fault.js'
import { placeOf } from './folder-place.js'
import { crateParts } from './research-crate.js'
import { resultFiles } from './result-files.js'
import { writeContents } from './results-contents.js'
import type { Study } from './study.js'

/** Where copies of what a study reads lie. */
const inputsFolder = 'inputs'

const allowedFolder = 'a new or empty folder, or one with results of an earlier study (summary.json)'

/**
 * Writes a study to a folder, all of it or nothing: `resultFiles` and copies of what the study reads. An older results folder is replaced; a link to one stays.
 * @throws BadInput when something else stands at the folder, or when it cannot be written
 */
export async function writeResults(folder: string, study: Study): Promise<void> {
  checkResultsFolder(folder)
  const place = placeOf(folder)
  try {
    try {
      const partial = partialFolder(place)
      makeFolder(partial)
      await writeContents(partial, study)
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

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}

function refuseForeign(folder: string, place: string): void {
  if (!statSync(place).isDirectory()) throw new BadInput(folder, 'is a file', allowedFolder)
  const [first] = readdirSync(place)
  if (first === undefined) return
  const foreign = foreignIn(place) ?? (isSummary(join(place, 'summary.json')) ? undefined : first)
  if (foreign !== undefined) throw new BadInput(folder, `holds other things (${foreign})`, allowedFolder)
}

/** The first thing in a folder that no study has put there. */
function foreignIn(place: string): string | undefined {
  const known = new Set([...resultFiles.map(({ path }) => path), ...crateParts(place)])
  for (const entry of readdirSync(place, { withFileTypes: true })) {
    const isInputs = entry.name === inputsFolder && entry.isDirectory()
    if (!isInputs && !(entry.isFile() && known.has(entry.name))) return entry.name
  }
  const inputs = join(place, inputsFolder)
  if (!existsSync(inputs)) return undefined
  const paths = readdirSync(inputs, { recursive: true, encoding: 'utf8' }).map((path) => join(inputsFolder, path))
  return paths.find((path) => !known.has(path.split(sep).join('/')) && !lstatSync(join(place, path)).isDirectory())
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
