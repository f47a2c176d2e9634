/** Job specifications as panda-client writes them: lists, whose items are told by their place. */
import { z } from 'zod'
import { BadInput } from '../../model/bad-input.js'
import { nameOrNone } from '../api/fields.js'
import { parseJson } from '../api/json-text.js'
import { checked } from '../api/wording.js'

/** Places of the fields that mean something here; the files come last of all. */
const places = {
  definition: 1,
  release: 8,
  transformation: 9,
  homepackage: 10,
  label: 12,
  priority: 15,
  maxAttempts: 17,
  name: 19,
  maxCpuSeconds: 20,
  scratchMB: 22,
  memoryMB: 25,
  queue: 47,
  arguments: 49,
  cmtConfig: 63,
  vo: 69,
  workingGroup: 71,
  processingType: 72,
  jobset: 79,
  cores: 80,
  walltimeSeconds: 101,
  container: 120,
} as const
/** Fields that are names of something. */
const nameFields = [
  'release',
  'homepackage',
  'label',
  'name',
  'queue',
  'cmtConfig',
  'vo',
  'workingGroup',
  'processingType',
] as const
const filePlaces = { lfn: 3, type: 4, dataset: 5, bytes: 14, checksum: 16, scope: 17 } as const
const MOST_JOBS = 5_000
/** A list of jobs, whose last items are lists of files. */
const JSON_OF_JOBS = { depth: 4, items: 4_000_000 }

type Fields<Names> = { readonly [Name in keyof Names]: string | undefined }

export interface JobSpecSent extends Fields<typeof places> {
  readonly files: readonly Fields<typeof filePlaces>[]
}

const row = z.array(z.unknown()).max(1_000)

/** Reads the text of a list of specifications. @throws BadInput when it is none, or there are too many or none in it */
export function jobSpecsIn(text: string): JobSpecSent[] {
  let value: unknown
  try {
    value = parseJson(text, JSON_OF_JOBS)
  } catch {
    throw new BadInput('jobs', 'it is no JSON, or too much of it', 'JSON of a list of job specifications')
  }
  const isMany = Array.isArray(value) && value.length > MOST_JOBS
  const list = z
    .array(row)
    .min(1)
    .safeParse(isMany ? undefined : value)
  if (!list.success)
    throw new BadInput('jobs', 'it is something else', `a list of 1 to ${MOST_JOBS} job specifications`)
  return list.data.map((fields, i) => {
    const files = z.array(row).max(10_000).safeParse(fields.at(-1))
    if (!files.success) throw new BadInput(`jobs[${i}]`, 'its last item is no list', 'the files of the job')
    const spec = named(places, fields)
    for (const field of nameFields) checked(nameOrNone().optional(), spec[field], `jobs[${i}].${field}`)
    return { ...spec, files: files.data.map((one) => named(filePlaces, one)) }
  })
}

function named<Names extends Readonly<Record<string, number>>>(
  names: Names,
  fields: readonly unknown[],
): Fields<Names> {
  const entries = Object.entries(names).map(([name, place]) => [name, wordAt(fields, place)])
  return Object.fromEntries(entries) as Fields<Names>
}

/** What is not set is told as `NULL`. */
function wordAt(fields: readonly unknown[], place: number): string | undefined {
  const value = fields[place]
  const word = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
  return word === 'NULL' || word === '' ? undefined : word
}
