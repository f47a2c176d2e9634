import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { families } from './families/index.js'
import { runFamilies } from './run-families.js'
import { folderOf } from './testing/vector-folders.js'
import { readVectorFolder } from './vector-folder.js'

/** The answers that come with the project: tests run compiled, three folders below the checkout. */
const folder = fileURLToPath(new URL('../../../scenarios/vectors', import.meta.url))
const recorded = readVectorFolder(folder)

for (const { name, section } of families) {
  test(`${name} decides as PanDA did (${section})`, (t) => {
    const [result] = runFamilies(
      recorded.filter((one) => one.name === name),
      families,
    )
    t.truthy(result, `no cases of ${name} are in ${folder}`)
    t.deepEqual(result.differences, [])
    t.is(result.matched, result.total)
    t.false(result.notYet)
  })

  test(`${name} notices an answer that is not PanDA's`, (t) => {
    const wrong = recorded
      .filter((one) => one.name === name)
      .map((one) => ({ name, cases: one.cases.slice(0, 5).map((it) => ({ id: it.id, in: it.in, out: { no: 1 } })) }))
    t.is(runFamilies(wrong, families)[0].matched, 0)
  })
}

test('every family that comes with the project has its rule, and stands in alphabetical order', (t) => {
  t.deepEqual(
    families.map(({ name }) => name),
    recorded.map(({ name }) => name),
  )
})

test('the command says by its exit code whether all matched', (t) => {
  const main = fileURLToPath(new URL('main.js', import.meta.url))
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })
  const file = (out: object) => ({
    family: 'job_memory',
    cases: [{ id: 'a', in: { ram: 1000, cores: 1, merge_chunk: false }, out }],
  })
  const right = { min_ram_MB: 900, unit: 'MB', undo_compensation: 1000 }
  const cases: [args: string[], code: number, stdout: RegExp, stderr: RegExp][] = [
    [[folderOf(t, { 'a.json': file(right) })], 0, /^job_memory {2}all {2}1 of 1$/m, /^$/],
    [[folderOf(t, { 'a.json': file({ ...right, unit: 'GB' }) })], 1, /^ +a: unit: found "MB", expected "GB"$/m, /^$/],
    [[folderOf(t, { 'a.json': { ...file(right), family: 'new' } })], 0, /^new {2}no rule yet \(1 cases\)$/m, /^$/],
    [['--help'], 0, /^Examples:\n {2}npm run conformance -- /m, /^$/],
    [[], 2, /^$/, /missing required argument 'DIR'/],
    [['--fast', folder], 2, /^$/, /unknown option '--fast'/],
    [[folderOf(t, {})], 2, /^$/, /^conformance: .*: no vector file; allowed: .*\n$/],
  ]
  for (const [args, code, stdout, stderr] of cases) {
    const ended = run(...args)
    t.is(ended.status, code, `${args.join(' ')}\n${ended.stderr}`)
    t.regex(ended.stdout, stdout)
    t.regex(ended.stderr, stderr)
  }
  t.deepEqual(JSON.parse(run(folderOf(t, { 'a.json': file(right) }), '--json').stdout), {
    families: [
      {
        family: 'job_memory',
        matched: 1,
        total: 1,
        quirks: { matched: 0, total: 0 },
        notYet: false,
        differences: [],
      },
    ],
  })
})
