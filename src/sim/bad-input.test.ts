/** Scenario files that are turned away: one line with file, line, what was found and what is allowed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { readGrid } from './grid-file.js'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'

const scenario = `name: s
grid: { synthetic: { sites: 2, cores: 16 } }
workload:
  synthetic:
    jobs: 10
    over: 1 h
    classes:
      - name: a
        weight: 1
        share: A
        priority: 1
        cores: 1
        memoryPerCore: 2000 MB
        meanWalltime: 1 h
`

const grid = `name: g
sites:
  - name: A
    cores: 16
    queues:
      - name: A1
        cores: [1, 8]
  - name: B
    cores: 4
`

/** What is done to the good text: a line is added, or the first text replaced by the second. */
type Edit = string | readonly [what: string | RegExp, by: string]
type Case = readonly [title: string, edit: Edit, message: string]

const duration = 'a duration such as "90 s", "5 min", "12 h", "2 days" (ms, s, min, h, day, days, week, weeks)'
const statuses = 'online, standby, brokeroff, test, offline'
const top =
  'name, about, seed, policy, grid, network, transfers, workload, pilots, batch, pilotDemand, failures, incidents, outages, shares, constants, constantsByShare, stop, drain, assumptions, expectations'
const classKeys =
  'name, weight, label, share, vo, processingType, workingGroup, priority, jobsPerTask, jobsPerTaskSigma, cores, memoryPerCore, scratch, meanWalltime, hs06Seconds, cpuEfficiency, taskSigma, jobSigma, scouted, inputFraction, input, inputFiles, fileSize, inputTiedToWork, directFraction, output, outputFiles, nucleusFraction'
const workload = /workload:[^]*/

