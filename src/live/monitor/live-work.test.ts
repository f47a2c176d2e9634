/** Jobs, tasks, failures and the overview of a live server, held against the core, the archive and the story that was played. */
import test from 'ava'
import { aliveRows } from '../../model/alive-rows.js'
import { jobStateNames } from '../../model/job-state.js'
import { day } from './testing/day.js'
import { runJobs, type SourceStage, sourceStage } from './testing/source-stage.js'

/** Jobs alive by state, recounted from the rows. */
function standing({ door }: SourceStage): Record<string, number> {
  const counts: Record<string, number> = {}
  const { jobs } = door.core.state
  for (const row of aliveRows(jobs)) {
    const name = jobStateNames[jobs.state(row)]
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

test('the overview counts what stands and what ended, and tells what waits longest', day, async (t, stage) => {
  const { source, asAll, asBob, door } = stage
  const told = await source.overview(asAll, 3_600)
  t.deepEqual(Object.fromEntries(told.states.map(({ state, jobs }) => [state, jobs])), standing(stage))
  t.is(told.at, door.time)
  t.deepEqual([told.lastHour.finished, told.lastHour.failed, told.lastHour.bytesMoved], [3, 2, null])
  t.is(told.runningCores, 1)
  t.deepEqual(
    told.slowTasks.map(({ name, waiting, running, jobs, ended }) => [name, waiting, running, jobs, ended]),
    [
      ['fit', 2, 1, 6, 3],
      ['scan', 1, 0, 3, 2],
      ['plot', 2, 0, 2, 0],
    ],
  )
  t.is(told.slowTasks[0].waitSeconds, door.time)
  t.deepEqual(
    told.errors.map(({ code, jobs }) => [code, jobs]),
    [[1305, 2]],
  )
  t.deepEqual(Object.fromEntries(told.standing.map(({ name, values }) => [name, values.at(-1)])), standing(stage))
  t.is(new Set([...told.standing, ...told.ends].map(({ values }) => values.length)).size, 1)
  const ended = (name: string) =>
    told.ends.find((one) => one.name === name)!.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
  t.deepEqual([ended('finished'), ended('failed')], [3, 2])
  t.false(told.isPaused)
  const ofBob = await source.overview(asBob, 3_600)
  t.deepEqual(
    ofBob.slowTasks.map(({ name }) => name),
    ['scan'],
  )
})

test('jobs are found by every property, alive and ended, and by the page', day, async (t, stage) => {
  const { source, asAll, asAlice, asBob, door } = stage
  const all = door.core.state.jobs.created
  const ids = async (filter: object, asking = asAll) =>
    (await source.jobs(asking, { limit: 100, ...filter })).items.map(({ id }) => id)
  t.deepEqual(
    await ids({}),
    Array.from({ length: all }, (_, i) => all - i),
  )
  const items = (await source.jobs(asAll, { limit: 100 })).items
  for (const filter of [
    { state: 'finished' },
    { state: 'activated' },
    { user: 'bob' },
    { task: 1, state: 'failed' },
    { queue: 'CERN', user: 'alice' },
    { site: 'BNL' },
    { site: 'CERN', state: 'running' },
    { task: 1, queue: 'BNL' },
  ]) {
    const expected = items.filter((item) =>
      Object.entries(filter).every(([name, value]) => item[name as 'state'] === value),
    )
    t.deepEqual(
      await ids(filter),
      expected.map(({ id }) => id),
      JSON.stringify(filter),
    )
    if (!('queue' in filter && 'task' in filter)) t.true(expected.length > 0, JSON.stringify(filter))
  }
  t.deepEqual(
    await ids({ error: 1305 }),
    items.filter(({ error }) => error?.code === 1305).map(({ id }) => id),
  )
  t.deepEqual(await ids({ state: 'no such state' }), [])
  t.deepEqual(await ids({ site: 'nowhere' }), [])
  t.deepEqual(
    await ids({}, asBob),
    items.filter(({ user }) => user === 'bob').map(({ id }) => id),
  )
  t.deepEqual(await ids({ user: 'bob' }, asAlice), [])
  const paged: number[] = []
  for (let next: number | null = 1e9; next !== null;) {
    const page = await source.jobs(asAll, { limit: 3, below: next })
    paged.push(...page.items.map(({ id }) => id))
    next = page.next
  }
  t.deepEqual(paged, await ids({}))
})

test('a job tells its story, its attempts, its files, its log and why it is there', day, async (t, stage) => {
  const { source, asAlice, asBob, clients } = stage
  const running = (await source.jobs(asAlice, { state: 'running', limit: 1 })).items[0]
  await clients.pilot.call('PUT /jobs/:id/log', { params: { id: running.id }, body: `${'x'.repeat(70_000)}the end\n` })
  const told = (await source.job(asAlice, running.id))!
  t.deepEqual(
    told.story.map(({ what }) => what),
    ['created', 'placed', 'started', 'running'],
  )
  t.deepEqual(told.inputs, [{ name: 'a.root', bytes: 7, text: '' }])
  t.deepEqual(told.outputs, [{ name: 'b.root', bytes: null, text: '' }])
  t.deepEqual(
    told.needs.find(({ name }) => name === 'command'),
    { name: 'command', value: './fit --quick' },
  )
  t.true(told.log!.endsWith('the end\n') && told.log!.length <= 64_000)
  t.deepEqual(
    told.why?.verdicts.filter(({ isChosen }) => isChosen).map(({ queue }) => queue),
    ['CERN'],
  )
  t.is(await source.job(asBob, running.id), undefined)
  t.is(await source.job(asAlice, 999), undefined)

  const failed = (await source.jobs(asAlice, { state: 'failed', limit: 1 })).items[0]
  const ended = (await source.job(asAlice, failed.id))!
  t.deepEqual([ended.error?.code, ended.log], [1305, null])
  t.deepEqual(ended.why?.findings, [
    'it waited 0 s for a place, and got one at CERN',
    'it waited 1 min there for its input and a pilot, and was at work for 1 min',
    'it is failed: its command failed, with code 1305',
    'no further attempt was made',
  ])
  t.deepEqual(
    ended.attempts.map(({ id, state }) => [id, state]),
    [[failed.id, 'failed']],
  )
})

test('a failed attempt leads to the one that followed it', async (t) => {
  const stage = await sourceStage()
  try {
    await stage.clients.alice.call('POST /jobs', { body: { command: ['true'], queue: 'CERN', maxFailures: 5 } })
    await runJobs(stage, 'CERN', ['failed', 'failed'])
    for (const id of [1, 2, 3]) {
      const told = await stage.source.job(stage.asAlice, id)
      t.deepEqual(
        told?.attempts.map((one) => [one.id, one.attempt, one.state]),
        [
          [1, 1, 'failed'],
          [2, 2, 'failed'],
          [3, 3, 'activated'],
        ],
      )
    }
  } finally {
    await stage.close()
  }
})

test('tasks are listed and told with where their time went', day, async (t, stage) => {
  const { source, asAll, asAlice, asBob, door } = stage
  const names = async (filter: object, asking = asAll) =>
    (await source.tasks(asking, { limit: 10, ...filter })).items.map(({ name }) => name)
  t.deepEqual(await names({}), ['plot', 'scan', 'fit'])
  t.deepEqual(await names({ user: 'alice' }), ['plot', 'fit'])
  t.deepEqual(await names({}, asBob), ['scan'])
  t.deepEqual(await names({ name: 'fit' }), ['fit'])
  t.deepEqual(await names({ limit: 1, below: 3 }), ['scan'])
  const told = (await source.task(asAlice, 1))!
  t.deepEqual([told.finished, told.failed, told.running, told.waiting, told.pending], [2, 1, 1, 2, 0])
  t.deepEqual(told.queues, [{ queue: 'CERN', waiting: 2, running: 1, finished: 2, failed: 1 }])
  // Three runs of a minute, one of them failed, and one that goes on.
  const seconds = Object.fromEntries(told.phases.map(({ phase, seconds: one }) => [phase, one]))
  t.is(seconds['running, and failed'], 60)
  t.is(seconds.running, 120 + (door.time - 180))
  t.is(seconds['waiting for a place'], 0)
  t.is(seconds['waiting at a queue'], 0 + 60 + 120 + 180 + 2 * door.time)
  t.deepEqual(
    told.errors.map(({ code, jobs }) => [code, jobs]),
    [[1305, 1]],
  )
  t.is(told.slowest?.job.state, 'activated')
  t.true(told.slowest!.why.findings[0].startsWith('it waits for a pilot'))
  t.regex(told.reasons[0], /waiting at a queue: it waits for a pilot/)
  t.regex(told.reasons[1], /1 of 3 attempts failed, most often: its command failed/)
  t.is(await source.task(asBob, 1), undefined)

  await runJobs(stage, 'BNL', ['finished'])
  const ended = (await source.task(asBob, 2))!
  t.deepEqual([ended.isAlive, ended.finished, ended.failed, ended.waiting, ended.slowest], [false, 2, 1, 0, null])
  t.deepEqual(await names({ standing: 'ended' }), ['scan'])
  t.deepEqual(await names({ standing: 'alive' }), ['plot', 'fit'])
  t.true(ended.needs.some(({ name, value }) => name === 'queue' && value === 'BNL'))
})

test('failures are told by code, site and task, and bursts of them', async (t) => {
  const stage = await sourceStage()
  try {
    const { source, asAll, asBob, clients, door } = stage
    await clients.alice.call('POST /tasks', {
      body: { name: 'fit', jobs: 20, queue: 'CERN', maxFailures: 1, spec: { command: ['x'] } },
    })
    door.time = 7_200
    await runJobs(stage, 'CERN', [...Array.from({ length: 12 }, () => 'failed' as const), 'finished'], 10)
    const told = await source.errors(asAll, 3_600)
    t.deepEqual([told.failed, told.ended], [12, 13])
    t.deepEqual(
      told.byCode.map(({ code, jobs }) => [code, jobs]),
      [[1305, 12]],
    )
    t.deepEqual(told.bySite, [{ site: 'CERN', failed: 12, ended: 13 }])
    t.deepEqual(told.byTask, [{ task: 1, name: 'fit', failed: 12, ended: 13 }])
    t.deepEqual(
      told.bursts.map(({ from, to, site, jobs }) => [from, to, site, jobs]),
      [[7_200, 7_500, 'CERN', 12]],
    )
    t.is(
      told.course.values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
      12,
    )
    t.deepEqual((await source.errors(asBob, 3_600)).byTask, [])
    door.time += 2 * 86_400
    const later = await source.errors(asAll, 3_600)
    t.deepEqual([later.failed, later.byCode, later.bursts], [0, [], []])
  } finally {
    await stage.close()
  }
})
