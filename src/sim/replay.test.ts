/** Traces replayed: grids inferred from them, as recorded, brokered again, and the queue that feeds them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { keyOf, uniform } from '../model/draws.js'
import type { GridSpec } from './grid-spec.js'
import { inferredGrid } from './inferred-grid.js'
import { exponential } from './samplers.js'
import { readScenario, replayScenario } from './scenario-file.js'
import { seedOf } from './seed.js'
import { simulate } from './simulate.js'
import { root } from './testing/scenarios.js'
import { TraceQueue } from './trace-queue.js'
import { scanTrace } from './trace-scan.js'

const seed = seedOf('replay')

function near(t: ExecutionContext, found: number, wanted: number, part: number, what: string): void {
  t.true(Math.abs(found - wanted) <= part * Math.abs(wanted), `${what}: ${found}, wanted ${wanted} ± ${100 * part} %`)
}

/** An SWF of records (submit, wait, run, cores, status, partition) in a folder of its own. */
function traceOf(t: ExecutionContext, records: readonly (readonly number[])[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-workloads-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'jobs.swf')
  const lines = records.map(([submit, wait, run, cores, status, partition], i) =>
    [i + 1, submit, wait, run, cores, -1, -1, cores, -1, -1, status, 1, 1, -1, -1, partition, -1, -1].join(' '),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

const network = { latencySeconds: 0, bytesPerSecond: 1e7, links: [] }

test('a grid inferred from a trace: peak sizes; with a load as large as that asks, but never below the widest job', async (t) => {
  const records = Array.from({ length: 400 }, (_, i) => [i * 100, 0, 4_000, 1, 1, 1])
  const file = traceOf(t, [...records, [40_000, 0, 500, 16, 1, 2], [40_000, 0, 500, 2, 1, 2]])
  const scan = await scanTrace({ path: file })
  const sizes = (spec: GridSpec): number[] => spec.sites.map(({ cores }) => cores)
  t.deepEqual(sizes(inferredGrid('jobs', scan, { load: undefined, network })), [40, 18])
  const coreSeconds = 400 * 4_000 + 18 * 500
  for (const load of [0.3, 0.6, 0.7]) {
    const scaled = inferredGrid('jobs', scan, { load, network })
    const [one, two] = sizes(scaled)
    near(t, coreSeconds / ((one + two) * 40_000), load, 0.02, `offered load ${load}`)
    t.true(two >= 16, `the widest job fits: ${two} cores`)
    t.true(
      scaled.assumptions.some((line) => line.includes('offered load')),
      'the scaling is told',
    )
  }
  // What cannot be reached is told as it is: one site is held up by its widest job.
  const full = inferredGrid('jobs', scan, { load: 4, network })
  t.is(sizes(full)[1], 16)
  t.deepEqual(
    full.sites.map(({ queues }) => queues[0].slots.map(({ cores }) => cores)),
    full.sites.map(({ cores }) => [1, 2, 16].filter((count) => count <= cores)),
  )
})

test('as recorded on the peak-size grid: recorded waits, run times and ends, each job at its site', async (t) => {
  const replay = (trace: string) => simulate(replayScenario({ trace, mode: 'recorded' }), { records: true })
  const file = traceOf(t, [
    [0, 0, 100, 1, 1, 1],
    [0, 0, 50, 4, 0, 2],
    [0, -1, -1, 1, 5, 1],
    [10, 0, 20, 2, 5, 1],
    [100, 0, 10, 1, -1, 1],
    [100, 0, 0, 1, 1, 2],
  ])
  const { summary, records } = await replay(file)
  t.deepEqual(summary.jobs, { submitted: 5, finished: 3, failed: 1, cancelled: 1, unfinished: 0 })
  t.is(summary.metrics.waitSeconds.max, 0)
  t.deepEqual(
    summary.assumptions.filter((line) => line.includes('left out')),
    ['1 records that never ran are left out'],
  )
  const { length, ordinal, site, state, runEndSeconds, startSeconds, siteNames, stateNames } = records!.attempts
  const rows = Array.from({ length }, (_, i) => [
    ordinal[i],
    siteNames[site[i]],
    stateNames[state[i]],
    startSeconds[i],
    runEndSeconds[i],
  ])
  t.deepEqual(
    rows.sort((a, b) => Number(a[0]) - Number(b[0])),
    [
      [1, 'partition-1', 'finished', 0, 100],
      [2, 'partition-2', 'failed', 0, 50],
      [4, 'partition-1', 'cancelled', 10, 30],
      [5, 'partition-1', 'finished', 100, 110],
      [6, 'partition-2', 'finished', 100, 100],
    ],
  )
  const random = Array.from({ length: 3_000 }, (_, i) => {
    const u = (purpose: string): number => uniform(seed, keyOf(purpose), 0, i, 0)
    const run = Math.floor(exponential(u('run'), 5_000))
    const wait = u('waits') < 0.5 ? 0 : Math.floor(exponential(u('wait'), 2_000))
    return [
      Math.floor(i * 20 + 15 * u('at')),
      wait,
      run,
      1 + Math.floor(4 * u('cores')),
      1,
      1 + Math.floor(3 * u('site')),
    ]
  })
  const large = await replay(traceOf(t, random))
  t.is(large.summary.jobs.finished, 3_000)
  const waits = random.map(([, wait]) => wait)
  t.is(large.summary.metrics.waitSeconds.max, Math.max(...waits))
  near(t, large.summary.metrics.waitSeconds.mean, waits.reduce((sum, wait) => sum + wait, 0) / 3_000, 1e-9, 'mean wait')
  for (let i = 0; i < 3_000; i++) {
    const [submit, wait] = random[large.records!.attempts.ordinal[i] - 1]
    if (large.records!.attempts.startSeconds[i] !== submit - random[0][0] + wait)
      t.fail(`row ${i} did not start when it did`)
  }
})

test('re-brokered: first attempts only, jobs that never ran get a run time, later attempts are told of', async (t) => {
  const scenario = replayScenario({ trace: `${root}scenarios/tests/small.swf`, mode: 'rebrokered' })
  const { summary } = await simulate(scenario)
  t.is(summary.jobs.submitted, 160)
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-workloads-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'jobs.json')
  const job = {
    creationtime: '2024-01-01T00:00:00',
    starttime: '2024-01-01T00:01:00',
    endtime: '2024-01-01T01:00:00',
    computingsite: 'A',
    jobstatus: 'finished',
    corecount: 1,
  }
  const jobs = [1, 1, 2, 3].map((attemptnr, i) => ({ ...job, pandaid: i + 1, attemptnr }))
  writeFileSync(file, JSON.stringify({ jobs }))
  const again = await simulate(replayScenario({ trace: file, mode: 'rebrokered' }))
  t.is(again.summary.jobs.submitted, 2)
  t.true(again.summary.assumptions.some((line) => line.startsWith('2 records of second and later attempts')))
  const recorded = await simulate(replayScenario({ trace: file, mode: 'recorded' }))
  t.is(recorded.summary.jobs.submitted, 4)
})

test('a trace that names what the grid lacks cannot be replayed as recorded, but re-brokered', async (t) => {
  const grid = `${root}scenarios/grids/three-sites.yaml`
  const trace = traceOf(t, [[0, 0, 100, 1, 1, 9]])
  const error = await t.throwsAsync(simulate(replayScenario({ trace, mode: 'recorded', grid })), {
    instanceOf: BadInput,
  })
  t.is(
    error.message,
    `${trace}: no queue of the grid three-sites is called partition-9; allowed: a grid with queues named as all 1 sites of the trace, or --mode rebrokered`,
  )
  t.is((await simulate(replayScenario({ trace, mode: 'rebrokered', grid }))).summary.jobs.finished, 1)
})

test('what fills the gaps of a trace is told', async (t) => {
  const needs = [
    'no memory in the trace: 2000 MB per core',
    'no priority in the trace: 1000 for all',
    'no label in the trace: user',
    'no vo in the trace: atlas',
  ]
  // The second has no site and the third neither a site nor a run.
  const gaps = [
    [0, 0, 100, 1, 1, 1],
    [0, 0, 100, 1, 1, -1],
    [0, -1, -1, 1, 5, -1],
  ]
  const told = async (trace: string, mode: 'recorded' | 'rebrokered', from: string): Promise<string[]> => {
    const { assumptions } = (await simulate(replayScenario({ trace, mode }))).summary
    const first = assumptions.findIndex((line) => line.startsWith(from))
    return assumptions.slice(first)
  }
  const trace = traceOf(t, gaps)
  t.deepEqual(await told(trace, 'recorded', 'recorded waits'), [
    'recorded waits are kept: jobs come to the grid when they started',
    "jobs fail and are cancelled as the trace's statuses say, none by chance; error codes are drawn, whether the trace has some or none",
    '1 records that name no site are given to unknown-site',
    ...needs,
  ])
  t.deepEqual(await told(trace, 'rebrokered', 'run times'), [
    'run times of jobs that never ran are drawn from those that did',
    "first attempts fail and are cancelled as the trace's statuses say, after their recorded run times; error codes are drawn, whether the trace has some or none",
    '2 records that name no site are given to unknown-site',
    ...needs,
    'no inputs in the trace: jobs read nothing',
    'no outputs in the trace: jobs write nothing',
  ])
  const { summary } = await simulate(readScenario(`${root}scenarios/tests/replay.yaml`))
  t.deepEqual(
    summary.assumptions.filter((line) => line.includes('puts ')),
    [
      'no inputs in the trace: log-normal, median 800 MB, sigma 1',
      'no outputs in the trace: log-normal, median 100 MB, sigma 1',
      'inputs are one dataset for each group and recorded site, held there and at 1 more',
    ],
  )
})

test('of recorded inputs no outputs follow, and what a trace tells needs no filling', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-workloads-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'jobs.json')
  const job = {
    pandaid: 1,
    creationtime: '2024-01-01T00:00:00',
    starttime: '2024-01-01T00:01:00',
    endtime: '2024-01-01T01:00:00',
    computingsite: 'A',
    jobstatus: 'finished',
    corecount: 1,
    minramcount: 2000,
    currentpriority: 900,
    prodsourcelabel: 'managed',
    vo: 'atlas',
    inputfilebytes: 1e9,
  }
  writeFileSync(file, JSON.stringify({ jobs: [job] }))
  const { summary } = await simulate(replayScenario({ trace: file, mode: 'rebrokered' }))
  t.deepEqual(
    summary.assumptions.filter((line) => /in the trace|no site|^inputs/.test(line)),
    [
      'no outputs in the trace: jobs write nothing',
      'inputs are one dataset for each group and recorded site, held there and at 1 more',
    ],
  )
})

