import test, { type ExecutionContext } from 'ava'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import { fakeRun } from './fake-runs.js'
import { checkResultsFolder, removePartial, writeResults } from './results-folder.js'
import type { Study } from './study.js'

const study: Study = {
  name: 'day',
  title: 'A day',
  question: 'Which policy waits least?',
  version: '0.1.0',
  assumptions: ['Slots are inferred.'],
  notes: [],
  runs: [fakeRun({ records: 10 }), fakeRun({ policy: 'random', meanWaitSeconds: 7_200 })],
}

test('a study becomes a folder, and the same study the same bytes', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(folder, study)
  t.deepEqual(readdirSync(folder).sort(), ['jobs.csv', 'jobs.parquet', 'journals.txt', 'report.html', 'summary.json'])
  t.is(
    readFileSync(join(folder, 'journals.txt'), 'utf8'),
    'production\t1\tproduction-1-hash\t12345\tday\nrandom\t1\trandom-1-hash\t12345\tday\n',
  )
  const first = readdirSync(folder).map((file) => readFileSync(join(folder, file)))
  await writeResults(`${folder}/`, study)
  const second = readdirSync(folder).map((file) => readFileSync(join(folder, file)))
  t.deepEqual(first, second)
  t.deepEqual(readdirSync(parent), ['results'])
})

test('an empty folder is taken, an earlier one replaced whole', async (t) => {
  const [, folder] = scratch(t)
  mkdirSync(folder)
  await writeResults(folder, study)
  writeFileSync(join(folder, 'stale.txt'), '')
  await writeResults(folder, { ...study, runs: [fakeRun()] })
  t.deepEqual(readdirSync(folder).sort(), ['journals.txt', 'report.html', 'summary.json'])
})

test('a foreign folder or a file is refused and left alone', async (t) => {
  const [parent, folder] = scratch(t)
  mkdirSync(folder)
  writeFileSync(join(folder, 'thesis.tex'), 'years of work')
  await t.throwsAsync(writeResults(folder, study), { instanceOf: BadInput, message: /thesis\.tex/ })
  t.throws(() => checkResultsFolder(join(folder, 'thesis.tex')), { instanceOf: BadInput })
  t.deepEqual(readdirSync(folder), ['thesis.tex'])
  t.deepEqual(readdirSync(parent), ['results'])
})

test('a failure leaves nothing of the new and all of the old', async (t) => {
  const [parent, folder] = scratch(t)
  await writeResults(folder, study)
  const before = readFileSync(join(folder, 'summary.json'), 'utf8')
  const broken: Study = { ...study, runs: [fakeRun({ records: 5 }), { ...fakeRun(), waitCdf: undefined as never }] }
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

function scratch(t: ExecutionContext): [parent: string, folder: string] {
  const parent = mkdtempSync(join(tmpdir(), 'ailuro-results-'))
  t.teardown(() => rmSync(parent, { recursive: true, force: true }))
  return [parent, join(parent, 'results')]
}
