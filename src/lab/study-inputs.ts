import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { isPolicyFile } from '../brokerage/define-policy.js'
import { BadInput } from '../model/bad-input.js'
import { gridFiles, scenarioFiles } from '../sim/scenario-files.js'
import { openYaml, readOpened } from '../sim/yaml-file.js'
import { crateSum } from './research-crate.js'
import { specOf, studyFileText } from './study-file.js'
import { studySchema, type StudyText } from './study-schema.js'
import type { StudySpec } from './study-spec.js'

/** A file that a study reads, and where its copy goes, relative to the results folder. */
export interface InputCopy {
  readonly from: string
  readonly to: string
}

/** What a results folder needs for its study to be run again from there. */
export interface PackedStudy {
  /** Scenario, grid, trace, mixture and the user's policies with what they import. */
  readonly copies: readonly InputCopy[]
  /** Text of `study.yaml`, which names the copies and their sums. */
  readonly text: string
}

/** Name of the study file in a results folder. */
const studyFileName = 'study.yaml'

/** Packs a study for a results folder, where its files stand to each other as they do now. */
export function packStudy(spec: StudySpec): PackedStudy {
  const copies: InputCopy[] = []
  const pack = (files: readonly string[], place: string): string => {
    const packed = placed(
      files.map((file) => resolve(file)),
      place,
    )
    copies.push(...packed)
    return join(sep, packed[0].to)
  }
  const source =
    'file' in spec.source
      ? { ...spec.source, file: pack(scenarioFiles(spec.source.file), 'inputs') }
      : {
          replay: {
            ...spec.source.replay,
            trace: pack([spec.source.replay.trace], 'inputs'),
            grid: spec.source.replay.grid && pack(gridFiles(spec.source.replay.grid), 'inputs/grid'),
          },
        }
  const policies = spec.policies.map((policy, i) =>
    isPolicyFile(policy) ? pack(modulesOf(resolve(policy)), `inputs/policy-${i + 1}`) : policy,
  )
  const sums = Object.fromEntries(copies.map(({ from, to }) => [to, sumOf(from)]))
  return { copies, text: studyFileText({ ...spec, source, policies }, sep, sums) }
}

/** A study that was run: what it asked, and what ran it. */
export interface StudyInFolder {
  readonly spec: StudySpec
  readonly madeWith: StudyText['madeWith']
  /** Whether `study.yaml` is no longer what the crate of the folder says it was. */
  readonly wasChanged: boolean
}

/**
 * The study of a results folder, reading the copies that lie there.
 * @throws BadInput when the folder has none, or a copy is missing or not what the study was run on
 */
export async function studyIn(folder: string): Promise<StudyInFolder> {
  const file = join(folder, studyFileName)
  if (!existsSync(file)) throw new BadInput(folder, `it holds no ${studyFileName}`, 'a results folder of a study')
  const text = readOpened(openYaml(file), studySchema)
  for (const [path, sum] of Object.entries(text.inputs)) {
    const copy = join(folder, path)
    const allowed = 'the file that the study was run on'
    if (!existsSync(copy)) throw new BadInput(copy, 'there is no such file', allowed)
    if (sumOf(copy) !== sum) throw new BadInput(copy, `it was changed (its SHA-256 is not ${sum})`, allowed)
  }
  const sum = crateSum(folder, studyFileName)
  const wasChanged = sum !== undefined && sum !== sumOf(file)
  return { spec: await specOf(text, file), madeWith: text.madeWith, wasChanged }
}

/** Copies below a place that stand to each other as their files do. */
function placed(files: readonly string[], place: string): InputCopy[] {
  let root = dirname(files[0])
  while (files.some((file) => relative(root, file).startsWith('..'))) root = dirname(root)
  return files.map((from) => ({ from, to: posix.join(place, relative(root, from).split(sep).join('/')) }))
}

/** A module and those that it imports by a path, and they in turn. */
function modulesOf(file: string, found: string[] = []): string[] {
  if (found.includes(file) || !existsSync(file)) return found
  found.push(file)
  const imports = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)
  for (const [, path] of imports) modulesOf(resolve(dirname(file), path), found)
  return found
}

function sumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
