/** What is wrong with a command line, a configuration or a file of tasks is told in one clear line, before any server is asked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { oneByOne } from '../testing/command-line.js'
import { readServeConfig } from './serve-config.js'
import { serverPlace } from './server-place.js'
import { readTasks } from './task-file.js'

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-live-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a command line that makes no sense: exit code 2 and a line that says what is allowed', async (t) => {
  const folder = scratch(t)
  const nobody = ['--server', 'http://127.0.0.1:1']
  const cases: [line: string[], code: number, said: RegExp][] = [
    [['submit'], 2, /^ailuro: submit: there is nothing to submit; allowed: -- and a command, or --file FILE\n$/],
    [['submit', 'sh', '-c', 'hi'], 2, /unknown option '-c'\nPut -- before the command/],
    [
      ['submit', '--walltime', '2 parsecs', '--', 'true'],
      2,
      /'--walltime <time>' argument '2 parsecs' is invalid\. Allowed: a time/,
    ],
    [['submit', '--memory', 'much', '--', 'true'], 2, /Allowed: an amount such as/],
    [['submit', '--env', '1=2', '--', 'true'], 2, /Allowed: NAME=value/],
    [['submit', '--file', 'no.yaml', '--cores', '2'], 2, /^ailuro: --cores: it stands beside a file of tasks/],
    [['submit', '--file', 'no.yaml'], 2, /^ailuro: no\.yaml: there is no such file/],
    [['submit', '--file', 'no.jsonl', '--', 'true'], 2, /a command and a file of tasks; allowed: one of the two/],
    [['jobs', '--state', 'lazy'], 2, /Allowed choices are pending, defined/],
    [['jobs', '--alive', '--ended'], 2, /'--ended' cannot be used with option '--alive'/],
    [['job', 'x'], 2, /Allowed: a whole number from 1/],
    [['why', 'x'], 2, /^ailuro: "x": it is no number; allowed: a job such as 7, a task such as task:3/],
    [['kill', 'queue:BNL'], 2, /^ailuro: "queue:BNL": it is a queue; allowed: the number of a job/],
    [['limits', 'queueCapJobs=-1'], 2, /it is no change of a constant; allowed: NAME=NUMBER/],
    [['limits', 'queueCap=1'], 2, /there is no constant queueCap; allowed: constants that `ailuro limits --all` lists/],
    [['token', 'make', 'bob', '--role', 'king'], 2, /Allowed choices are user, production, pilot, admin/],
    [['store', 'size'], 2, /^ailuro: store: there is no ailuro-live\/ailuro\.db; allowed: --folder or --store/],
    [['serve', '--port', '70000'], 2, /from 0 \(any that is free\) to 65535/],
    [['serve', '--policy', 'nope'], 2, /^ailuro: .*nope.*allowed: .*production/],
    [['serve', 'no.yaml'], 2, /^ailuro: no\.yaml: there is no such file/],
    [['pilot'], 2, /required option '--queue <name>' not specified/],
    [['jobs', '--server', 'nowhere'], 2, /^ailuro: url: it is nowhere; allowed: where the server is, such as http/],
    [
      ['jobs', '--token-file', 'none'],
      2,
      /^ailuro: none: it cannot be read: .*; allowed: a file that holds a token\n$/,
    ],
    [
      ['jobs', ...nobody],
      69,
      /^ailuro: the server at http:\/\/127\.0\.0\.1:1 did not answer: .*start one with `ailuro serve`, or say where it is with --server URL\n$/,
    ],
  ]
  const outcomes = await oneByOne(
    cases.map(([line]) => line),
    folder,
  )
  for (const [i, { code, out, err }] of outcomes.entries()) {
    const [line, expected, said] = cases[i]
    t.is(code, expected, line.join(' '))
    t.is(out, '', line.join(' '))
    t.regex(err, said, line.join(' '))
  }
})

test('where the server is and whose token: options, then the environment, then files, then the usual', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'token'), 'ailuro_t\n')
  writeFileSync(join(folder, 'url'), 'http://here:1\n')
  writeFileSync(join(folder, 'words'), 'two words')
  const environment = { AILURO_SERVER: 'http://there:2', AILURO_TOKEN: ' ailuro_e ' }
  const place = (options: Parameters<typeof serverPlace>[0], env: NodeJS.ProcessEnv) => serverPlace(options, env)
  t.like(place({}, environment), { url: 'http://there:2', token: 'ailuro_e', tokenFrom: 'AILURO_TOKEN' })
  t.is(place({ serverFile: join(folder, 'url') }, environment).url, 'http://here:1')
  t.is(place({ server: 'http://own:3', serverFile: 'none' }, environment).url, 'http://own:3')
  t.is(place({ tokenFile: join(folder, 'token') }, environment).token, 'ailuro_t')
  t.is(place({}, { AILURO_TOKEN: 'x' }).url, 'http://127.0.0.1:25080')
  t.throws(() => place({ tokenFile: join(folder, 'words') }, {}), {
    instanceOf: BadInput,
    message: /it does not hold one word/,
  })
})

const small = 'grid: { sites: [{ name: A, cores: 4, queues: [{ name: A1 }] }] }\n'

test('a configuration: where a fault stands, what was found, what is allowed', (t) => {
  const folder = scratch(t)
  const file = join(folder, 'serve.yaml')
  const cases: [text: string, line: number, said: RegExp][] = [
    ['policy: random\n', 1, /it names no grid; allowed: `grid` .* or `queues`/],
    [`${small}colour: red\n`, 2, /unknown key colour; allowed: name, grid, queues, policy/],
    ['grid:\n  sites:\n    - { name: A, cores: 4 }\n    - { name: A, cores: 4 }\n', 4, /site A occurs twice/],
    [
      'grid:\n  sites:\n    - name: A\n      cores: four\n',
      4,
      /grid\.sites\.0\.cores is "four"; allowed: a whole number/,
    ],
    [
      `${small}pilots:\n  source: magic\n`,
      3,
      /pilots\.source is "magic"; allowed: one of external, dry-run, subprocess, slurm, htcondor/,
    ],
    [`${small}pilots:\n  source: subprocess\n`, 3, /pilots\.slots is missing; allowed: the cores of this machine/],
    [
      `${small}pilots:\n  source: subprocess\n  slots:\n    B1: 4\n`,
      5,
      /there is no queue B1; allowed: queues of the grid/,
    ],
    [`${small}storage:\n  B: disk\n`, 3, /there is no site B; allowed: sites of the grid/],
    [`${small}constants:\n  bunchJobs: 0\n`, 3, /constants\.bunchJobs is 0; allowed: a whole number from 1/],
    [`${small}listen:\n  port: 99999\n`, 3, /listen\.port is 99999; allowed: a whole number from 0 to 65535/],
    [`${small}retention: 3\n`, 2, /retention is 3; allowed: a duration/],
    [`${small}limits:\n  speed: 3\n`, 3, /unknown key limits\.speed; allowed: usualBytes/],
    [`${small}shares:\n  - { name: x, value: -1 }\n`, 3, /shares\.0\.value is -1/],
    [`${small}pilotDemand: ups\n`, 2, /pilotDemand is "ups"; allowed: one-per-job, autopyfactory, harvester-pull$/],
    [
      `${small}pilotDemand:\n  name: harvester-pull\n  maxWorker: 3\n`,
      3,
      /harvester-pull has no maxWorker; allowed: .*maxWork/,
    ],
    [`${small}dataMover: fts\n`, 2, /dataMover is "fts"; allowed: none, posix, http$/],
    [`${small}dataMover: posix\n`, 2, /storage is missing; allowed: the folder of each site/],
    [`${small}dataMover: http\n`, 2, /dataMover.endpoints is missing; allowed: the address of each site/],
    [
      `${small}dataMover: { name: http, endpoints: { B: "https://b" } }\n`,
      2,
      /there is no site B; allowed: sites of the/,
    ],
    [`${small}dataMover: { name: none, endpoints: { A: "https://b" } }\n`, 2, /none has no endpoints; allowed/],
    [
      `${small}storage: { A: disk }\ndataMover: { name: http, endpoints: { A: "https://b" } }\n`,
      2,
      /storage stands beside/,
    ],
    [`${small}dataMover: { name: http, endpoint: { A: "https://b" } }\n`, 2, /unknown key dataMover.endpoint/],
    [`${small}identity:\n  authorities: ca\n`, 3, /authorities would never be asked, since tls is missing/],
    [
      `${small}identity:\n  tls: { certificate: a, key: b }\n  voms: vomsdir\n`,
      4,
      /voms would never be asked, since authorities is missing; allowed: both, or neither/,
    ],
    [`${small}identity:\n  roles:\n    king: [A]\n`, 4, /unknown key identity\.roles\.king; allowed: user, production/],
    [`${small}identity:\n  issuers:\n    - { url: iam }\n`, 4, /identity\.issuers\.0\.url is "iam"/],
    [
      `${small}identity:\n  issuers:\n    - { url: "https://iam", client: { id: a } }\n`,
      4,
      /client would never be asked for, since vo is missing/,
    ],
    ['grid: [\n', 2, /allowed: well-formed YAML/],
  ]
  for (const [text, line, said] of cases) {
    writeFileSync(file, text)
    const { message } = t.throws(() => readServeConfig(file), { instanceOf: BadInput }, text)
    t.true(message.startsWith(`${file}:${line}: `), `${text} ${message}`)
    t.regex(message, said)
  }
})

test('a configuration whole: what it names lies beside it, and what it does not say is the usual', (t) => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'grids'))
  writeFileSync(
    join(folder, 'grids', 'a.yaml'),
    'name: a\nsites: [{ name: A, cores: 4, queues: [{ name: A1, cores: [1, 4] }] }]\n',
  )
  writeFileSync(
    join(folder, 'serve.yaml'),
    `grid: grids/a.yaml
policy: ./mine.js
seed: 7
constants: { bunchJobs: 5 }
shares: [{ name: user, value: 1 }]
listen: { port: 0 }
store: kept.db
pilots: { source: subprocess, slots: { A1: 4 }, idle: 2 min }
storage: { A: disk }
retention: 7 days
leastFree: 2 GB
limits: { requestsPerSecond: 5 }
`,
  )
  const plan = readServeConfig(join(folder, 'serve.yaml'))
  t.like(plan, {
    policy: join(folder, 'mine.js'),
    seed: '7',
    constants: { bunchJobs: 5 },
    listen: { host: '127.0.0.1', port: 0, allowRemote: false },
    folder: join(folder, 'ailuro-live'),
    store: join(folder, 'kept.db'),
    pilots: {
      source: 'subprocess',
      slots: { A1: 4 },
      idleSeconds: 120,
      askSeconds: 10,
      awaySeconds: 3600,
      heartbeatSeconds: 600,
    },
    storage: { A: join(folder, 'disk') },
    retentionSeconds: 7 * 86_400,
    leastFreeBytes: 2e9,
    limits: { requestsPerSecond: 5 },
  })
  t.deepEqual(
    plan.grid.sites[0].queues[0].slots.map(({ cores }) => cores),
    [1, 4],
  )
  writeFileSync(join(folder, 'small.yaml'), `${small}store: postgres://me@db/a\n`)
  const usual = readServeConfig(join(folder, 'small.yaml'))
  t.like(usual, {
    policy: 'production',
    store: 'postgres://me@db/a',
    pilots: { source: 'external' },
    storage: undefined,
  })
})

test('a configuration that moves data over HTTP, and asks for pilots as Harvester does', (t) => {
  const folder = scratch(t)
  writeFileSync(
    join(folder, 'http.yaml'),
    `${small}pilotDemand: { name: harvester-pull, maxWorkers: 50, queues: { A: { maxWorkers: 5 } } }
dataMover:
  name: http
  endpoints: { A: { url: https://a.example.org/data, tokenFile: a.token } }
  certificateFile: robot.pem
  thirdParty: true
  tries: 3
  silence: 20 s
`,
  )
  const { pilotDemand, dataMover } = readServeConfig(join(folder, 'http.yaml'))
  t.is(pilotDemand?.name, 'harvester-pull')
  t.like(dataMover, {
    name: 'http',
    endpoints: {
      A: {
        url: 'https://a.example.org/data',
        tokenFile: join(folder, 'a.token'),
        certificateFile: join(folder, 'robot.pem'),
      },
    },
    thirdParty: true,
    patience: { tries: 3, firstPause: 1000, longestPause: 60_000, silence: 20_000 },
  })
})

test('a file of tasks is looked through before anything is sent', (t) => {
  const folder = scratch(t)
  const cases: [name: string, text: string, line: string, said: RegExp][] = [
    [
      'a.yaml',
      '- { jobs: 2, spec: { command: ["true"] } }\n- { jobs: none }\n',
      ':2',
      /1\.jobs is "none"; allowed: a whole number/,
    ],
    ['b.yaml', '[]\n', ':1', /allowed: a list of at least 1/],
    ['c.jsonl', '{ "jobs": 1, "spec": { "command": ["true"] } }\n\n{ "job": 1 }\n', ':3', /there is no field "job"/],
    ['d.jsonl', 'jobs\n', ':1', /it is no JSON; allowed: one JSON object a line/],
    ['e.jsonl', '\n', '', /there is no task in it/],
  ]
  for (const [name, text, line, said] of cases) {
    const file = join(folder, name)
    writeFileSync(file, text)
    const { message } = t.throws(() => readTasks(file), { instanceOf: BadInput }, name)
    t.true(message.startsWith(`${file}${line}`), message)
    t.regex(message, said)
  }
  const good = join(folder, 'good.yaml')
  writeFileSync(good, '- { name: fit, jobs: 2, spec: { command: [./fit] } }\n')
  t.deepEqual(readTasks(good), [{ name: 'fit', jobs: 2, spec: { command: ['./fit'] } }])
})