const scenarios: readonly Case[] = [
  ['an unknown key', 'sede: 3', `FILE:15: unknown key sede; allowed: ${top}`],
  [
    'an unknown key inside an alternative',
    ['share: A', 'share: A\n        wieght: 2'],
    `FILE:11: unknown key workload.synthetic.classes.0.wieght; allowed: ${classKeys}`,
  ],
  [
    'an unknown key of the other alternative',
    [workload, 'workload:\n  trace: { file: a.swf, mod: recorded }'],
    'FILE:4: unknown key workload.trace.mod; allowed: file, format, skipFaults, mode, fill',
  ],
  [
    'an unknown alternative',
    [workload, 'workload:\n  tracee: { file: a.swf }'],
    'FILE:4: unknown key workload.tracee; allowed: one of synthetic, trace',
  ],
  [
    'an unknown kind of grid',
    [/grid:.*/, 'grid: { made: 3 }'],
    'FILE:2: unknown key grid.made; allowed: one of synthetic, inferred',
  ],
  [
    'two alternatives',
    '  trace: { file: a.swf }',
    'FILE:4: workload has synthetic and trace; allowed: one of synthetic, trace',
  ],
  [
    'an unknown unit',
    ['over: 1 h', 'over: 1 hour'],
    `FILE:6: workload.synthetic.over is "1 hour"; allowed: ${duration}`,
  ],
  [
    'a negative duration',
    ['over: 1 h', 'over: -1 h'],
    `FILE:6: workload.synthetic.over is "-1 h"; allowed: ${duration}`,
  ],
  [
    'an amount for a rate',
    'network: { rate: 20 MB }',
    'FILE:15: network.rate is "20 MB"; allowed: a rate such as "20 MB/s"',
  ],
  [
    'more than all',
    'failures: { probability: 120 % }',
    'FILE:15: failures.probability is "120 %"; allowed: a part such as "8 %" or 0.08, from 0 to 1',
  ],
  [
    'a negative count',
    ['jobs: 10', 'jobs: -10'],
    'FILE:5: workload.synthetic.jobs is -10; allowed: a whole number from 1',
  ],
  ['no value', ['jobs: 10', 'jobs:'], 'FILE:5: workload.synthetic.jobs is null; allowed: a whole number from 1'],
  [
    'a word for a number',
    ['jobs: 10', 'jobs: many'],
    'FILE:5: workload.synthetic.jobs is "many"; allowed: a whole number from 1',
  ],
  ['a number for a name', ['name: s', 'name: 3'], 'FILE:1: name is 3; allowed: a text'],
  [
    'a negative weight',
    ['weight: 1', 'weight: -1'],
    'FILE:9: workload.synthetic.classes.0.weight is -1; allowed: a number above 0',
  ],
  [
    'not a number',
    ['weight: 1', 'weight: .nan'],
    'FILE:9: workload.synthetic.classes.0.weight is NaN; allowed: a number above 0',
  ],
  ['a negative spread', 'transfers: { sigma: -1 }', 'FILE:15: transfers.sigma is -1; allowed: a number from 0'],
  [
    'a constant of 0 that counts',
    'constants: { bunchJobs: 0 }',
    'FILE:15: constants.bunchJobs is 0; allowed: a whole number from 1',
  ],
  [
    'a missing field',
    ['        share: A\n', ''],
    'FILE:8: workload.synthetic.classes.0.share is missing; allowed: a text',
  ],
  ['no workload', [workload, ''], 'FILE:1: workload is missing; allowed: a key out of synthetic, trace'],
  ['no grid', [/grid:.*\n/, ''], 'FILE:1: grid is missing; allowed: a text, or a key out of synthetic, inferred'],
  [
    'half a grid',
    [/grid:.*/, 'grid: { synthetic: { sites: 2 } }'],
    'FILE:2: grid.synthetic.cores is missing; allowed: a whole number from 1',
  ],
  [
    'a number for a grid',
    [/grid:.*/, 'grid: 3'],
    'FILE:2: grid is 3; allowed: a text, or a key out of synthetic, inferred',
  ],
  ['a word for a list', [/classes:[^]*/, 'classes: a'], 'FILE:7: workload.synthetic.classes is "a"; allowed: a list'],
  [
    'an empty list',
    [/classes:[^]*/, 'classes: []'],
    'FILE:7: workload.synthetic.classes is []; allowed: a list of at least 1',
  ],
  ['an unclosed quote', ['over: 1 h', 'over: "1 h'], 'FILE:15: Missing closing "quote; allowed: well-formed YAML'],
  ['a tab', ['  synthetic', '\tsynthetic'], 'FILE:4: Tabs are not allowed as indentation; allowed: well-formed YAML'],
  ['a key twice', 'name: t', 'FILE:15: Map keys must be unique; allowed: well-formed YAML'],
  ['nothing', [/[^]*/, ''], 'FILE:1: the file is null; allowed: keys with values'],
  ['a list of all', [/[^]*/, '- 1'], 'FILE:1: the file is [1]; allowed: keys with values'],
  [
    'an unknown policy',
    'policy: prodution',
    'policy: there is no policy prodution; allowed: production, single-level-2013, data-locality-only, least-queued, round-robin, random, as-recorded',
  ],
  [
    'an inferred grid without a trace',
    [/grid:.*/, 'grid: { inferred: {} }'],
    'FILE: grid is inferred but the workload is no trace; allowed: a grid file or a synthetic grid',
  ],
  [
    'a trace that is not there',
    [workload, 'workload:\n  trace: { file: nowhere.swf }'],
    'FOLDER/nowhere.swf: there is no such file; allowed: the path of a trace file',
  ],
  [
    'a grid that is not there',
    [/grid:.*/, 'grid: nowhere.yaml'],
    'FOLDER/nowhere.yaml: there is no such file; allowed: a YAML file that can be read',
  ],
  [
    'a network beside a grid file',
    [/grid:.*/, 'grid: grid.yaml\nnetwork: { rate: 1 MB/s }'],
    'FILE: network stands beside the grid file grid.yaml; allowed: the network of the grid file alone',
  ],
  [
    'an incident at a queue that is not there',
    'incidents: [{ at: 50 days, queue: NOPE, status: offline }]',
    'scenario s: an incident names queue NOPE, which is not there; allowed: queues of the grid synthetic-2, e.g. T0-001, T1-002',
  ],
  [
    'an incident of an unknown sort',
    'incidents: [{ at: 1 min, queue: T0-001, status: of }]',
    `FILE:15: incidents.0.status is "of"; allowed: ${statuses}`,
  ],
  [
    'an incident of a site of an unknown sort',
    'incidents: [{ at: 1 min, site: T0-001, kind: hole, for: 1 h }]',
    'FILE:15: incidents.0.kind is "hole"; allowed: black-hole, dying',
  ],
  [
    'an incident at a site that is not there',
    'incidents: [{ at: 50 days, site: NOPE, kind: dying, for: 1 h }]',
    'scenario s: an incident names site NOPE, which is not there; allowed: sites of the grid synthetic-2, e.g. T0-001, T1-002',
  ],
  [
    'an outage at a site that is not there',
    'outages: [{ at: 50 days, site: NOPE, for: 1 h }]',
    'scenario s: an outage names site NOPE, which is not there; allowed: sites of the grid synthetic-2, e.g. T0-001, T1-002',
  ],
  [
    'an outage of no length',
    'outages: [{ at: 1 h, site: T0-001, for: 0 s }]',
    'FILE:15: outages.0.for is "0 s"; allowed: a duration above 0',
  ],
  [
    'an outage of an unknown sort',
    'outages: [{ at: 1 h, site: T0-001, for: 1 h, kind: power }]',
    'FILE:15: outages.0.kind is "power"; allowed: compute, storage, all',
  ],
  [
    'bad times of no length',
    'failures: { badTimes: { apart: 1 day, length: 0 s, probability: 50 % } }',
    'FILE:15: failures.badTimes.length is "0 s"; allowed: a duration above 0',
  ],
  [
    'bad times without a probability',
    'failures: { badTimes: { apart: 1 day, length: 1 h } }',
    'FILE:15: failures.badTimes.probability is missing; allowed: a part such as "8 %" or 0.08, from 0 to 1',
  ],
  [
    'a probability for a site that is not there',
    'failures: { sites: [{ site: NOPE, factor: 2 }] }',
    'scenario s: a failure probability names site NOPE, which is not there; allowed: sites of the grid synthetic-2, e.g. T0-001, T1-002',
  ],
  [
    'a cap on a queue that is not there',
    'batch: { caps: [{ queue: NOPE, cores: 5 }] }',
    'scenario s: a cap names queue NOPE, which is not there; allowed: queues of the grid synthetic-2, e.g. T0-001, T1-002',
  ],
  ['a word for a switch', 'batch: { backfill: maybe }', 'FILE:15: batch.backfill is "maybe"; allowed: true or false'],
  [
    'a link to a site that is not there',
    'network: { links: [{ between: [T0-001, Z], rate: 1 MB/s }] }',
    'FILE: a link names site Z, which is not there; allowed: sites of the grid',
  ],
  [
    'work too wide for every queue',
    ['cores: 1\n', 'cores: 64\n'],
    'task a.0: no queue can run it: cpucore refuses it at 4 of 4 queues (e.g. T0-001: needs 64 cores, slots of the queue have 1); the smallest change that would help, at T0-001: needs 64 cores, slots of the queue have 8; allowed: needs that at least one queue can meet',
  ],
]

