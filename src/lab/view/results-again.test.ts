/** What pages read of a run that is made again: it stands as the tables say, whichever way one goes. */
import test, { type ExecutionContext } from 'ava'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '../../monitor/readings/about.js'
import type { DatasetFilter, DatasetInList } from '../../monitor/readings/data.js'
import { NotTold } from '../../monitor/readings/not-told.js'
import type { WorkerFilter, WorkersTold } from '../../monitor/readings/places.js'
import type { RunSummary } from '../../sim/run-result.js'
import { RunUnderWay } from '../../sim/run-under-way.js'
import { testScenarios } from '../../sim/testing/scenarios.js'
import { fewJobs, resultsOf } from '../explain/testing/results.js'
import { runAgain } from '../explain/run-again.js'
import type { ResultsSource } from './results-source.js'
import { at, counterOf, sourceOf, studyFolder } from './testing/sources.js'

const all = { from: 0, limit: 100_000 }

/** Asks until it is told, as a page does. */
async function told<Answer>(ask: () => Promise<Answer | NotTold>): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (!(answer instanceof NotTold)) return answer
    if (answer.coming === undefined) throw new Error(answer.text)
  }
}

const workersAt = (source: ResultsSource, time: number, filter: Partial<WorkerFilter> = {}): Promise<WorkersTold> =>
  told(() => source.workers(at(time), { ...all, ...filter }))
const datasetsAt = (
  source: ResultsSource,
  time: number,
  filter: Partial<DatasetFilter> = {},
): Promise<Page<DatasetInList>> => told(() => source.datasets(at(time), { ...all, ...filter }))

async function opened(t: ExecutionContext, name: Parameters<typeof studyFolder>[1]) {
  const folder = await studyFolder(t, name)
  return { folder, source: await sourceOf(t, folder), count: await counterOf(t, folder) }
}

/** The run of a folder, made again beside. */
async function madeAgain(folder: string): Promise<RunUnderWay> {
  const { runs } = summaryOf(folder)
  const [{ scenario: name, policy, seed, load }] = runs
  const { scenario, ...made } = await runAgain(folder, { scenario: name, policy, seed, load })
  return RunUnderWay.begin(scenario, made)
}

function summaryOf(folder: string): { readonly runs: readonly RunSummary[] } {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as { runs: RunSummary[] }
}

test('pilots: those that run a job are the attempts that run, each with its own, at its queue', async (t) => {
  const { source, count } = await opened(t, 'multi-core')
  const running = 'startSeconds <= $ AND coalesce(runEndSeconds, endSeconds, $ + 1) > $'
  for (const time of [3_600, 20_000, 40_000]) {
    const { page, statuses, queues, found } = await workersAt(source, time)
    const busy = page.items.filter(({ status }) => status === 'running')
    t.is(busy.length, await count(`attempts WHERE ${running.replaceAll('$', String(time))}`))
    t.is(new Set(busy.map(({ job }) => job)).size, busy.length)
    for (const { job, queue } of busy.slice(0, 20))
      t.is(await count(`attempts WHERE pandaId = ${job} AND queue = '${queue}'`), 1)
    const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
    t.is(sum(statuses.map(({ workers }) => workers)), found)
    t.is(sum(queues.map((one) => one.running)), found)
    for (const { queue, ...pilots } of queues.slice(0, 3))
      t.deepEqual(await told(async () => (await source.queue(at(time), queue))!.pilots), pilots)
  }
})

test('pilots: those on their way, with those that have not asked yet, are those that the core waits for', async (t) => {
  const { folder, source } = await opened(t, 'multi-core')
  const run = await madeAgain(folder)
  let most = 0
  for (const time of [3_600, 7_200, 20_000]) {
    await run.goTo(time)
    const { statuses, queues } = await workersAt(source, time)
    const starting = statuses.find(({ status }) => status === 'starting')?.workers ?? 0
    const submitted = queues.reduce((sum, one) => sum + one.submitted, 0)
    const awaited = run.core.state.grid.queues.reduce((sum, { pilotsUnderWay }) => sum + pilotsUnderWay, 0)
    t.is(submitted + starting, awaited)
    most = Math.max(most, submitted)
  }
  t.true(most > 0)
})

test('pilots: those that came for nothing are as many as the summary of the run says', async (t) => {
  const { folder, source } = await opened(t, 'factory')
  const { runs } = summaryOf(folder)
  const { pilotsStarted, emptyPilotFraction } = runs[0].metrics
  const { now } = await source.about()
  const { queues } = await workersAt(source, now)
  const empty = queues.reduce((sum, one) => sum + one.empty!, 0)
  t.true(empty > 0)
  t.is(empty, Math.round(pilotsStarted * emptyPilotFraction!))
})

