/** Queues, people, data, workers and the policy of a live server, held against the core and the story that was played. */
import test from 'ava'
import { JobState } from '../../model/job-state.js'
import type { KeptRow } from '../store/commit.js'
import { MonitorHistory } from './monitor-history.js'
import { day } from './testing/day.js'
import { runJobs, sourceStage } from './testing/source-stage.js'

test('queues tell their jobs, their day and what a pilot would find', day, async (t, stage) => {
  const { source, asAll, door } = stage
  const { counters } = door.core.state
  for (const told of await source.queues()) {
    const { index } = door.core.state.grid.queue(told.queue)!
    t.is(told.running, counters.total(index, JobState.running))
    t.is(told.waiting, counters.total(index, JobState.activated) + counters.total(index, JobState.assigned))
  }
  const cern = (await source.queue(asAll, 'CERN'))!
  t.deepEqual([cern.finished, cern.failed, cern.running, cern.waiting], [2, 1, 1, 4])
  t.is(cern.efficiency, 120 / 180)
  t.deepEqual(
    cern.errors.map(({ code, jobs }) => [code, jobs]),
    [[1305, 1]],
  )
  t.like(cern.pilots, { running: 1 })
  t.is(cern.pilot.at(-1), 'A pilot that asked now would get a job')
  t.deepEqual(cern.limits[0], { name: 'slots', value: '1 core up to 4,000 MB' })
  t.is(await source.queue(asAll, 'nowhere'), undefined)
  await stage.clients.root.call('POST /queues/:name/status', { params: { name: 'BNL' }, body: { status: 'offline' } })
  await stage.clients.bob.call('POST /tasks', { body: { name: 'free', jobs: 1, spec: { command: ['x'] } } })
  const bnl = (await source.queue(asAll, 'BNL'))!
  t.is(bnl.status, 'offline')
  t.deepEqual(bnl.refusals, ['status: the queue is offline (1 of the waiting tasks that were asked about)'])
  const { troubles } = await source.overview(asAll, 3_600)
  t.deepEqual(
    troubles.map(({ queue }) => queue),
    ['BNL'],
  )
})

test('a queue tells how many pilots asked in vain, and when it was closed', day, async (t, stage) => {
  const { source, asAll, door, clients, history } = stage
  const ask = (queue: string) => clients.pilot.call('POST /pilots/ask', { body: { queue, cores: 1 } })
  const bnl = async () => (await source.queue(asAll, 'BNL'))!
  t.like((await bnl()).pilots, { asks: 2, empty: 0 }, 'of the day')
  t.not((await ask('BNL')).job, null)
  t.is((await ask('BNL')).job, null)
  t.is((await ask('BNL')).job, null)
  t.like((await bnl()).pilots, { asks: 5, empty: 2 })
  const { queues } = await source.workers(asAll, { from: 0, limit: 10 })
  t.like(
    queues.find(({ queue }) => queue === 'BNL'),
    { asks: 5, empty: 2 },
  )
  t.deepEqual((await bnl()).downtimes, [])
  const set = async (status: 'offline' | 'online') => {
    await clients.root.call('POST /queues/:name/status', { params: { name: 'BNL' }, body: { status } })
    return door.time
  }
  const closed = await set('offline')
  door.time += 500
  t.deepEqual((await bnl()).downtimes, [{ from: closed, to: Infinity, text: 'it was offline' }])
  const opened = await set('online')
  t.deepEqual((await bnl()).downtimes, [{ from: closed, to: opened, text: 'it was offline' }])
  t.is((await source.queue(asAll, 'CERN'))!.downtimes.length, 0)
  await history.save()
  const kept: KeptRow[] = []
  await door.store.rows(['history'], (rows) => kept.push(...rows))
  const again = new MonitorHistory({
    ...{ ask: () => new Promise(() => undefined), keep: () => Promise.resolve(), now: () => door.time },
    ...{ onCommit: () => () => undefined, onAsk: () => () => undefined, keptRows: () => kept },
  })
  t.deepEqual(again.closures.of('BNL', 'online', 0), [{ from: closed, to: opened, status: 'offline' }])
  t.like(again.within(0).queues.get('BNL'), { asks: 5, emptyAsks: 2 })
})

