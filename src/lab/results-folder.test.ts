import test, { type ExecutionContext } from 'ava'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import { folderFault } from './folder-fault.js'
import { checkResultsFolder, removePartial, writeResults } from './results-folder.js'
import { studyIn } from './study-inputs.js'
import type { Study } from './study.js'
import { fakeRun, fakeStudy } from './testing/fake-runs.js'

const study = fakeStudy({
  version: '0.1.0',
  assumptions: ['Slots are inferred.'],
  notes: [],
  runs: [fakeRun({ records: 10 }), fakeRun({ policy: 'random', meanWaitSeconds: 7_200 })],
})

/** Files of a folder without tables. */
const plainFiles = [
  'README.txt',
  'inputs/failures.yaml',
  'journals.txt',
  'report.html',
  'ro-crate-metadata.json',
  'study.yaml',
  'summary.json',
]

test('a study becomes a folder, and the same study the same bytes', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(folder, study)
  const tables = ['attempts', 'jobs', 'sites', 'transfers'].flatMap((name) => [`${name}.csv`, `${name}.parquet`])
  t.deepEqual(filesIn(folder), [...plainFiles, ...tables].sort())
  t.is(
    readFileSync(join(folder, 'journals.txt'), 'utf8'),
    'production\t1\tproduction-1-hash\t12345\tday\nrandom\t1\trandom-1-hash\t12345\tday\n',
  )
  const first = filesIn(folder).map((file) => readFileSync(join(folder, file)))
  await writeResults(`${folder}/`, study)
  const second = filesIn(folder).map((file) => readFileSync(join(folder, file)))
  t.deepEqual(first, second)
  t.deepEqual(readdirSync(parent), ['results'])
})

test('an empty folder is taken, an earlier one replaced whole', async (t) => {
  const [, folder] = scratch(t)
  mkdirSync(folder)
  await writeResults(folder, study)
  await writeResults(folder, { ...study, runs: [fakeRun()] })
  t.deepEqual(filesIn(folder), plainFiles)
})

test('a study of a results folder, run again from its copies, gives the same bytes', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(folder, study)
  const { spec } = await studyIn(folder)
  const again = join(parent, 'again')
  await writeResults(again, { ...study, spec })
  for (const file of filesIn(folder)) {
    t.deepEqual(readFileSync(join(again, file)), readFileSync(join(folder, file)), file)
  }
})

test('what others have put among the copies is not taken for ours', async (t) => {
  const [, folder] = scratch(t)
  await writeResults(folder, study)
  writeFileSync(join(folder, 'inputs/notes.txt'), 'of mine')
  await t.throwsAsync(writeResults(folder, study), { message: /: holds other things \(inputs.notes.txt\);/ })
  t.true(existsSync(join(folder, 'inputs/notes.txt')))
})

/** Folders by the files in them, and what is found to be another's. */
const foreign: readonly (readonly [files: Readonly<Record<string, string>>, found: string])[] = [
  [{ 'thesis.tex': 'years of work' }, 'thesis.tex'],
  [{ 'summary.json': '{ "runs": [] }', 'thesis.tex': 'years of work' }, 'thesis.tex'],
  [{ 'summary.json': '{ "runs": [] }', 'jobs.csv/mine.csv': 'a folder of that name' }, 'jobs.csv'],
  [{ 'report.html': 'of another program' }, 'report.html'],
  [{ 'summary.json': '{ "coverage": 1 }' }, 'summary.json'],
  [{ 'summary.json': 'null' }, 'summary.json'],
  [{ 'summary.json': 'no JSON' }, 'summary.json'],
]

test('a foreign folder or a file is refused and left alone', async (t) => {
  for (const [files, found] of foreign) {
    const [parent, folder] = scratch(t)
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    await t.throwsAsync(writeResults(folder, study), {
      instanceOf: BadInput,
      message: `${folder}: holds other things (${found}); allowed: a new or empty folder, or one with results of an earlier study (summary.json)`,
    })
    for (const [name, text] of Object.entries(files)) t.is(readFileSync(join(folder, name), 'utf8'), text)
    t.deepEqual(readdirSync(parent), ['results'])
  }
  const [, file] = scratch(t)
  writeFileSync(file, 'text')
  t.throws(() => checkResultsFolder(file), { instanceOf: BadInput, message: /: is a file;/ })
})

