import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { versionDate } from '../sim/version.js'
import { formatOf, resultFiles } from './result-files.js'
import type { Study } from './study.js'

/** A file as the crate tells it. */
export interface CrateFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  /** Of a copy of what the study reads: whom to thank for it. */
  readonly input?: { readonly credit: string | undefined } | undefined
}

const metadata = 'ro-crate-metadata.json'
const profile = 'https://w3id.org/ro/wfrun/process/0.5'
const licence = 'https://spdx.org/licenses/Apache-2.0'

/**
 * Text of `ro-crate-metadata.json`: the folder as a Research Object Crate 1.1 that keeps to the profile Process Run Crate 0.5,
 * one action of the program that read the inputs and made the results. Equal studies give equal bytes, so neither agent nor
 * time of the action is told, and the date that the specification asks for is that of ailuro's version.
 */
export function crateText(study: Study, files: readonly CrateFile[]): string {
  const { spec, version } = study
  const inputs = files.filter(({ path, input }) => input !== undefined || path === 'study.yaml')
  const results = files.filter((file) => !inputs.includes(file))
  const graph = [
    {
      '@id': metadata,
      '@type': 'CreativeWork',
      about: ref('./'),
      conformsTo: ref('https://w3id.org/ro/crate/1.1'),
    },
    {
      '@id': './',
      '@type': 'Dataset',
      name: spec.title,
      description: `${spec.question} (Equal studies give equal bytes, so datePublished is the date of the version of ailuro.)`,
      datePublished: versionDate,
      conformsTo: ref(profile),
      hasPart: files.map(({ path }) => ref(idOf(path))),
      mentions: ref('#study'),
    },
    { '@id': profile, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
    {
      '@id': '#study',
      '@type': 'CreateAction',
      name: `Study ${spec.name}`,
      description:
        `Policies ${spec.policies.join(', ')}; ${spec.seeds} seeds from ${spec.seed}. ` +
        'Equal studies give equal bytes, so neither agent nor time is told.',
      instrument: ref('#ailuro'),
      object: inputs.map(({ path }) => ref(idOf(path))),
      result: results.map(({ path }) => ref(idOf(path))),
    },
    {
      '@id': '#ailuro',
      '@type': 'SoftwareApplication',
      name: 'ailuro',
      description: "PanDA's workload management as a simulation and scheduling research toolkit.",
      softwareVersion: version,
      license: ref(licence),
    },
    { '@id': licence, '@type': 'CreativeWork', name: 'Apache License 2.0' },
    ...files.map(fileEntity),
  ]
  // Terms of schema.org that the context of 1.1 is too old to know.
  const terms = { sha256: 'https://schema.org/sha256', creditText: 'https://schema.org/creditText' }
  const context = ['https://w3id.org/ro/crate/1.1/context', terms]
  return `${JSON.stringify({ '@context': context, '@graph': graph }, null, 2)}\n`
}

/** Paths of the files that the crate in a folder lists; none when it holds no crate that can be read. */
export function crateParts(folder: string): string[] {
  const root = crateEntities(folder).find((entity) => entity['@id'] === './')
  return (root?.hasPart ?? []).map((part) => part['@id'].split('/').map(decodeURIComponent).join('/'))
}

/** SHA-256 of a file as the crate in a folder tells it; undefined when it tells none. */
export function crateSum(folder: string, path: string): string | undefined {
  return crateEntities(folder).find((entity) => entity['@id'] === idOf(path))?.sha256
}

function crateEntities(folder: string): z.infer<typeof crateSchema>['@graph'] {
  const file = join(folder, metadata)
  if (!existsSync(file)) return []
  return crateSchema.safeParse(parsed(readFileSync(file, 'utf8'))).data?.['@graph'] ?? []
}

/** What of a crate tells its files. */
const crateSchema = z.object({
  '@graph': z.array(
    z.object({
      '@id': z.string(),
      hasPart: z.array(z.object({ '@id': z.string() })).optional(),
      sha256: z.string().optional(),
    }),
  ),
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function fileEntity({ path, bytes, sha256, input }: CrateFile): object {
  const about = resultFiles.find((file) => file.path === path)?.about ?? 'Copy of a file that the study reads.'
  return {
    '@id': idOf(path),
    '@type': 'File',
    name: path,
    description: about,
    encodingFormat: formatOf(path),
    contentSize: String(bytes),
    sha256,
    ...(input?.credit !== undefined && { creditText: input.credit }),
  }
}

function ref(id: string): object {
  return { '@id': id }
}

/** A path as the relative IRI that a crate asks for. */
function idOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
