/** What the pages read of a small run, counted again by its own tables. */
import test, { type ExecutionContext } from 'ava'
import { Monitor } from '../../monitor/monitor.js'
import type { JobInList } from '../../monitor/readings/jobs.js'
import { fewJobs, resultsOf } from '../explain/testing/results.js'
import type { ResultsSource } from './results-source.js'
import { at, counterOf, sourceOf, studyFolder } from './testing/sources.js'

/** What each state means, by the times in the table of attempts. */
const meanings: Readonly<Record<string, string>> = {
  pending: 'createdSeconds <= $ AND coalesce(brokeredSeconds, endSeconds, $ + 1) > $',
  assigned: 'brokeredSeconds <= $ AND coalesce(activatedSeconds, endSeconds, $ + 1) > $',
  activated: 'activatedSeconds <= $ AND coalesce(sentSeconds, endSeconds, $ + 1) > $',
  sent: 'sentSeconds <= $ AND coalesce(startSeconds, endSeconds, $ + 1) > $',
  running:
    "startSeconds <= $ AND coalesce(CASE WHEN cause = 'lost heartbeat' THEN endSeconds ELSE runEndSeconds END, endSeconds, $ + 1) > $",
  holding: "runEndSeconds <= $ AND cause <> 'lost heartbeat' AND coalesce(outputStartSeconds, endSeconds, $ + 1) > $",
  transferring: 'outputStartSeconds <= $ AND coalesce(endSeconds, $ + 1) > $',
}

const meant = (state: string, time: number) => `attempts WHERE ${meanings[state].replaceAll('$', String(time))}`

const moments = [0, 3_600, 10_000, 20_000.5, 40_000, 60_000]

async function everyJob(source: ResultsSource, time: number): Promise<JobInList[]> {
  const jobs: JobInList[] = []
  for (let below: number | undefined; ;) {
    const { items, next } = await source.jobs(at(time), { below, limit: 700 })
    jobs.push(...items)
    if (next === null) return jobs
    below = next
  }
}

async function failures(t: ExecutionContext) {
  const folder = await studyFolder(t, 'failures')
  return { source: await sourceOf(t, folder), count: await counterOf(t, folder) }
}

test('the overview: states, cores, ends and bytes at any moment are those of the tables', async (t) => {
  const { source, count } = await failures(t)
  const sites = new Map((await source.queues(at(0))).map((queue) => [queue.site, queue.cores]))
  const cores = [...sites.values()].reduce((sum, one) => sum + one, 0)
  for (const time of moments) {
    const told = await source.overview(at(time), 86_400)
    for (const { state, jobs } of told.states) t.is(jobs, await count(meant(state, time)), `${state} at ${time}`)
    const lastHour = `endSeconds > ${time - 3_600} AND endSeconds <= ${time}`
    t.is(told.lastHour.finished, await count(`attempts WHERE state = 'finished' AND ${lastHour}`))
    t.is(told.lastHour.failed, await count(`attempts WHERE state = 'failed' AND ${lastHour}`))
    t.is(
      told.errors.reduce((sum, { jobs }) => sum + jobs, 0),
      told.lastHour.failed,
    )
    t.is(told.cores, cores)
    t.true(told.runningCores <= told.cores)
  }
})

test('courses: each point is what the tables say of that time, and ends add up', async (t) => {
  const { source, count } = await failures(t)
  const { standing, ends, moved } = await source.overview(at(30_000), 20_000)
  for (const { name, from, stepSeconds, values } of standing) {
    t.true(values.length > 50 && from >= 9_000 && from + (values.length - 1) * stepSeconds <= 30_000)
    for (const place of [0, 7, values.length - 1])
      t.is(values[place], await count(meant(name, from + place * stepSeconds)), `${name} ${place}`)
  }
  for (const { name, from, stepSeconds, values } of ends) {
    const last = from + (values.length - 1) * stepSeconds
    const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0)
    const within = `endSeconds > ${from - stepSeconds} AND endSeconds <= ${last}`
    t.is(sum, await count(`attempts WHERE state = '${name}' AND ${within}`), name)
  }
  t.true(moved!.values.some((value) => value! > 0))
})

