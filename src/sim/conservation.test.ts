/** Nothing is lost and nothing is counted twice: jobs, attempts, cores, core-seconds, identities. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { Fact } from '../model/journal.js'
import { isFinal, JobState, jobStateNames } from '../model/job-state.js'
import { Recorded } from './plans.js'
import type { AttemptRecords, RunResult } from './run-result.js'
import { readScenario } from './scenario-file.js'
import { type Scenario, simulate } from './simulate.js'
import {
  gridSpecOf,
  type ListedTask,
  ListWorkload,
  scenarioWith,
  siteOf,
  testScenario,
  watching,
} from './testing/scenarios.js'
import { scenarioOf, smallWorlds } from './testing/small-worlds.js'
import type { World } from './world.js'

/** One run with all that was watched on the way. */
interface Watched {
  result: RunResult
  records: AttemptRecords
  world: World
  /** Times of the first and last submission. */
  window: [number, number]
}

async function run(t: ExecutionContext, name: string, scenario: Scenario, policy: string): Promise<Watched> {
  let world: World | undefined
  let first = Infinity
  let last = 0
  const cores = (await scenario.prepare({ a: 0, b: 0 })).grid.sites.map((site) => site.cores)
  const { through } = watching(([kind, at], its) => {
    world = its
    if (kind === Fact.taskSubmitted) [first, last] = [Math.min(first, at), at]
    for (let site = 0; site < cores.length; site++) {
      const free = its.batch.free[site]
      if (free < 0 || free > cores[site])
        t.fail(`${name}: ${free} of ${cores[site]} cores free at site ${site}, ${at} s`)
    }
  })
  const result = await simulate(scenario, { policy, through, records: true, checkEveryEvents: 97 })
  return { result, records: result.records!.attempts, world: world!, window: [first, last] }
}

function countsAddUp(t: ExecutionContext, name: string, { result, records }: Watched): void {
  const { jobs, attempts, complete } = result.summary
  t.is(jobs.finished + jobs.failed + jobs.cancelled + jobs.unfinished, jobs.submitted, `${name}: jobs`)
  const ended = attempts.finished + attempts.failed + attempts.closed + attempts.cancelled
  t.is(ended + attempts.unfinished, attempts.created, `${name}: attempts`)
  t.is(complete, jobs.unfinished === 0, `${name}: complete`)
  const byState = { created: records.length, finished: 0, failed: 0, closed: 0, cancelled: 0, unfinished: 0 }
  for (const state of records.state) byState[isFinal(state) ? (jobStateNames[state] as 'failed') : 'unfinished']++
  t.deepEqual(byState, attempts, `${name}: records by state`)
  t.is(
    result.sites.reduce((sum, site) => sum + site.finishedAttempts, 0),
    attempts.finished,
    `${name}: finished at all sites`,
  )
}

/** Every lineage: attempts 1, 2, 3, ... that do not overlap, the last of which alone ends it. */
function lineagesEndOnce(t: ExecutionContext, name: string, { result, records }: Watched): void {
  const lineages = new Map<string, number[]>()
  for (let i = 0; i < records.length; i++) {
    const key = `${records.task[i]}/${records.ordinal[i]}`
    lineages.set(key, [...(lineages.get(key) ?? []), i])
  }
  const { jobs } = result.summary
  if (result.summary.complete) t.is(lineages.size, jobs.submitted, `${name}: every lineage is in the records`)
  let ends = 0
  for (const [key, rows] of lineages) {
    for (const [n, row] of rows.entries()) {
      const story = `${name}: lineage ${key}, attempt ${records.attempt[row]}`
      const isEnd = records.state[row] === JobState.finished || records.state[row] === JobState.cancelled
      if (records.attempt[row] !== n + 1) t.fail(`${story} is number ${n + 1}`)
      if (isEnd && n + 1 < rows.length) t.fail(`${story} ended the lineage, yet there is another`)
      if (n > 0 && records.createdSeconds[row] !== records.endSeconds[rows[n - 1]])
        t.fail(`${story} was not created when the one before ended`)
      if (isEnd) ends++
      const { startSeconds: start, runEndSeconds: stop } = records
      // What has not happened has no time, and compares with nothing.
      if (start[row] < records.createdSeconds[row] || stop[row] < start[row])
        t.fail(`${story} ran from ${start[row]} to ${stop[row]} s`)
      if (stop[row] > records.endSeconds[row]) t.fail(`${story} ran beyond its end`)
    }
  }
  t.is(ends, jobs.finished + jobs.cancelled, `${name}: lineages that finished or were cancelled`)
  const ids = new Set(records.pandaId.subarray(0, records.length))
  t.is(ids.size, records.length, `${name}: PandaIDs are unique`)
  t.true(Math.max(...ids) <= result.summary.attempts.created, `${name}: PandaIDs are given in order`)
}

