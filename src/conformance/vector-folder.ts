import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { BadInput } from '../model/bad-input.js'
import type { RecordedCase } from './family.js'

/** All recorded cases of one family, from one file or more. */
export interface RecordedFamily {
  readonly name: string
  readonly cases: readonly RecordedCase[]
}

const isVectorFile = (name: string) => /\.json(\.gz)?$/.test(name)

/** Reads every vector file of a folder: `<family>.json`, `<family>.2.json`, also gzipped. Families come in alphabetical order. */
export function readVectorFolder(folder: string): RecordedFamily[] {
  const cases = new Map<string, RecordedCase[]>()
  for (const file of vectorFiles(folder)) {
    const part = readVectorFile(join(folder, file))
    cases.set(part.name, [...(cases.get(part.name) ?? []), ...part.cases])
  }
  return [...cases]
    .map(([name, all]) => ({ name, cases: all }))
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

function vectorFiles(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new BadInput(folder, 'there is no such folder', 'a folder of vector files')
  }
  const files = readdirSync(folder).filter(isVectorFile).sort()
  if (files.length === 0) {
    throw new BadInput(folder, 'no vector file', 'files named <family>.json, <family>.2.json or the same with .gz')
  }
  const twice = files.find((file) => files.includes(`${file}.gz`))
  if (twice !== undefined) {
    throw new BadInput(join(folder, `${twice}.gz`), `${twice} stands beside it`, 'one of the two, plain or gzipped')
  }
  return files
}

function readVectorFile(path: string): RecordedFamily {
  const content = parsed(path)
  const { family, cases } = (content ?? {}) as { family?: unknown; cases?: unknown }
  if (typeof family !== 'string' || family === '') {
    throw new BadInput(`${path}: family`, shown(family), 'the name of the family of cases')
  }
  if (!Array.isArray(cases) || cases.length === 0) {
    throw new BadInput(`${path}: cases`, shown(cases), 'a list of cases, each with id, in and out')
  }
  for (const [index, one] of cases.entries()) checkCase(one, `${path}: cases[${index}]`)
  return { name: family, cases: cases as RecordedCase[] }
}

function parsed(path: string): unknown {
  let text: string
  try {
    const bytes = readFileSync(path)
    text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new BadInput(
      path,
      `it cannot be read (${(error as Error).message})`,
      'a whole file, packed where it ends in .gz',
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BadInput(path, `it is not JSON (${(error as Error).message})`, 'JSON with family and cases')
  }
}

function checkCase(value: unknown, where: string): void {
  const one = (value ?? {}) as Readonly<Record<string, unknown>>
  if (typeof one.id !== 'string') throw new BadInput(`${where}.id`, shown(one.id), 'a text that names the case')
  for (const field of ['in', 'out']) {
    if (!(field in one))
      throw new BadInput(`${where}.${field}`, 'nothing', 'what went into the function and what it answered')
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value) && value.length === 0) return 'an empty list'
  return JSON.stringify(value).slice(0, 60)
}
