/** Study files: what they say, what is wrong with them, and how results folders carry a study along. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { root, testScenario } from '../sim/testing/scenarios.js'
import { isStudyFile, readStudyFile } from './study-file.js'
import { packStudy, studyIn } from './study-inputs.js'
import { studyDefaults, type StudySpec } from './study-spec.js'

const scenarios = `${root}scenarios`

function folderOf(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-study-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const small = `name: small
scenario: ${testScenario('failures')}
policies: [production, ./mine.mjs]
`
const mine = "import { chooser } from './parts/chooser.mjs'\nexport default { name: 'mine', chooser }\n"
const files = { 'my.yaml': small, 'mine.mjs': mine, 'parts/chooser.mjs': "export const chooser = 'heaviest'\n" }

test('what a study file leaves out is as studies usually are; the baseline is the first policy', async (t) => {
  const folder = folderOf(t, files)
  t.deepEqual(await readStudyFile(join(folder, 'my.yaml')), {
    ...studyDefaults,
    name: 'small',
    title: 'small',
    question: 'A small day with transfers, failures and pilots that fall silent; each class of work, a few sites.',
    source: { file: testScenario('failures'), scale: undefined },
    policies: ['production', join(folder, 'mine.mjs')],
    baseline: 'production',
    seeds: 30,
    seed: '11',
  })
})

test('quantities have units; a baseline may be named by its file', async (t) => {
  const more = 'baseline: ./mine.mjs\nmargin: 5 %\nconfidence: 99 %\nwarmUp: 6 h\nloads: [0.6, 0.8]\nseed: 7\n'
  const spec = await readStudyFile(join(folderOf(t, { ...files, 'my.yaml': small + more }), 'my.yaml'))
  const { baseline, margin, confidence, warmUp, loads, seed } = spec
  t.deepEqual([baseline, margin, confidence, warmUp, loads, seed], ['mine', 0.05, 0.99, 21_600, [0.6, 0.8], '7'])
})

const faults: readonly (readonly [line: string, message: RegExp])[] = [
  ['policy: random', /:4: unknown key policy; allowed: .*policies/],
  ['seeds: 0', /:4: seeds is 0; allowed: a whole number from 1$/],
  ['primary: wait', /:4: primary is "wait"; allowed: one of \d+ measures, of which waitP/],
  ['warmUp: soon', /:4: warmUp is "soon"; allowed: auto, none, or a duration such as "90 s"/],
  ['warmUp: 5', /:4: warmUp is 5; allowed: auto, none, or a duration such as "90 s"/],
  ['loads: [0.5, 0.8, 0.50]', /:4: loads is \[.*\]; allowed: each load once/],
  ['confidence: 1', /:4: confidence is 1; allowed: a part between 0 and 1/],
  ['replay: { trace: jobs.swf }', /:2: scenario is ".*"; allowed: either a scenario or a replay$/],
]

for (const [line, message] of faults) {
  test(`a faulty study file: ${line}`, async (t) => {
    const file = join(folderOf(t, { ...files, 'my.yaml': `${small}${line}\n` }), 'my.yaml')
    const error = await t.throwsAsync(readStudyFile(file), { instanceOf: BadInput })
    t.regex(error.message, message)
  })
}

test('a study is told from a scenario', (t) => {
  t.true(isStudyFile(`${scenarios}/studies/lcg-rivals.yaml`))
  t.false(isStudyFile(testScenario('failures')))
})

test('a file with keys of neither is taken for neither; one with a key that only studies have is a study', async (t) => {
  const folder = folderOf(t, {
    'name.yaml': 'name: small\n',
    'empty.yaml': '',
    'half.yaml': 'name: small\nseeds: 5\n',
    'twice.yaml': small.replace('production', 'random, random'),
  })
  t.throws(() => isStudyFile(join(folder, 'name.yaml')), {
    instanceOf: BadInput,
    message:
      /it has only name: neither a study nor a scenario; allowed: a study with scenario .* or a scenario with grid/,
  })
  t.throws(() => isStudyFile(join(folder, 'empty.yaml')), { instanceOf: BadInput, message: /it has no keys/ })
  t.true(isStudyFile(join(folder, 'half.yaml')))
  await t.throwsAsync(readStudyFile(join(folder, 'twice.yaml')), {
    instanceOf: BadInput,
    message: /:3: policies is .*; allowed: each policy once/,
  })
})

test('a study of a part of its scenario says so where it asks nothing of its own', async (t) => {
  const folder = folderOf(t, { ...files, 'my.yaml': `${small}scale: 0.1\n` })
  t.regex((await readStudyFile(join(folder, 'my.yaml'))).question, /a few sites, at 0\.1 of its size\.$/)
})

const replay: StudySpec['source'] = {
  replay: { trace: `${scenarios}/tests/small.swf`, mode: 'rebrokered', grid: `${scenarios}/grids/atlas-2025.yaml` },
}

test('a packed study lies in a folder with all it reads, and says the same from there', async (t) => {
  const from = folderOf(t, files)
  const asked = await readStudyFile(join(from, 'my.yaml'))
  for (const source of [asked.source, replay, { file: `${scenarios}/atlas-day.yaml`, scale: 0.1 }]) {
    const { copies, text } = packStudy({ ...asked, source })
    const folder = folderOf(t, { 'study.yaml': text })
    for (const { from, to } of copies) cpSync(from, join(folder, to))
    const { spec, madeWith } = await studyIn(folder)
    t.is(madeWith?.node, process.version)
    const read = JSON.stringify(spec.source)
    for (const part of read.match(/[^"]+\.(yaml|swf)/g) ?? []) t.true(part.startsWith(join(folder, 'inputs')), part)
    t.is(basename(spec.policies[1]), 'mine.mjs')
    t.true(spec.policies[1].startsWith(folder))
    t.deepEqual({ ...spec, source, policies: asked.policies }, { ...asked, source })
    // Packed from there, it is the same to the byte.
    t.is(packStudy(spec).text, text)
  }
})

test('a copy that is missing or was changed is told by its path', async (t) => {
  const { copies, text } = packStudy(await readStudyFile(join(folderOf(t, files), 'my.yaml')))
  const folder = folderOf(t, { 'study.yaml': text })
  for (const { from, to } of copies) cpSync(from, join(folder, to))
  const copy = join(folder, 'inputs/policy-2/parts/chooser.mjs')
  t.is(readFileSync(copy, 'utf8'), files['parts/chooser.mjs'])
  writeFileSync(copy, "export const chooser = 'weighted-draw'\n")
  await t.throwsAsync(studyIn(folder), { instanceOf: BadInput, message: /chooser.mjs: it was changed/ })
  rmSync(copy)
  await t.throwsAsync(studyIn(folder), { instanceOf: BadInput, message: /chooser.mjs: there is no such file/ })
  await t.throwsAsync(studyIn(dirname(copy)), { instanceOf: BadInput, message: /it holds no study.yaml/ })
})