function coreSecondsAddUp(t: ExecutionContext, name: string, { result, records, window, world }: Watched): void {
  const bySite = new Float64Array(result.sites.length)
  let all = 0
  let inVain = 0
  for (let i = 0; i < records.length; i++) {
    if (Number.isNaN(records.startSeconds[i])) continue
    const start = Math.max(records.startSeconds[i], window[0])
    bySite[records.site[i]] += records.cores[i] * Math.max(0, Math.min(records.runEndSeconds[i], window[1]) - start)
    const wall = records.cores[i] * (records.runEndSeconds[i] - records.startSeconds[i])
    all += wall
    if (records.state[i] !== JobState.finished) inVain += wall
  }
  for (const [i, { site, busyCoreSeconds, cores, utilisationFraction }] of result.sites.entries()) {
    const what = `${name}: core-seconds of ${site}, ${busyCoreSeconds} by site, ${bySite[i]} by records`
    t.true(Math.abs(busyCoreSeconds - bySite[i]) < 1e-3, what)
    const upSeconds = window[1] - window[0] - world.outages.compute.secondsIn(i, ...window)
    t.true(Math.abs(utilisationFraction! * cores * upSeconds - bySite[i]) < 1e-3, what)
  }
  const { goodputFraction } = result.summary.metrics
  t.true(Math.abs(goodputFraction! - (1 - inVain / all)) < 1e-9, `${name}: goodput ${goodputFraction}`)
}

function allCoresAreFree(t: ExecutionContext, name: string, { result, world }: Watched): void {
  t.deepEqual(
    Array.from(world.batch.free),
    result.sites.map(({ cores }) => cores),
    `${name}: free cores at the end`,
  )
  t.is(world.pilots.alive, 0, `${name}: pilots at the end`)
}

/** The mean wait from the records: the first start of each lineage minus its submission. */
function waitsAgree(t: ExecutionContext, name: string, { result, records }: Watched): void {
  const waits = new Map<string, number>()
  for (let i = 0; i < records.length; i++) {
    const key = `${records.task[i]}/${records.ordinal[i]}`
    if (Number.isNaN(records.startSeconds[i]) || waits.has(key)) continue
    waits.set(key, records.startSeconds[i] - records.submitSeconds[i])
  }
  const mean = [...waits.values()].reduce((sum, wait) => sum + wait, 0) / waits.size
  const { waitSeconds } = result.summary.metrics
  t.is(waitSeconds.count, waits.size, `${name}: jobs that started`)
  t.true(Math.abs(waitSeconds.mean - mean) < 1e-6 * mean + 1e-3, `${name}: ${waitSeconds.mean} s, records ${mean} s`)
}

for (const name of ['failures', 'outage', 'troubles', 'replay', 'as-recorded'] as const) {
  for (const policy of name === 'as-recorded' ? ['as-recorded'] : ['production', 'random', 'data-locality-only']) {
    test(`${name} under ${policy}: everything adds up`, async (t) => {
      const watched = await run(t, name, readScenario(testScenario(name)), policy)
      t.true(watched.result.summary.complete)
      countsAddUp(t, name, watched)
      lineagesEndOnce(t, name, watched)
      coreSecondsAddUp(t, name, watched)
      allCoresAreFree(t, name, watched)
      waitsAgree(t, name, watched)
    })
  }
}