test('pilots: those that are looked for, page by page', async (t) => {
  const { source } = await opened(t, 'multi-core')
  const { page, found, queues } = await workersAt(source, 20_000)
  const [first] = queues.filter(({ running }) => running > 1)
  const some = await workersAt(source, 20_000, { queue: first.queue, status: 'running', from: 1, limit: 1 })
  t.deepEqual(
    some.page.items,
    page.items.filter(({ queue, status }) => queue === first.queue && status === 'running').slice(1, 2),
  )
  t.true(found > some.found)
})

test('a silent pilot is gone while its job still runs for the server', async (t) => {
  const { source, count } = await opened(t, 'failures')
  const time = 20_000
  const { page } = await workersAt(source, time)
  const runs = `startSeconds <= ${time} AND coalesce(endSeconds, 1e9) > ${time} AND coalesce(outputStartSeconds, 1e9) > ${time}`
  const silent = await count(`attempts WHERE ${runs} AND cause = 'lost heartbeat' AND runEndSeconds <= ${time}`)
  const heard = await count(`attempts WHERE ${runs} AND NOT (runEndSeconds <= ${time})`)
  t.is(page.items.filter(({ status }) => status === 'running').length, heard)
  t.is((await source.overview(at(time), 3_600)).states.find(({ state }) => state === 'running')!.jobs, heard + silent)
})

test('datasets: replicas at the end are those of the run itself, and what has read them are its attempts', async (t) => {
  const { folder, source, count } = await opened(t, 'failures')
  const { now } = await source.about()
  const { items, next } = await datasetsAt(source, now)
  t.is(next, null)
  const run = await madeAgain(folder)
  await run.goTo(now)
  const { datasets, grid } = run.core.state
  t.true(items.length > 10)
  t.is(items.length, datasets.bytes.length)
  for (const { name, bytes, replicas } of items) {
    const row = datasets.find(name)!
    t.is(bytes, datasets.bytes[row])
    t.deepEqual(
      replicas.map(({ site }) => site),
      datasets.copies[row].map((copy) => grid.sites[copy.site].name),
    )
  }
  const uses = items.reduce((sum, one) => sum + one.uses!, 0)
  t.is(uses, await count('attempts WHERE inputBytes > 0 AND startSeconds IS NOT NULL'), 'all are over')
  const last = Math.max(...items.map(({ lastUsedAt }) => lastUsedAt ?? 0))
  t.true(last > 0 && last <= now)
  t.true(items.some(({ replicas }) => replicas.some(({ kind }) => kind === 'primary')))
})

test('datasets: what waits for one counts, and what is looked for comes page by page', async (t) => {
  const { source, count } = await opened(t, 'failures')
  const time = 20_000
  const { items } = await datasetsAt(source, time)
  const uses = items.reduce((sum, one) => sum + one.uses!, 0)
  const began = `startSeconds <= ${time} OR (createdSeconds <= ${time} AND coalesce(endSeconds, 1e9) > ${time})`
  t.is(uses, await count(`attempts WHERE inputBytes > 0 AND (${began})`))
  const [{ site }] = items[0].replicas
  const there = items.filter(({ replicas }) => replicas.some((one) => one.site === site))
  t.deepEqual((await datasetsAt(source, time, { site })).items, there)
  const first = await datasetsAt(source, time, { site, limit: 1 })
  const second = await datasetsAt(source, time, { site, from: first.next!, limit: 1 })
  t.deepEqual([...first.items, ...second.items], there.slice(0, 2))
  t.deepEqual((await datasetsAt(source, time, { name: items[1].name })).items[0].name, items[1].name)
  t.deepEqual(await datasetsAt(source, time, { site: 'nowhere' }), { items: [], next: null })
})

test('a constant is tried on the bunches of the last hour and on what waits, and the run goes on as it was', async (t) => {
  const { source, count } = await opened(t, 'failures')
  const time = 20_000
  const ask = async (name: string, value: number) => (await told(() => source.whatIf(at(time), name, value)))!
  const { constants } = await source.policy(at(time))
  const { usual } = constants.find(({ name }) => name === 'minWeight')!
  const same = await ask('minWeight', usual)
  t.deepEqual([same.moved, same.unplaced, same.placed], [0, 0, 0])
  const shut = await ask('minWeight', 1e12)
  const sum = (part: 'before' | 'after') => shut.byQueue.reduce((total, queue) => total + queue[part], 0)
  t.deepEqual([shut.bunches, shut.unplaced, sum('after')], [same.bunches, sum('before'), 0])
  t.true(shut.unplaced > 0)
  const fresh = `brokeredSeconds <= ${time} AND brokeredSeconds > ${time - 3_600} AND coalesce(endSeconds, 1e9) > ${time}`
  const bunches = await count(`(SELECT DISTINCT task, brokeredSeconds, queue FROM attempts WHERE ${fresh})`)
  t.regex(
    shut.basis!,
    new RegExp(`^They are [\\d,]+ of the ${bunches} bunches of all tasks that were placed within the last hour`),
  )
  t.is(await source.whatIf(at(time), 'noSuchConstant', 1), undefined)
  t.is(await source.whatIf(at(time), 'statisticsSeconds', 1), undefined, 'it is only read at the start')
  const { now } = await source.about()
  t.is((await workersAt(source, now)).found, 0, 'its journal is that of the folder')
})

