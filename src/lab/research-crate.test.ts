/** A results folder tells what is in it: to people in README.txt, to machines as a Research Object Crate. */
import test, { type ExecutionContext } from 'ava'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, testScenario } from '../sim/testing/scenarios.js'
import { crateParts } from './research-crate.js'
import { writeResults } from './results-folder.js'
import { fakeRun, fakeSpec, fakeStudy } from './testing/fake-runs.js'

interface Entity {
  '@id': string
  '@type': string
  [property: string]: unknown
}

test('the crate lists every file of the folder, and nothing else', async (t) => {
  const { folder, graph } = await crateOf(t, fakeStudy({ runs: [fakeRun({ records: 10 })] }))
  const parts = (entity(graph, './')['hasPart'] as Entity[]).map((part) => part['@id'])
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => {
    return path !== 'ro-crate-metadata.json' && statSync(join(folder, path)).isFile()
  })
  t.deepEqual([...parts].sort(), files.sort())
  t.true(parts.includes('inputs/failures.yaml'))
  t.deepEqual(crateParts(folder), parts)
  for (const path of files) {
    const bytes = readFileSync(join(folder, path))
    const file = entity(graph, path)
    t.is(file['@type'], 'File')
    t.is(file['contentSize'], String(bytes.length), path)
    t.is(file['sha256'], createHash('sha256').update(bytes).digest('hex'), path)
    t.regex(file['encodingFormat'] as string, /^\w+\/[\w.-]+$/)
    t.regex(file['description'] as string, /\.$/)
  }
})

test('the crate is whole: every identifier leads to one entity, every entity can be reached', async (t) => {
  const { graph } = await crateOf(t, fakeStudy({ runs: [fakeRun({ records: 10 })] }))
  const ids = graph.map((one) => one['@id'])
  t.is(new Set(ids).size, ids.length)
  const elsewhere = 'https://w3id.org/ro/crate/1.1'
  const named = new Set(graph.flatMap((one) => Object.values(one).flatMap(references)))
  for (const id of named) t.true(ids.includes(id) || id === elsewhere, id)
  for (const id of ids) t.true(named.has(id) || id === 'ro-crate-metadata.json', id)
})

test('what the specification and the profile ask for', async (t) => {
  const { folder, graph } = await crateOf(t, fakeStudy())
  const metadata = entity(graph, 'ro-crate-metadata.json')
  t.deepEqual(references(metadata['about']), ['./'])
  const data = entity(graph, './')
  t.is(data['@type'], 'Dataset')
  t.is(data['name'], 'A day')
  t.regex(
    data['description'] as string,
    /^Which policy waits least\? \(.*datePublished is the date of the version of ailuro/,
  )
  const citation = readFileSync(`${root}CITATION.cff`, 'utf8')
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
  t.true(
    citation.includes(`\nversion: ${version}\ndate-released: ${String(data['datePublished'])}\n`),
    'date of the version',
  )
  const action = entity(graph, '#study')
  t.is(action['@type'], 'CreateAction')
  t.deepEqual(references(data['mentions']), ['#study'])
  t.is(entity(graph, references(action['instrument'])[0])['softwareVersion'], '0.1.0')
  t.deepEqual(references(action['object']).sort(), ['inputs/failures.yaml', 'study.yaml'])
  const made = references(action['result'])
  t.deepEqual(made.sort(), ['README.txt', 'journals.txt', 'report.html', 'summary.json'])
  t.is(readdirSync(folder).length, made.length + 3)
})

test('equal studies give equal crates, however old their inputs are', async (t) => {
  const texts: string[] = []
  for (const year of [2001, 2020]) {
    const file = join(scratch(t), 'failures.yaml')
    copyFileSync(testScenario('failures'), file)
    utimesSync(file, new Date(year, 0), new Date(year, 0))
    const { folder } = await crateOf(t, fakeStudy({ spec: fakeSpec({ source: { file } }) }))
    texts.push(readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8'))
  }
  t.is(texts[0], texts[1])
})

test('the copy of a trace says whom to thank', async (t) => {
  const spec = fakeSpec({ source: { file: `${root}scenarios/lcg-2005.yaml` } })
  const { graph } = await crateOf(t, fakeStudy({ spec }))
  const credit = entity(graph, 'inputs/traces/lcg-2005.swf.gz')['creditText'] as string
  t.true(credit.startsWith('Installation: LCG grid; Acknowledge: Hui Li; Information: '), credit)
  t.is(entity(graph, 'inputs/lcg-2005.yaml')['creditText'], undefined)
})

test('what is no crate lists nothing', (t) => {
  const folder = scratch(t)
  t.deepEqual(crateParts(folder), [])
  for (const text of ['no JSON', '{}', '{ "@graph": [{ "@id": "./", "hasPart": "all" }] }']) {
    writeFileSync(join(folder, 'ro-crate-metadata.json'), text)
    t.deepEqual(crateParts(folder), [], text)
  }
})

test('README.txt names every file and explains every column', async (t) => {
  const { folder } = await crateOf(t, fakeStudy({ runs: [fakeRun({ records: 10 })] }))
  const words = readFileSync(join(folder, 'README.txt'), 'utf8')
  for (const name of readdirSync(folder)) {
    t.true(words.includes(name), name)
    if (!name.endsWith('.csv')) continue
    const [header] = readFileSync(join(folder, name), 'utf8').split('\n')
    for (const column of header.split(',')) t.regex(words, new RegExp(`^  ${column} +\\S`, 'm'))
  }
})

async function crateOf(
  t: ExecutionContext,
  study: ReturnType<typeof fakeStudy>,
): Promise<{ folder: string; graph: Entity[] }> {
  const folder = scratch(t)
  await writeResults(folder, study)
  const crate = JSON.parse(readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8')) as { '@graph': Entity[] }
  return { folder, graph: crate['@graph'] }
}

function entity(graph: readonly Entity[], id: string): Entity {
  const found = graph.find((one) => one['@id'] === id)
  if (found === undefined) throw new Error(`the crate has no ${id}`)
  return found
}

/** The identifiers that a property points at. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  return typeof value === 'object' && value !== null && '@id' in value ? [value['@id'] as string] : []
}

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-crate-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}
