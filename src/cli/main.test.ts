/** The command as people run it: a process of its own, its exit code, its two streams and what it leaves behind. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { StudySummary } from '../lab/study-summary.js'
import { root, testScenario } from '../sim/testing/scenarios.js'
import { ailuro, oneByOne, run } from './testing/command-line.js'

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

const trace = `${root}scenarios/tests/small.swf`

test('every command has an example in its help, with files that are there', async (t) => {
  const commands = [
    ...['start', 'replay', 'simulate', 'policies', 'trace check', 'trace convert'],
    ...['grid show', 'grid check', 'grid build', 'grid schema', 'scenario schema', 'workload fit', 'workload schema'],
    ...[
      'serve',
      'submit',
      'jobs',
      'job',
      'tasks',
      'task',
      'why',
      'kill',
      'retry',
      'queues',
      'drain',
      'pause',
      'resume',
    ],
    ...['restart', 'limits', 'shares', 'facts', 'token make', 'token list', 'token revoke', 'pilot'],
    ...['ban add', 'ban list', 'ban lift'],
    ...['store backup', 'store restore', 'store check', 'store size'],
  ]
  const lines = [...commands.map((command) => [...command.split(' '), '--help']), ['--help']]
  const helps = await oneByOne(lines, root)
  const { code, out: overview } = helps.pop()!
  for (const [i, { code, out, err }] of helps.entries()) {
    t.is(code, 0, commands[i])
    t.is(err, '', commands[i])
    t.regex(out, new RegExp(`Examples?:\n  ailuro ${commands[i]}`), commands[i])
  }
  t.is(code, 0)
  for (const command of ['start', 'replay', 'simulate', 'trace', 'grid', 'policies', 'serve', 'submit', 'why'])
    t.true(overview.includes(`  ${command} `), command)
  for (const [file] of helps
    .map(({ out: text }) => text)
    .join('\n')
    .matchAll(/\bscenarios\/\S+/g)) {
    t.true(existsSync(join(root, file)), `the help names ${file}`)
  }
})

test('--json: one object whose counts add up, exit code 0 when all is complete and 1 when not', async (t) => {
  const folder = scratch(t)
  const [complete, cut] = await Promise.all([
    ailuro(
      ['replay', trace, '--seeds', '2', '--policies', 'production,random', '--json', '--out', 'results/a'],
      folder,
    ),
    ailuro(['simulate', testScenario('multi-core'), '--json'], folder),
  ])
  t.is(complete.code, 0, complete.err)
  t.is(cut.code, 1, cut.err)
  for (const { out } of [complete, cut]) {
    for (const { jobs, attempts } of (JSON.parse(out) as StudySummary).runs) {
      const { finished, failed, closed, cancelled, unfinished, created } = attempts
      t.is(jobs.finished + jobs.failed + jobs.cancelled + jobs.unfinished, jobs.submitted)
      t.is(finished + failed + closed + cancelled + unfinished, created)
    }
  }
  t.deepEqual(
    (JSON.parse(complete.out) as StudySummary).runs.map(({ policy, seed }) => `${policy} ${seed}`),
    ['production 1', 'random 1', 'production 2', 'random 2'],
  )
  t.deepEqual(JSON.parse(readFileSync(join(folder, 'results/a/summary.json'), 'utf8')), JSON.parse(complete.out))
  t.deepEqual(readdirSync(folder), ['results'])
  t.deepEqual(readdirSync(join(folder, 'results')), ['a'])
  const written = readdirSync(join(folder, 'results/a'))
  for (const file of ['jobs.csv', 'jobs.parquet', 'journals.txt', 'report.html']) t.true(written.includes(file), file)
})

test('a policy of the user beside a built-in one: a file of a few lines, by a path from where the user stands', async (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'mine.js'), "export default { name: 'mine', steps: ['cap'], weighers: ['input-held'] }\n")
  const { code, out, err } = await ailuro(['replay', trace, '--policies', 'production,./mine.js'], folder)
  t.is(code, 0, err)
  t.regex(out, /production/)
  t.regex(out, /mine/)
  t.regex(out, /Assumptions/)
  t.deepEqual(readdirSync(folder).sort(), ['mine.js', 'package.json'])
})

test('bad input: exit code 2, one line on stderr, nothing on stdout, no folder', async (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'bad.yaml'), 'name: s\nsede: 3\n')
  writeFileSync(join(folder, 'bad.swf'), '1 2 3\n')
  writeFileSync(join(folder, 'bad.mjs'), "export default { name: 'a', steps: ['capp'] }\n")
  const before = readdirSync(folder).sort()
  const cases: readonly (readonly [line: RegExp, ...args: string[]])[] = [
    [/^ailuro: none\.yaml: there is no such file; allowed: /, 'simulate', 'none.yaml', '--out', 'results'],
    [/^ailuro: bad\.yaml:\d: .*; allowed: /, 'simulate', 'bad.yaml', '--out', 'results'],
    [/^ailuro: \S*bad\.swf:1: the record has 3 fields; allowed: /, 'replay', 'bad.swf', '--out', 'results'],
    [
      /^ailuro: \.\/bad\.mjs: there is no step capp; allowed: /,
      'replay',
      trace,
      '--policies',
      'random,./bad.mjs',
      '--out',
      'results',
    ],
    [/^ailuro: policy: there is no policy x; allowed: /, 'replay', trace, '--policies', 'x', '--out', 'results'],
    [/^ailuro: \S*none\.swf: there is no such file; allowed: /, 'trace', 'check', 'none.swf'],
    [/^ailuro: bad\.yaml:\d: .*; allowed: /, 'grid', 'show', 'bad.yaml'],
    [/^ailuro: \.: is the current folder; allowed: /, 'replay', trace, '--out', '.'],
    [
      /^error: option '--seeds <number>' argument '0' is invalid. Allowed: a whole number from 1\./,
      'replay',
      trace,
      '--seeds',
      '0',
    ],
    [/^error: option '--mode <mode>' argument 'x' is invalid/, 'replay', trace, '--mode', 'x'],
    [/^error: unknown command 'simulat'/, 'simulat'],
    [/^error: missing required argument 'trace'/, 'replay'],
  ]
  const outcomes = await oneByOne(
    cases.map(([, ...args]) => args),
    folder,
  )
  // One of them in a process of its own.
  outcomes.push(await ailuro(cases[0].slice(1) as string[], folder))
  for (const [n, { code, out, err }] of outcomes.entries()) {
    const [line, ...args] = cases[n % cases.length]
    const name = args.join(' ')
    const told = err.split('\n').filter((text) => /^(ailuro|error): /.test(text))
    t.is(code, 2, `${name}: ${err}`)
    t.is(out, '', name)
    t.regex(told.join('\n'), line, name)
    t.is(told.length, 1, err)
    t.notRegex(err, /^\s+at /m, `${name}: no stack trace`)
  }
  t.deepEqual(readdirSync(folder).sort(), before)
})

test('grids: checked with exit code 1 for errors, built of tables, shown; schemas as published', async (t) => {
  const folder = scratch(t)
  const good = `${root}scenarios/grids/three-sites.yaml`
  const tables = `${root}src/sim/grid-build/testing/`
  writeFileSync(join(folder, 'bad.yaml'), readFileSync(good, 'utf8').replace('cores: 400', 'cores: 4'))
  const named = ['queues', 'matrix', 'storage', 'downtimes', 'resources'].flatMap((table) => [
    `--${table}`,
    `${tables}${table}.csv`,
  ])
  const [clean, faulty, asJson, built, shown, wrongDay, grid, scenario, mixture] = await oneByOne(
    [
      ['grid', 'check', good],
      ['grid', 'check', 'bad.yaml'],
      ['grid', 'check', 'bad.yaml', '--json'],
      ['grid', 'build', ...named, '--cores', '6000', '--dated', 'tables of today', '--out', 'small.yaml'],
      ['grid', 'show', 'small.yaml'],
      ['grid', 'build', '--outages-from', 'monday'],
      ...['grid', 'scenario', 'workload'].map((sort) => [sort, 'schema']),
    ],
    folder,
  )
  t.deepEqual([clean.code, clean.out], [0, `${good}: 3 sites, 4 queues, 580 cores; 0 errors, 0 warnings\n`])
  const found = "queue NORTH has slots of 8 cores; allowed: at most the site's 4"
  t.deepEqual(
    [faulty.code, faulty.out],
    [1, `error: bad.yaml:17: ${found}\nbad.yaml: 3 sites, 4 queues, 184 cores; 1 error, 0 warnings\n`],
  )
  t.is(asJson.code, 1)
  t.like(JSON.parse(asJson.out), { file: 'bad.yaml', warnings: [], errors: [{ where: 'bad.yaml:17' }] })
  t.is(built.code, 0, built.err)
  t.regex(
    built.out,
    /^small\.yaml and small-links\.csv: 4 sites, 6 queues, 6,000 cores, 3 outages\nQueues left out:\n {2}1 offline\n/,
  )
  t.is(readFileSync(join(folder, 'small.yaml'), 'utf8'), readFileSync(`${tables}small.yaml`, 'utf8'))
  t.regex(
    shown.out,
    /^small: 4 sites, 6 queues, 6,000 cores of 74,500 HS06, 5 of the queues online, 1 nuclei, 5\.8 PB of disk\n/,
  )
  t.is(wrongDay.code, 2)
  const published = ['grid', 'scenario', 'mixture'].map((name) =>
    readFileSync(`${root}scenarios/schema/${name}.json`, 'utf8'),
  )
  t.deepEqual([grid.out, scenario.out, mixture.out], published)
})

test('Ctrl-C and a polite kill: exit codes 130 and 143, no folder, one line', async (t) => {
  const folder = scratch(t)
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    // A policy that ends its own run as a person would.
    const policy = join(scratch(t), 'ends.mjs')
    const step = `{ name: 'ends', judge: () => process.kill(process.pid, '${signal}') }`
    writeFileSync(policy, `export default { name: 'ends', steps: [${step}], chooser: 'heaviest' }`)
    const args = ['simulate', `${root}scenarios/panda-day.yaml`, '--policy', policy, '--out', 'results']
    const ended = await ailuro(args, folder)
    t.is(ended.code, code, ended.err)
    t.is(ended.out, '')
    t.true(ended.err.endsWith('ailuro: interrupted\n'), ended.err)
    t.deepEqual(readdirSync(folder), [])
  }
})

test('the libraries are there for scripts by their names', async (t) => {
  const script = `
    import { builtInPolicy } from 'ailuro'
    import { readScenario, simulate } from 'ailuro/sim'
    import { compareRuns } from 'ailuro/lab'
    import { Host } from 'ailuro/live'
    const run = await simulate(readScenario(${JSON.stringify(testScenario('replay'))}), {
      policy: builtInPolicy('random'),
      through: (build, world) => new Host(build, world),
    })
    console.log(JSON.stringify(compareRuns([run]).map(({ policy, runs }) => [policy, runs[0].summary.jobs.submitted])))`
  // Names resolve to dist, which the set-up has built before any test runs.
  t.true(existsSync(`${root}dist/src/sim/index.js`))
  const { code, out, err } = await run(['-e', script], root)
  t.is(code, 0, err)
  t.deepEqual(JSON.parse(out), [['random', 160]])
})