test('a run cut off by its stop time adds up as far as it went', async (t) => {
  const watched = await run(t, 'multi-core', readScenario(testScenario('multi-core')), 'production')
  const { jobs, attempts, endSeconds } = watched.result.summary
  t.true(jobs.unfinished > 0 && attempts.unfinished > 0 && endSeconds <= 20 * 3_600)
  countsAddUp(t, 'multi-core', watched)
  lineagesEndOnce(t, 'multi-core', watched)
})

test('wide slots: a site of 13 cores runs 8 and 4 and 1, and the wide one at the head is not overtaken', async (t) => {
  const tasks: ListedTask[] = [
    { at: 0, run: 100, cores: 4, recorded: Recorded.finished },
    { at: 1, run: 100, cores: 8, recorded: Recorded.finished },
    { at: 2, run: 100, cores: 8, recorded: Recorded.finished },
    // Fits into the last core, but stands behind a wide one in line.
    { at: 3, run: 10, cores: 1, recorded: Recorded.finished },
  ]
  const scenario = scenarioWith(gridSpecOf(siteOf('A', 13, [1, 4, 8])), () => new ListWorkload(tasks))
  const watched = await run(t, 'wide', scenario, 'random')
  const { ordinal, startSeconds, length } = watched.records
  const starts = Array.from({ length }, (_, i) => [ordinal[i], startSeconds[i]]).sort((a, b) => a[0] - b[0])
  t.deepEqual(starts, [
    [0, 0],
    [1, 1],
    [2, 101],
    [3, 101],
  ])
  coreSecondsAddUp(t, 'wide', watched)
  allCoresAreFree(t, 'wide', watched)
})

test('a pilot that falls silent: its slot is free at once, its job fails when the heartbeat is missed', async (t) => {
  const tasks: ListedTask[] = [
    { at: 0, run: 1_000, maxAttempts: 1 },
    { at: 0, run: 1_000, maxAttempts: 1 },
  ]
  const scenario = scenarioWith(gridSpecOf(siteOf('A', 1)), () => new ListWorkload(tasks), {
    failures: { probability: 0, silentProbability: 1, earlyFraction: 0 },
  })
  const watched = await run(t, 'silent', scenario, 'random')
  const { errorCode, state, startSeconds, runEndSeconds, endSeconds, length } = watched.records
  t.is(length, 2)
  for (let i = 0; i < length; i++) {
    t.is(errorCode[i], 100, 'lost heartbeat')
    t.is(state[i], JobState.failed)
    const ran = runEndSeconds[i] - startSeconds[i]
    t.true(ran >= 100 && ran <= 1_000, `the run was over when the pilot fell silent, after ${ran} s`)
    const silentFor = endSeconds[i] - startSeconds[i]
    t.true(silentFor > 7_200 && silentFor <= 7_200 + 1_000 + 2_400, `given up after ${silentFor} s`)
  }
  t.true(startSeconds[1] > 100 && startSeconds[1] <= 1_000, `the other job started at ${startSeconds[1]} s`)
  t.deepEqual(watched.result.summary.jobs, { submitted: 2, finished: 0, failed: 2, cancelled: 0, unfinished: 0 })
  countsAddUp(t, 'silent', watched)
  allCoresAreFree(t, 'silent', watched)
})

test('any small world adds up', async (t) => {
  const property = fc.asyncProperty(smallWorlds, async (drawn) => {
    const watched = await run(t, 'any', scenarioOf(drawn), drawn.policy)
    countsAddUp(t, 'any', watched)
    lineagesEndOnce(t, 'any', watched)
    if (watched.result.summary.complete) allCoresAreFree(t, 'any', watched)
  })
  await t.notThrowsAsync(fc.assert(property, { numRuns: 150, seed: 20_141, endOnFailure: false }))
})
