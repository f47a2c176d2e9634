/** `ailuro compare` and `ailuro reproduce`, each in a process of its own, on a scenario of a thousand jobs. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { StudySummary } from '../lab/study-summary.js'
import { root } from '../sim/testing/scenarios.js'

const main = new URL('./main.js', import.meta.url).href
const starter = `import { main } from '${main}'; await main(process.argv.slice(1))`

const scenario = `name: thousand
grid: { synthetic: { sites: 4, cores: 400 } }
workload:
  synthetic:
    jobs: 1000
    over: 6 h
    jobsPerTask: 4
    classes: [{ name: a, weight: 1, share: A, priority: 1, cores: 1, memoryPerCore: 2 GB, meanWalltime: 1 h }]
`
const study = `name: two-loads
scenario: thousand.yaml
policies: [random, ./mine.mjs]
baseline: ./mine.mjs
seeds: 2
loads: [0.5, 1]
warmUp: 1 h
`
const mine = "export default { name: 'mine', chooser: 'heaviest' }\n"

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-compare-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of [
    ['thousand.yaml', scenario],
    ['study.yaml', study],
    ['mine.mjs', mine],
    ['sub/thousand.yaml', scenario],
  ]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function ailuro(folder: string, ...args: readonly string[]): { code: number | null; out: string; err: string } {
  const command = ['--input-type=module', '-e', starter, '--', ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

type Run = StudySummary['runs'][number]
const named = ({ load, seed, policy }: Run) => [load, seed, policy]

test('a study runs as its file says, and is reproduced from a folder with its copies', (t) => {
  const folder = scratch(t)
  const { code, out, err } = ailuro(folder, 'compare', 'study.yaml', '--out', 'results', '--json')
  t.is(code, 0, err)
  t.is(err, '')
  const { runs } = JSON.parse(out) as StudySummary
  t.deepEqual(runs.map(named), [
    [0.5, '1', 'random'],
    [0.5, '1', 'mine'],
    [0.5, '2', 'random'],
    [0.5, '2', 'mine'],
    [1, '1', 'random'],
    [1, '1', 'mine'],
    [1, '2', 'random'],
    [1, '2', 'mine'],
  ])
  // Equal luck for all policies of a seed, and one window for all runs of a level.
  t.is(new Set(runs.map(({ seed, arrivals }) => `${seed} ${arrivals}`)).size, 2)
  t.is(new Set(runs.map(({ load, window }) => `${load} ${window.fromSeconds} ${window.untilSeconds}`)).size, 2)
  t.true(runs.every(({ window }) => window.fromSeconds > 3_600 && window.counted < 1000))

  const results = join(folder, 'results')
  // The originals are gone: what the folder holds is enough.
  for (const name of ['thousand.yaml', 'study.yaml', 'mine.mjs']) rmSync(join(folder, name))
  const same = ailuro(folder, 'reproduce', 'results')
  t.is(same.code, 0, same.err)
  t.regex(same.out, /^8 of 8 runs are the same to the last fact\.$/m)

  const hash = runs[5].journal.hash
  writeFileSync(join(results, 'summary.json'), out.replace(hash, '0123456789abcdef'))
  const text = readFileSync(join(results, 'study.yaml'), 'utf8')
  writeFileSync(join(results, 'study.yaml'), text.replace(process.version, 'v1.2.3'))
  const other = ailuro(folder, 'reproduce', 'results')
  t.is(other.code, 4, other.err)
  t.regex(other.out, new RegExp(`^mine +1 +1 +0123456789abcdef +${hash} +DIFFERENT$`, 'm'))
  t.regex(other.out, /^The folder was made with node v1\.2\.3, this is v[\d.]+\.$/m)
  t.regex(other.out, /^7 of 8 runs are the same/m)
})

test('the command line goes before the file, and several inputs are several studies', (t) => {
  const folder = scratch(t)
  const trace = `${root}scenarios/tests/small.swf`
  const options = ['--policies', 'production', '--seeds', '1', '--warm-up', 'none', '--out', 'all', '--json']
  const { code, out, err } = ailuro(folder, 'compare', 'thousand.yaml', 'study.yaml', trace, ...options, '--seed', '7')
  t.is(code, 0, err)
  const studies = JSON.parse(out) as StudySummary[]
  t.deepEqual(
    studies.map(({ name, runs }) => [name, ...runs.map(named)]),
    [
      ['thousand', [undefined, '7', 'production']],
      ['two-loads', [0.5, '7', 'production'], [1, '7', 'production']],
      ['replay of small.swf', [0.9, '7', 'production']],
    ],
  )
  t.deepEqual(readdirSync(join(folder, 'all')).sort(), ['small', 'study', 'thousand'])
  const [thousand] = studies
  t.deepEqual(JSON.parse(readFileSync(join(folder, 'all/thousand/summary.json'), 'utf8')), thousand)
})

const faults: readonly (readonly [args: readonly string[], error: RegExp])[] = [
  [
    ['study.yaml', '--baseline', 'production'],
    /^ailuro: baseline: production is none of the policies; .*random, mine$/m,
  ],
  [
    ['study.yaml', '--primary', 'waitmean'],
    /'waitmean' is invalid\. Allowed: one of \d+ measures, of which waitMean, /,
  ],
  [['study.yaml', '--loads', '0.5,0.50'], /0\.5 is given twice\. Allowed: each load once/],
  [
    ['study.yaml', '--policies', 'random,random'],
    /^ailuro: policies: random is given twice; allowed: each policy once/,
  ],
  [
    ['thousand.yaml', 'sub/thousand.yaml'],
    /thousand\.yaml and sub\/thousand\.yaml: their results would all go to results\/thousand; allowed: inputs of different names/,
  ],
  [['study.yaml', '--loads', '0.5,0'], /Allowed: a number above 0/],
  [['study.yaml', '--warm-up', 'soon'], /Allowed: auto, none, or a time such as .*"2 d 14 h"/],
  [['none.yaml'], /^ailuro: none\.yaml: there is no such file/],
  [
    ['thousand.yaml', 'none.swf'],
    /^ailuro: none\.swf: there is no such file; allowed: a scenario, a study or a trace$/m,
  ],
]

test('what cannot be compared is told before anything is written', (t) => {
  const folder = scratch(t)
  for (const [args, error] of faults) {
    const { code, err } = ailuro(folder, 'compare', ...args, '--out', 'results')
    t.is(code, 2, args.join(' '))
    t.regex(err, error)
    t.false(existsSync(join(folder, 'results')))
  }
})

test('another baseline than the study file says, a part of the scenario and a warm-up in parts are told', (t) => {
  const folder = scratch(t)
  const options = [
    '--policies',
    'random',
    '--seeds',
    '1',
    '--loads',
    '0.5',
    '--warm-up',
    '1 h 30 min',
    '--scale',
    '0.5',
  ]
  const { code, out, err } = ailuro(folder, 'compare', 'study.yaml', ...options, '--out', 'results')
  t.is(code, 0, err)
  const said = out.replaceAll(/\s+/g, ' ')
  t.regex(said, /the baseline is random, the first of the policies given, in place of mine of the study file/)
  t.regex(said, /jobs submitted between 1 h 3\d min and .* count: warm-up as declared/)
  t.regex(
    readFileSync(join(folder, 'results/README.txt'), 'utf8'),
    /^Which policy serves thousand best, at 0\.5 of its size\?$/m,
  )
})

test('reproduce never writes over what it checks, and tells a study file that was changed', (t) => {
  const folder = scratch(t)
  t.is(ailuro(folder, 'compare', 'thousand.yaml', '--policies', 'random', '--seeds', '1', '--out', 'results').code, 0)
  symlinkSync('results', join(folder, 'link'))
  for (const out of ['link', 'results/again']) {
    const { code, err } = ailuro(folder, 'reproduce', 'results', '--out', out)
    t.is(code, 2, out)
    t.regex(err, /it is the folder to reproduce \(results\), or in it; allowed: another folder/)
  }
  const file = join(folder, 'results/study.yaml')
  t.notRegex(ailuro(folder, 'reproduce', 'results').out, /was changed/)
  writeFileSync(file, readFileSync(file, 'utf8').replace('seeds: 1', 'seeds: 2'))
  const other = ailuro(folder, 'reproduce', 'results', '--out', 'results-again')
  t.is(other.code, 4, other.err)
  t.regex(other.out, /^study\.yaml was changed since the study was run/m)
  t.true(existsSync(join(folder, 'results-again/summary.json')))
})
