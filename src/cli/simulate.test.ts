/** `ailuro simulate` on scenarios that say what should be seen: what it prints, and its exit code. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { StudySummary } from '../lab/study-summary.js'

const main = new URL('./main.js', import.meta.url).href
const starter = `import { main } from '${main}'; await main(process.argv.slice(1))`

const scenario = `name: ten
grid: { synthetic: { sites: 2, cores: 16 } }
workload:
  synthetic:
    jobs: 10
    over: 1 h
    classes: [{ name: a, weight: 1, share: A, priority: 1, cores: 1, memoryPerCore: 2 GB, meanWalltime: 1 h }]
expectations:
  - { see: all ten finish, measure: jobs.finished, between: [10, 11] }
`

function simulate(
  t: ExecutionContext,
  text: string,
  ...options: readonly string[]
): { code: number | null; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-simulate-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ten.yaml'), text)
  const args = ['--input-type=module', '-e', starter, '--', 'simulate', 'ten.yaml', '--out', 'results', ...options]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0 && status !== 3) throw new Error(stderr)
  return { code: status, out: stdout + readFileSync(join(folder, 'results/report.html'), 'utf8') }
}

test('exit code 0 when all that should be seen is', (t) => {
  const { code, out } = simulate(t, scenario)
  t.is(code, 0)
  t.regex(out, /^Seen under production, seed 1: 1 of 1$/m)
  t.regex(out, /^yes +all ten finish +10 +10 to 11$/m)
  t.regex(out, /All that the scenario expects was seen/)
})

test('exit code 3 when something is not, and the other policies that are spoken of run too', (t) => {
  const more = '  - { see: random loses some, measure: jobs.failed, atLeast: 1, policies: [random] }\n'
  const { code, out } = simulate(t, scenario + more)
  t.is(code, 3)
  t.regex(out, /^Seen under production, seed 1: 1 of 1$/m)
  t.regex(out, /^Seen under random, seed 1: 0 of 1$/m)
  t.regex(out, /^NO +random loses some +0 +at least 1$/m)
  t.regex(out, /1 of 2 things that the scenario expects were seen/)
})

test('one policy alone is asked about what is expected of it', (t) => {
  const more = '  - { see: random loses some, measure: jobs.failed, atLeast: 1, policies: [random] }\n'
  t.is(simulate(t, scenario + more, '--policy', 'production').code, 0)
  t.is(simulate(t, scenario + more, '--policy', 'round-robin').code, 0)
})

test('--json has what was seen', (t) => {
  const { out } = simulate(t, scenario.replace('[10, 11]', '[11, 12]'), '--json')
  const { runs } = JSON.parse(out.slice(0, out.indexOf('<!doctype'))) as StudySummary
  t.deepEqual(runs[0].expectations, [
    { see: 'all ten finish', measure: 'jobs.finished', unit: 'number', found: 10, wanted: '11 to 12', held: false },
  ])
})