test('shares and users add up to what stands', day, async (t, stage) => {
  const { source, asAll, asBob } = stage
  const users = await source.users(asAll)
  t.deepEqual(
    users.map(({ user, tasks, waiting, running, finished, failed }) => [
      user,
      tasks,
      waiting,
      running,
      finished,
      failed,
    ]),
    [
      ['alice', 2, 4, 1, 2, 1],
      ['bob', 1, 1, 0, 1, 1],
    ],
  )
  t.deepEqual(
    (await source.users(asBob)).map(({ user }) => user),
    ['bob'],
  )
  const shares = await source.shares()
  const shown = shares.map(({ share, depth, target, waiting, running }) => [share, depth, target, waiting, running])
  t.deepEqual(shown.slice(0, 3), [
    ['analysis', 0, 0.4, ...shown[1].slice(3)],
    ['user', 1, 0.4, ...shown[1].slice(3)],
    ['managed', 0, 0.6, 0, 0],
  ])
  const leaves = shares.filter(({ share }) => share !== 'analysis')
  t.is(
    leaves.reduce((sum, { running }) => sum + running, 0),
    1,
  )
  t.is(
    leaves.reduce((sum, { waiting }) => sum + waiting, 0),
    5,
  )
})

test('the network and the datasets are told as far as they are known', async (t) => {
  const stage = await sourceStage()
  try {
    const { source, asAll, asAlice, asBob, clients, door } = stage
    for (const [name, bytes] of [
      ['one', 4e9],
      ['two', 5e9],
    ] as const)
      await clients.paula.call('PUT /datasets/:name', { params: { name }, body: { bytes, files: 4, sites: ['BNL'] } })
    await clients.paula.call('PUT /links', {
      body: { links: [{ from: 'BNL', to: 'CERN', hourMBps: 120, dayMBps: 90, weekMBps: null }] },
    })
    door.time = 100
    await clients.alice.call('POST /jobs', {
      body: { command: ['true'], queue: 'CERN', dataset: 'two', inputBytes: 1e9, inputFiles: 1, jobs: 3 },
    })
    const { links } = await source.network()
    const link = links.find(({ from, to }) => from === 'BNL' && to === 'CERN')!
    t.deepEqual([link.bytesPerSecond, link.ageSeconds], [120e6, 100])
    t.is(link.transfers, door.core.state.transfers.underWay)
    t.is(link.bytes, door.core.state.transfers.underWay * 1e9)
    t.true(link.transfers > 0)
    const names = async (filter: object, asking = asAll) =>
      (await source.datasets(asking, { from: 0, limit: 10, ...filter })).items.map(({ name }) => name)
    t.deepEqual(await names({}), ['one', 'two'])
    t.deepEqual(await names({ name: 'tw' }), ['two'])
    t.deepEqual(await names({ site: 'CERN' }), [])
    t.deepEqual(await names({ from: 1 }), ['two'])
    t.deepEqual(await names({}, asAlice), ['two'])
    t.deepEqual(await names({}, asBob), [])
    t.deepEqual(await source.datasets(asAll, { from: 0, limit: 1 }), {
      items: [
        {
          ...{ name: 'one', bytes: 4e9, files: 4, uses: 0, lastUsedAt: null },
          replicas: [{ site: 'BNL', kind: 'primary' }],
        },
      ],
      next: 1,
    })
    await clients.paula.call('POST /transfers/:number/ended', { params: { number: 1 }, body: { arrived: true } })
    const two = async () => {
      const { items } = await source.datasets(asAll, { from: 1, limit: 1 })
      return [items[0].uses, items[0].lastUsedAt]
    }
    t.deepEqual(await two(), [3, null], 'three wait for it')
    await runJobs(stage, 'CERN', ['finished'])
    const ended = door.time
    door.time += 50
    t.deepEqual(await two(), [3, ended], 'one has read it')
    await clients.paula.call('POST /transfers/:number/ended', { params: { number: 2 }, body: { arrived: true } })
    await runJobs(stage, 'CERN', ['running'])
    t.deepEqual(await two(), [3, door.time], 'another reads it')
    t.is((await source.overview(asAll, 3_600)).lastHour.bytesMoved, 2e9)
  } finally {
    await stage.close()
  }
})