test('a trace in which nothing ran is turned away', async (t) => {
  const trace = traceOf(t, [[0, -1, -1, 1, 5, 1]])
  for (const mode of ['recorded', 'rebrokered'] as const) {
    await t.throwsAsync(simulate(replayScenario({ trace, mode })), {
      instanceOf: BadInput,
      message: `${trace}: no record has a run time; allowed: a trace with at least one job that ran`,
    })
  }
})

/** All jobs of a queue, and the most that it held at one time. */
async function taken(queue: TraceQueue, most = Infinity): Promise<{ lines: number[]; held: number }> {
  const lines: number[] = []
  let held = 0
  for (;;) {
    let inBatch = 0
    for (let job = queue.first(); job !== undefined && lines.length < most; job = queue.first()) {
      lines.push(queue.take().line)
      if (job.line !== lines[lines.length - 1]) throw new Error('took another job than the first')
      inBatch++
    }
    held = Math.max(held, inBatch)
    if (queue.atEnd || lines.length >= most) return { lines, held }
    await queue.fill()
  }
}

const many = Array.from({ length: 20_000 }, (_, i) => [i, 0, 10, 1, 1, 1])

test('a trace queue gives every wanted job once, in order, a batch at a time', async (t) => {
  const file = traceOf(t, many)
  const all = await taken(new TraceQueue({ path: file }, () => true))
  t.deepEqual(
    all.lines,
    many.map((_, i) => i + 1),
  )
  t.true(all.held <= 4_096, `${all.held} jobs were held at one time`)
  // Whole batches without a wanted job are passed over.
  const few = await taken(new TraceQueue({ path: file }, ({ line }) => line > 15_000 && line % 100 === 0))
  t.deepEqual(
    few.lines,
    Array.from({ length: 50 }, (_, i) => 15_100 + 100 * i),
  )
  const none = await taken(new TraceQueue({ path: file }, () => false))
  t.deepEqual(none.lines, [])
})

test('a fault in the middle of a trace surfaces where it stands, after the jobs before it', async (t) => {
  const file = traceOf(t, [...many.slice(0, 9_000), [8_999, 0, 10, 1, 1, NaN], ...many.slice(9_000)])
  const queue = new TraceQueue({ path: file }, () => true)
  const error = await t.throwsAsync(taken(queue), { instanceOf: BadInput })
  t.true(error.message.startsWith(`${file}:9001: `), error.message)
  t.true(queue.atEnd)
})

test('a trace queue can be left in the middle of its file', async (t) => {
  const queue = new TraceQueue({ path: traceOf(t, many), format: 'swf' }, () => true)
  t.is((await taken(queue, 5_000)).lines.length, 5_000)
  t.false(queue.atEnd)
})