test('the current folder is never replaced', (t) => {
  for (const folder of ['.', './', process.cwd()]) {
    t.throws(() => checkResultsFolder(folder), { instanceOf: BadInput, message: /: is the current folder;/ })
  }
  const [, link] = scratch(t)
  symlinkSync(process.cwd(), link)
  t.throws(() => checkResultsFolder(link), { instanceOf: BadInput, message: /: is the current folder;/ })
  t.throws(() => checkResultsFolder(''), { instanceOf: BadInput, message: /it has no name/ })
})

test('a link stays and what it leads to is replaced; one that leads nowhere is refused', async (t) => {
  const [parent, folder] = scratch(t)
  const link = join(parent, 'latest')
  symlinkSync('results', link)
  t.throws(() => checkResultsFolder(link), { instanceOf: BadInput, message: /: is a link to nothing;/ })
  mkdirSync(folder)
  for (const through of [link, `${link}/`]) await writeResults(through, study)
  t.true(lstatSync(link).isSymbolicLink())
  t.true(existsSync(join(folder, 'summary.json')))
  t.deepEqual(readdirSync(parent).sort(), ['latest', 'results'])
})

test('parents are made; one that is a file or cannot be written is refused', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(join(folder, 'of', 'today'), study)
  t.true(existsSync(join(folder, 'of', 'today', 'summary.json')))
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const below of [join(file, 'results'), join(file, 'more', 'results')]) {
    const message = `${below}: its parent ${file} is a file; allowed: a folder that can be written`
    t.throws(() => checkResultsFolder(below), { instanceOf: BadInput, message })
  }
  const closed = join(parent, 'closed')
  mkdirSync(closed, { mode: 0o555 })
  // The superuser may write anywhere.
  if (process.getuid?.() !== 0) {
    const message = `${join(closed, 'results')}: ${closed} cannot be written; allowed: a folder that can be written`
    t.throws(() => checkResultsFolder(join(closed, 'results')), { instanceOf: BadInput, message })
  }
})

test('what the file system refuses is bad input', async (t) => {
  const [parent] = scratch(t)
  const long = join(parent, 'x'.repeat(250))
  const message = `${long}: its name is too long; allowed: a folder that can be written`
  await t.throwsAsync(writeResults(long, study), { instanceOf: BadInput, message })
  // No folder can be made under /proc, not even by the superuser.
  if (process.platform === 'linux') {
    await t.throwsAsync(writeResults('/proc/ailuro/results', study), {
      instanceOf: BadInput,
      message: /^\/proc\/ailuro/,
    })
  }
  const fault = (code: string): unknown =>
    folderFault('results', Object.assign(new Error('write'), { code, syscall: 'write' }))
  for (const [code, found] of [
    ['ENOSPC', 'its disk is full'],
    ['EROFS', 'its file system is read-only'],
    ['EBUSY', 'it is in use'],
    ['EODD', 'it cannot be written (EODD)'],
  ]) {
    t.deepEqual(fault(code), new BadInput('results', found, 'a folder that can be written'))
  }
  const full = 'Could not write file "jobs.csv": No space left on device'
  t.is((folderFault('results', new Error(`IO Error: ${full}`)) as BadInput).found, full)
  const own = new TypeError('a fault of ailuro')
  t.is(folderFault('results', own), own)
})

test('a failure leaves nothing of the new and all of the old', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(folder, study)
  const before = readFileSync(join(folder, 'summary.json'), 'utf8')
  const broken: Study = { ...study, comparison: undefined as never }
  await t.throwsAsync(writeResults(folder, broken))
  t.deepEqual(readdirSync(parent), ['results'])
  t.is(readFileSync(join(folder, 'summary.json'), 'utf8'), before)
})

test('a handler of signals can remove a folder half-written', async (t) => {
  const [parent, folder] = scratch(t)
  const writing = writeResults(folder, study)
  t.true(readdirSync(parent).some((name) => name.includes('.partial-')))
  removePartial(folder)
  t.deepEqual(readdirSync(parent), [])
  await t.throwsAsync(writing)
  t.false(existsSync(folder))
})

/** Paths of all files below a folder, in order. */
function filesIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths.filter((path) => statSync(join(folder, path)).isFile()).sort()
}

function scratch(t: ExecutionContext): [parent: string, folder: string] {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'ailuro-results-')))
  t.teardown(() => rmSync(parent, { recursive: true, force: true }))
  return [parent, join(parent, 'results')]
}