test('constants are all told, with those that the scenario sets', async (t) => {
  const { source } = await opened(t, 'outage')
  const { constants } = await source.policy(at(0))
  t.true(constants.length > 30)
  t.deepEqual(
    constants.filter(({ value, usual }) => value !== usual).map(({ name, value }) => [name, value]),
    [
      ['heartbeatTimeoutSeconds', 3_600],
      ['activatedTimeoutSeconds', 7_200],
      ['offlineTimeoutSeconds', 1_800],
    ],
  )
})

test('going on, back and on again gives the same, at any moment of the run', async (t) => {
  const { source } = await opened(t, 'troubles')
  const { now } = await source.about()
  const seen = new Map<number, unknown>()
  for (const time of [5_000, 12_000.25, now, 5_000, 0, 12_000.25, now]) {
    const found = { workers: await workersAt(source, time), datasets: await datasetsAt(source, time) }
    if (seen.has(time)) t.deepEqual(found, seen.get(time))
    seen.set(time, found)
  }
  t.is(seen.size, 4)
})

for (const name of testScenarios)
  test(`${name}: it stands as its tables say at any moment, and its journal is that of the folder`, async (t) => {
    const { source } = await opened(t, name)
    const { now, opensAt } = await source.about()
    // An answer is the proof: where anything differs there is none.
    for (const time of [opensAt, 0.9 * now, now, now / 3]) await t.notThrowsAsync(workersAt(source, time))
  })

test('a folder without its study says that it cannot be made again, at once', async (t) => {
  const source = await sourceOf(t, await resultsOf(t, fewJobs))
  const answers = [
    await source.datasets(at(100), all),
    await source.workers(at(100), all),
    (await source.queue(at(100), 'Near'))!.pilots,
  ]
  for (const answer of answers) {
    t.true(answer instanceof NotTold && answer.coming === undefined)
    t.regex((answer as NotTold).text, /cannot be made again: .*it holds no study\.yaml/)
  }
})

test('a run that turns out to be another than that of the tables is not shown', async (t) => {
  const folder = await studyFolder(t, 'failures')
  const summaryFile = join(folder, 'summary.json')
  const summary = readFileSync(summaryFile, 'utf8')
  writeFileSync(summaryFile, summary.replace(/"hash":"[0-9a-f]{16}"/, '"hash":"0123456789abcdef"'))
  const source = await sourceOf(t, folder)
  t.true((await workersAt(source, 20_000)).found > 0, 'it stands as the tables say')
  const { now } = await source.about()
  await t.throwsAsync(workersAt(source, now), { message: /its journal is [0-9a-f]{16}, not 0123456789abcdef/ })
  await t.throwsAsync(workersAt(source, 20_000), { message: /another than the one in this folder/ })
})

test('a study that makes another run is found out at the first moment', async (t) => {
  const folder = await studyFolder(t, 'failures')
  const study = join(folder, 'study.yaml')
  writeFileSync(study, readFileSync(study, 'utf8').replace(/^inputs:[\s\S]*/m, 'inputs: {}\n'))
  const input = join(folder, 'inputs', 'failures.yaml')
  writeFileSync(input, readFileSync(input, 'utf8').replace(/jobs: \d+/, 'jobs: 77'))
  const source = await sourceOf(t, folder)
  await t.throwsAsync(workersAt(source, 20_000), {
    message: /at 5 h 33 min \d[\d,]* attempts are .*, not \d[\d,]*\. It was made by version .*; this is/,
  })
})

test('a page is not kept waiting: far from its moment it is told how long that takes, and closing ends it at once', async (t) => {
  const { source } = await opened(t, 'troubles')
  const { now } = await source.about()
  const first = (await source.queue(at(now), 'WEST'))!.pilots
  t.true(first instanceof NotTold && first.coming!.secondsLeft > 0)
  const other = (await source.queue(at(1_000), 'WEST'))!.pilots
  t.regex((other as NotTold).text, /up to 16 min 40 s of its time, after .*, for which somebody waits\./)
  source.close()
  const closed = await source.workers(at(now), all)
  t.is((closed as NotTold).text, 'The run is closed.')
})