test('jobs: page by page all that had been made, each in its state; filters leave those that are meant', async (t) => {
  const { source, count } = await failures(t)
  for (const time of [3_600, 20_000]) {
    const jobs = await everyJob(source, time)
    t.is(jobs.length, await count(`attempts WHERE createdSeconds <= ${time}`))
    t.deepEqual(
      jobs.map(({ id }) => id),
      jobs.map(({ id }) => id).toSorted((one, other) => other - one),
    )
    for (const state of ['running', 'failed', 'transferring', 'merging']) {
      const { items } = await source.jobs(at(time), { state, limit: 10_000 })
      t.deepEqual(
        items,
        jobs.filter((job) => job.state === state),
      )
    }
    const [{ queue, site, user, task }] = jobs.filter((job) => job.state === 'running')
    const asked = { queue: queue!, site: site!, user, task, limit: 10_000 }
    const { items } = await source.jobs(at(time), asked)
    t.deepEqual(
      items,
      jobs.filter((job) => job.queue === queue && job.site === site && job.user === user && job.task === task),
    )
    t.true(items.length > 0)
    const failed = jobs.filter((job) => job.error?.code === 1305)
    t.deepEqual((await source.jobs(at(time), { error: 1305, limit: 10_000 })).items, failed)
    t.true(failed.every(({ since }) => since <= time))
  }
  t.deepEqual((await source.jobs(at(20_000), { queue: 'none', limit: 10 })).items, [])
})

test('tasks, queues, users and shares add up to what the tables hold', async (t) => {
  const { source, count } = await failures(t)
  for (const time of [3_600, 20_000, 1e9]) {
    const { items: tasks } = await source.tasks(at(time), { limit: 10_000 })
    const sum = (part: 'jobs' | 'finished' | 'failed') => tasks.reduce((total, task) => total + task[part], 0)
    t.is(sum('jobs'), await count(`(SELECT DISTINCT task, ordinal FROM attempts WHERE createdSeconds <= ${time})`))
    t.is(sum('finished'), await count(`attempts WHERE state = 'finished' AND endSeconds <= ${time}`))
    const running = await count(meant('running', time))
    const parts = [await source.queues(at(time)), await source.users(at(time)), await source.shares(at(time))]
    for (const rows of parts)
      t.is(
        (rows as readonly { running: number }[]).reduce((total, row) => total + row.running, 0),
        running,
      )
    const alive = await source.tasks(at(time), { standing: 'alive', limit: 10_000 })
    const ended = await source.tasks(at(time), { standing: 'ended', limit: 10_000 })
    t.is(alive.items.length + ended.items.length, tasks.length)
    t.true(ended.items.every((task) => task.finished + task.failed + task.cancelled === task.jobs))
  }
  const page = await source.tasks(at(20_000), { limit: 5 })
  const { items: more } = await source.tasks(at(20_000), { limit: 5, below: page.next! })
  t.is(more[0].task, page.items[4].task - 1)
  t.deepEqual(
    (await source.tasks(at(20_000), { name: page.items[0].name.toUpperCase(), limit: 5 })).items[0],
    page.items[0],
  )
})

test('at the end of the run all is as its summary says', async (t) => {
  const { source, count } = await failures(t)
  const about = await source.about()
  const told = await source.overview(at(about.now), 3_600)
  t.true(told.states.every(({ jobs }) => jobs === 0))
  const { items: tasks } = await source.tasks(at(about.now), { limit: 10_000 })
  const jobs = await count('(SELECT DISTINCT task, ordinal FROM attempts)')
  t.is(
    tasks.reduce((sum, { finished, failed, cancelled }) => sum + finished + failed + cancelled, 0),
    jobs,
  )
  t.deepEqual(
    about.provenance.map(({ name }) => name),
    ['scenario', 'policy', 'seed', 'version', 'journal', 'folder'],
  )
  t.true(about.assumptions.length > 0)
  t.is(about.title, 'test-failures: production, seed 11')
})