function edited(text: string, edit: Edit): string {
  return typeof edit === 'string' ? `${text}${edit}\n` : text.replace(edit[0], edit[1])
}

function files(t: ExecutionContext): { folder: string; write: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-bad-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  write('grid.yaml', grid)
  return { folder, write }
}

test('the files that the bad ones differ from are good', async (t) => {
  const { write } = files(t)
  t.is((await simulate(readScenario(write('s.yaml', scenario)))).summary.jobs.finished, 10)
  t.is(readGrid(write('g.yaml', grid)).sites.length, 2)
})

test('bad scenarios', async (t) => {
  const { folder, write } = files(t)
  for (const [title, edit, message] of scenarios) {
    const file = write('s.yaml', edited(scenario, edit))
    const error = await t.throwsAsync(async () => simulate(readScenario(file)), { instanceOf: BadInput }, title)
    t.is(error?.message.replace(file, 'FILE').replace(folder, 'FOLDER'), message, title)
  }
})

test('a file that is not there, and a folder', (t) => {
  const { folder } = files(t)
  for (const [path, found] of [
    [join(folder, 'none.yaml'), 'there is no such file'],
    [folder, 'it is a folder'],
  ]) {
    const error = t.throws(() => readScenario(path), { instanceOf: BadInput })
    t.is(error.message, `${path}: ${found}; allowed: a YAML file that can be read`)
  }
})