test('workers are Harvester’s, and the pilots that hold jobs', day, async (t, stage) => {
  const { source, workers, asAll, asBob } = stage
  await workers.hear([{ harvester: 'h', id: 5, queue: 'BNL', status: 'running', jobs: [], said: { nodeID: 'n1' } }])
  const all = { from: 0, limit: 10 }
  const told = await source.workers(asAll, all)
  const [first, second, ...others] = told.page.items
  t.deepEqual(first, { name: 'h 5', queue: 'BNL', status: 'running', job: null, node: 'n1', heardAt: stage.door.time })
  const running = (await source.jobs(asAll, { state: 'running', limit: 1 })).items[0]
  t.deepEqual([second.queue, second.status, second.job], ['CERN', 'running', running.id])
  t.deepEqual(others, [])
  t.is((await source.workers(asBob, all)).page.items[1].job, null, 'the job is not bob’s')
  t.deepEqual(told.queues, [
    { queue: 'BNL', running: 0, submitted: 1, asks: 2, empty: 0 },
    { queue: 'CERN', running: 1, submitted: 4, asks: 4, empty: 0 },
  ])
  const { page, found } = await source.workers(asAll, { queue: 'cer', from: 0, limit: 10 })
  t.deepEqual([page.items, page.next, found], [[second], null, 1])
})

test(
  'the policy is told over the jobs that wait, and another constant is tried without a trace',
  day,
  async (t, stage) => {
    const { source, asAll, asBob, door, clients } = stage
    await clients.alice.call('POST /tasks', {
      body: { name: 'free', jobs: 1, memoryMBPerCore: 3_000, spec: { command: ['x'] } },
    })
    const [facts, hash] = [door.core.state.journal.facts, door.core.state.journal.hash()]
    const told = await source.policy(asAll)
    t.is(told.bunches, 4)
    t.regex(told.basis, /^They are 4 of the 4 bunches of all tasks that were placed within the last hour [^,]*; each/)
    const { core } = door
    const steps = new Map(told.steps.map(({ step, judged, refused }) => [step, { judged, refused }]))
    const expected = new Map<string, number>()
    for (const name of ['fit', 'scan', 'plot', 'free']) {
      const row = core.explainer().longestWaiting(name)
      for (const { step, refused } of core.explainer().job(row, door.time).placement.steps)
        expected.set(step, (expected.get(step) ?? 0) + refused)
    }
    for (const [step, refused] of expected) t.is(steps.get(step)?.refused, refused, step)
    t.deepEqual(told.constants.find(({ name }) => name === 'queueCapJobs')?.value, core.state.constants.queueCapJobs)
    const ofBob = await source.policy(asBob)
    t.deepEqual([ofBob.bunches, ofBob.constants], [1, []])

    const same = (await source.whatIf(asAll, 'queueCapJobs', core.state.constants.queueCapJobs))!
    t.deepEqual([same.bunches, same.moved], [4, 0])
    for (const { before, after } of same.byQueue) t.is(before, after)
    const shut = (await source.whatIf(asAll, 'minWeight', 1e12))!
    t.is(shut.unplaced, shut.bunches, 'no queue is so heavy')
    t.is(await source.whatIf(asAll, 'noSuchConstant', 1), undefined)
    t.is(await source.whatIf(asAll, 'statisticsSeconds', 1), undefined, 'it is only read at the start')
    t.is(await source.whatIf(asBob, 'queueCapJobs', 1), undefined)
    door.time += 3_601
    const later = await source.policy(asAll)
    t.is(later.bunches, 4)
    t.regex(
      later.basis,
      /^They are the longest waiting jobs of 4 of the 4 tasks whose jobs have waited for longer; each/,
    )
    t.deepEqual([core.state.journal.facts, core.state.journal.hash()], [facts, hash])
    t.is(core.state.constants.minWeight, 0)
  },
)