test('a moment before the run is its beginning, one after it its end, and none at all its end too', async (t) => {
  const { source } = await failures(t)
  const { now, from } = await source.about()
  t.is(from, 0)
  for (const [asked, told] of [
    [-5, 0],
    [1e12, now],
    [NaN, now],
  ])
    t.is((await source.overview(at(asked), 3_600)).at, told)
})

test('errors within a window: by code, site and task, of those that ended in it', async (t) => {
  const { source, count } = await failures(t)
  const told = await source.errors(at(30_000), 10_000)
  const within = 'endSeconds > 20000 AND endSeconds <= 30000'
  t.is(told.failed, await count(`attempts WHERE state = 'failed' AND ${within}`))
  t.is(told.ended, await count(`attempts WHERE state IN ('finished', 'failed') AND ${within}`))
  for (const rows of [told.byCode.map(({ jobs }) => jobs), told.bySite.map(({ failed }) => failed)])
    t.is(
      rows.reduce((sum, jobs) => sum + jobs, 0),
      told.failed,
    )
  t.is(
    told.byTask[0].failed,
    await count(`attempts WHERE state = 'failed' AND ${within} AND task = '${told.byTask[0].name}'`),
  )
  const [{ code, jobs }] = told.byCode
  t.is(jobs, await count(`attempts WHERE state = 'failed' AND errorCode = ${code} AND ${within}`))
})

test('bursts: many failures of one kind at one site, most of what ended there', async (t) => {
  const folder = await studyFolder(t, 'troubles')
  const [source, count] = [await sourceOf(t, folder), await counterOf(t, folder)]
  const { bursts } = await source.errors(at(4 * 3_600), 4 * 3_600)
  t.true(
    bursts.some(({ site }) => site === 'WEST'),
    'a black hole',
  )
  for (const { from, to, site, text, jobs } of bursts) {
    const within = `site = '${site}' AND floor(endSeconds / 600) BETWEEN ${from / 600} AND ${to / 600 - 1} AND endSeconds <= 14400`
    const code = Number(/\((\d+)\)/.exec(text)?.[1])
    t.is(jobs, await count(`attempts WHERE state = 'failed' AND errorCode = ${code} AND ${within}`))
    t.true(jobs > (await count(`attempts WHERE state IN ('finished', 'failed') AND ${within}`)) / 2)
  }
})

test('a task: where its jobs are, where its time went, and why its slowest job waits', async (t) => {
  const { source, count } = await failures(t)
  const { slowTasks } = await source.overview(at(20_000), 3_600)
  const told = (await source.task(at(20_000), slowTasks[0].task))!
  const ofIt = `AND task = '${told.name}'`
  t.is(told.running, await count(`${meant('running', 20_000)} ${ofIt}`))
  t.is(told.pending, await count(`${meant('pending', 20_000)} ${ofIt}`))
  t.is(
    told.queues.reduce((sum, { finished }) => sum + finished, 0),
    await count(`attempts WHERE state = 'finished' AND endSeconds <= 20000 ${ofIt}`),
  )
  t.true(told.phases.some(({ phase, seconds }) => phase === 'running' && seconds > 0))
  t.true(told.slowest!.why.findings.length > 0)
  t.true(told.reasons.length > 0)
  t.is(await source.task(at(20_000), 0), undefined)
  t.is(await source.task(at(20_000), 1e6), undefined)
  t.is(await source.task(at(0), told.task), undefined, 'it had not been submitted')
})

test('queues have the status that incidents gave them, and tell what refused them', async (t) => {
  const source = await sourceOf(t, await studyFolder(t, 'outage'))
  const statuses = async (hours: number) =>
    Object.fromEntries((await source.queues(at(3_600 * hours))).map(({ queue, status }) => [queue, status]))
  t.is((await statuses(1))['NORTH'], 'online')
  t.is((await statuses(3))['NORTH'], 'offline')
  t.is((await statuses(3))['SOUTH'], 'brokeroff')
  t.is((await statuses(4.5))['SOUTH'], 'test')
  t.is((await statuses(7))['NORTH'], 'online')
  t.is((await statuses(7))['WEST'], 'offline')
  const { troubles } = await source.overview(at(3 * 3_600), 3_600)
  t.true(troubles.some(({ queue, text }) => queue === 'NORTH' && text.startsWith('it is offline')))
  const north = (await source.queue(at(5 * 3_600), 'NORTH'))!
  t.true(north.refusals.some((text) => text.startsWith('status: in ')))
  t.true(north.efficiency! > 0 && north.efficiency! <= 1)
  t.true(north.limits.length > 0)
  t.is(await source.queue(at(0), 'none'), undefined)
})

test('the policy: what each step refused, of looks so far', async (t) => {
  const { source, count } = await failures(t)
  const early = await source.policy(at(3_600))
  const late = await source.policy(at(1e9))
  t.is(early.bunches, await count("decisions WHERE outcome = 'placed' AND timeSeconds <= 3600"))
  t.is(late.bunches, await count("decisions WHERE outcome = 'placed'"))
  const refused = await count(
    `verdicts JOIN decisions ON (verdicts.rankingList >= 0 AND verdicts.rankingList = decisions.rankingList)
      OR (verdicts.kindList >= 0 AND verdicts.kindList = decisions.kindList) WHERE step IS NOT NULL`,
  )
  t.is(
    late.steps.reduce((sum, step) => sum + step.refused, 0),
    refused,
  )
  t.true(late.steps.every(({ text }) => text !== ''))
  t.true(late.weighers.length > 0)
})

test('the network: transfers under way', async (t) => {
  const { source, count } = await failures(t)
  const { links, sites } = await source.network(at(20_000))
  t.is(
    links.reduce((sum, { transfers }) => sum + transfers, 0),
    await count('transfers WHERE orderedSeconds <= 20000 AND coalesce(endedSeconds, 1e9) > 20000'),
  )
  t.is(sites.length, 16)
})

test('of several runs the one that is meant is read', async (t) => {
  const folder = await resultsOf(t, fewJobs, ['production', 'random'])
  const source = await sourceOf(t, folder, { policy: 'random' })
  const { title, runs } = await source.about()
  t.is(title, 'few-jobs: random, seed 1')
  t.deepEqual(runs, ['production, seed 1', 'random, seed 1'])
})

test('a run that was stopped: what is unfinished is as the table says it stood', async (t) => {
  const folder = await resultsOf(t, { ...fewJobs, stopSeconds: 1_500 })
  const [source, count] = [await sourceOf(t, folder), await counterOf(t, folder)]
  const { states } = await source.overview(at(1e9), 3_600)
  for (const { state, jobs } of states)
    t.is(jobs, await count(`attempts WHERE endSeconds IS NULL AND state = '${state}'`), state)
  t.true(states.some(({ jobs }) => jobs > 0))
})

test('every page answers for two runs side by side', async (t) => {
  const folder = await resultsOf(t, fewJobs, ['production', 'random'])
  const sources = [await sourceOf(t, folder), await sourceOf(t, folder, { policy: 'random' })]
  const monitor = new Monitor({ root: '', sources })
  const { viewer } = at(0)
  for (const path of ['/', '/jobs']) {
    const query = new URLSearchParams({ at: '1000', run: '0', beside: '1' })
    const { status, body } = await monitor.answer({ path, query, viewer })
    t.is(status, 200)
    t.regex(body, /few-jobs: production, seed 1/)
    t.regex(body, /href="[^"]*run=1[^"]*" >few-jobs: random, seed 1/)
    t.regex(body, /aria-current="true">side by side/)
  }
})
