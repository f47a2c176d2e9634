/** What every route does, told as the days of some work; all answers are held against the schemas of the table. */
import test from 'ava'
import { called, story } from '../testing/api-story.js'
import { rawRequest } from '../testing/raw-request.js'
import { routes } from './routes/index.js'

test.serial('a task from submission to its last job', story, async (t, { alice, pilot, paula }, { door }) => {
  const spec = { command: ['./fit'], environment: { A: '1', B: '2' }, container: 'image.sif' }
  const specs = [{}, { environment: { B: '3' } }, { command: ['./other'] }]
  const { task, name } = await alice('POST /tasks', {
    body: { name: 'fit', queue: 'CERN', spec, specs, maxFailures: 1 },
  })
  t.deepEqual([task, name], [1, 'fit'])
  t.deepEqual((await alice('GET /jobs/:id', { params: { id: 2 } })).specification, { ...spec, environment: { B: '3' } })

  await paula('PATCH /tasks/:number', { params: { number: 1 }, body: { priority: 5000 } })
  door.time = 60
  const { job } = await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1, worker: 'w1' } })
  t.is(job?.id, 1)
  t.deepEqual(JSON.parse(job?.specs.common ?? ''), spec)
  t.deepEqual(JSON.parse(job?.specs.own ?? ''), {})
  const again = await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1, worker: 'w1' } })
  t.deepEqual([again.job?.id, again.job?.isRepeated], [1, true])
  t.deepEqual(await pilot('POST /jobs/:id/accepted', { params: { id: 1 } }), { known: true, state: 'sent' })
  t.deepEqual(await pilot('POST /jobs/:id/started', { params: { id: 1 } }), { known: true, state: 'starting' })
  door.time = 120
  t.deepEqual(await pilot('POST /jobs/:id/heartbeat', { params: { id: 1 } }), { known: true, state: 'running' })
  t.deepEqual(await pilot('PUT /jobs/:id/log', { params: { id: 1 }, body: 'one\ntwo <b>\n' }), { id: 1, bytes: 12 })
  const running = await alice('GET /jobs/:id', { params: { id: 1 } })
  t.deepEqual(
    running.timeline.map(({ at, what }) => `${at.slice(11, 19)} ${what}`),
    ['00:00:00 created', '00:00:00 placed', '00:01:00 started', '00:01:00 running', '00:02:00 last heard of'],
  )
  t.deepEqual([running.state, running.queue, running.cores, running.hasLog], ['running', 'CERN', 1, true])
  t.is((await alice('GET /tasks/:number', { params: { number: 1 } })).running, 1)
  t.deepEqual(await pilot('POST /jobs/:id/ended', { params: { id: 1 }, body: { outcome: 'finished' } }), {
    known: true,
    state: 'running',
  })
  t.deepEqual(await pilot('POST /jobs/:id/heartbeat', { params: { id: 1 } }), { known: false })

  for (const id of [2, 3]) {
    t.is((await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })).job?.id, id)
    await pilot('POST /jobs/:id/ended', { params: { id }, body: { outcome: 'failed', errorCode: 1305 } })
  }
  const ended = await alice('GET /tasks/:number', { params: { number: 1 } })
  t.deepEqual([ended.state, ended.jobs, ended.finished, ended.failed], ['ended', 3, 1, 2])
  const failed = await alice('GET /jobs/:id', { params: { id: 3 } })
  t.deepEqual(failed.error, { code: 1305, cause: 'reported', text: 'its command failed, with code 1305' })
  t.is(await alice('GET /jobs/:id/log', { params: { id: 1 } }), 'one\ntwo <b>\n')

  const retried = await alice('POST /tasks/:number/retry', { params: { number: 1 } })
  t.deepEqual(retried, { task: 2, name: 'fit.retry-1', jobs: 2 })
  t.is((await alice('GET /tasks/:number', { params: { number: 2 } })).priority, 1000, 'no more than she may give')
  const specifications = [4, 5].map(async (id) => (await alice('GET /jobs/:id', { params: { id } })).specification)
  t.deepEqual(await Promise.all(specifications), [
    { ...spec, environment: { B: '3' }, ordinal: 1 },
    { ...spec, command: ['./other'], ordinal: 2 },
  ])
  const names = (await paula('GET /tasks')).items.map(({ name: one, state }) => `${one} ${state}`)
  t.deepEqual(names, ['fit.retry-1 alive', 'fit ended'])
})

test.serial('a job that fails is tried again, and shows its attempts', story, async (t, { alice, pilot }) => {
  await alice('POST /jobs', { body: { command: ['true'], queue: 'CERN' } })
  await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })
  await pilot('POST /jobs/:id/ended', { params: { id: 1 }, body: { outcome: 'failed', errorCode: 9 } })
  const { attempts } = await alice('GET /jobs/:id', { params: { id: 2 } })
  t.deepEqual(
    attempts.map(({ id, attempt, state, error }) => [id, attempt, state, error?.code]),
    [
      [1, 1, 'failed', 9],
      [2, 2, 'activated', undefined],
    ],
  )
})

test.serial(
  'pages of jobs, alive and ended, in one stable order',
  story,
  async (t, { alice, paula, pilot }, { door }) => {
    await alice('POST /jobs', { body: { command: ['true'], jobs: 7, queue: 'CERN' } })
    for (let i = 0; i < 3; i++) {
      const { job } = await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })
      await pilot('POST /jobs/:id/ended', { params: { id: job?.id ?? 0 }, body: { outcome: 'finished' } })
    }
    const seen: number[] = []
    let below: number | undefined
    do {
      const { items, next } = await alice('GET /jobs', {
        query: { limit: 2, ...(below === undefined ? {} : { below }) },
      })
      seen.push(...items.map(({ id }) => id))
      below = next ?? undefined
      // What comes meanwhile does not move the pages.
      if (seen.length === 2) await alice('POST /jobs', { body: { command: ['true'], queue: 'BNL' } })
    } while (below !== undefined)
    t.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1])
    const ids = async (query: object) => (await paula('GET /jobs', { query })).items.map(({ id }) => id)
    t.deepEqual(await ids({ state: 'finished' }), [3, 2, 1])
    t.deepEqual(await ids({ standing: 'ended', limit: 2 }), [3, 2])
    t.deepEqual(await ids({ state: 'activated', queue: 'CERN' }), [7, 6, 5, 4])
    t.deepEqual(await ids({ standing: 'alive', task: 2 }), [8])
    t.deepEqual(await ids({ queue: 'nowhere' }), [])
    t.deepEqual(await ids({ user: 'bob' }), [])
    const ofTask = await alice('GET /tasks/:number/jobs', { params: { number: 1 }, query: { state: 'finished' } })
    t.deepEqual(
      ofTask.items.map(({ id }) => id),
      [3, 2, 1],
    )
    t.is(door.core.state.jobs.alive, 5)
  },
)

test.serial('bulk: each task on its own, in order, and again under the same key', story, async (t, { bob }) => {
  const tasks = [
    { name: 'good', jobs: 2 },
    { jobs: 0 },
    { jobs: 1, label: 'managed' },
    { jobs: 1, memoryMBPerCore: 1e6 },
    { name: 'good', jobs: 1 },
    'nonsense' as never,
    { name: 'also-good', specs: [{ command: ['true'] }] },
  ]
  const answer = await bob('POST /tasks/bulk', { body: { tasks } }, { key: 'bulk-1' })
  const told = answer.results.map((one) =>
    'problem' in one ? `${one.problem.status} ${one.problem.detail}` : one.name,
  )
  const wanted = [
    /^good$/,
    /^422 body\.tasks\[1\]\.jobs: it is 0; allowed: a whole number from 1 to/,
    /^403 work of this label takes the role production/,
    /^422 task bob\.[0-9a-f]+: no queue can run it/,
    /^422 task good: a task of this name is alive/,
    /^422 body\.tasks\[5\]: it is "nonsense"; allowed: an object$/,
    /^also-good$/,
  ]
  wanted.forEach((words, i) => t.regex(told[i], words))
  t.deepEqual([answer.accepted, answer.refused], [2, 5])
  const again = await bob('POST /tasks/bulk', { body: { tasks } }, { key: 'bulk-1' })
  t.deepEqual(again.results[0], answer.results[0])
  t.is((await bob('GET /tasks')).items.length, 2)
})

test.serial('kills, priorities and explanations', story, async (t, { alice, bob, paula }) => {
  await alice('POST /jobs', { body: { command: ['true'], jobs: 2, queue: 'CERN' } })
  await bob('POST /jobs', { body: { command: ['true'], queue: 'CERN' } })
  const why = await bob('GET /jobs/:id/explain', { params: { id: 3 } })
  t.regex(why.findings[0].text, /of 3 activated jobs there 2 go before it/)
  t.is(why.change, '3 pilots of CERN asked for a job')
  t.regex((await alice('GET /tasks/:number/explain', { params: { number: 1 } })).findings[0].text, /waits for a pilot/)
  t.regex(
    (await alice('GET /queues/:name/explain', { params: { name: 'CERN' } })).findings[0].text,
    /3 jobs are activated/,
  )
  const raised = await paula('PATCH /tasks/:number', { params: { number: 2 }, body: { priority: 2000 } })
  t.is(raised.priority, 2000)
  t.deepEqual(await alice('POST /jobs/:id/kill', { params: { id: 1 } }), { id: 1, wasAlive: true })
  t.deepEqual(await alice('POST /jobs/:id/kill', { params: { id: 1 } }), { id: 1, wasAlive: false })
  t.is((await alice('GET /jobs/:id', { params: { id: 1 } })).error?.text, 'it was killed')
  t.deepEqual(await alice('POST /tasks/:number/kill', { params: { number: 1 } }), { task: 1, wasAlive: true })
  t.deepEqual(await alice('POST /tasks/:number/kill', { params: { number: 1 } }), { task: 1, wasAlive: false })
  t.is((await alice('GET /tasks/:number', { params: { number: 1 } })).cancelled, 2)
})

test.serial('the grid, its data, and its admin', story, async (t, { alice, paula, pilot, root }, { door }) => {
  const site = (await alice('GET /sites')).items[0]
  t.deepEqual([site.name, site.queues, site.storage.freeBytes], ['BNL', ['BNL'], null])
  t.deepEqual(
    (await alice('GET /queues')).items.map(({ name, cores }) => [name, cores]),
    [
      ['BNL', [1, 8]],
      ['CERN', [1]],
    ],
  )
  await paula('PUT /datasets/:name', { params: { name: 'mc:a/b c' }, body: { bytes: 4e9, files: 2, sites: ['BNL'] } })
  await paula('PUT /datasets/:name/replicas/:site', { params: { name: 'mc:a/b c', site: 'CERN' }, body: {} })
  await paula('DELETE /datasets/:name/replicas/:site', { params: { name: 'mc:a/b c', site: 'BNL' } })
  await paula('PATCH /sites/:name/storage', { params: { name: 'BNL' }, body: { freeBytes: 5e12, totalBytes: null } })
  t.is((await alice('GET /sites')).items[0].storage.freeBytes, 5e12)
  const links = [{ from: 'BNL', to: 'CERN', hourMBps: 12, dayMBps: 3.5, weekMBps: null }]
  t.deepEqual(await paula('PUT /links', { body: { links } }), { links: 1 })
  await alice('POST /tasks', { body: { jobs: 1, queue: 'BNL', dataset: 'mc:a/b c', inputBytes: 1e9, inputFiles: 1 } })
  t.is((await alice('GET /jobs/:id', { params: { id: 1 } })).state, 'assigned')
  await paula('POST /transfers/:number/ended', { params: { number: 1 }, body: { arrived: true } })
  const queue = await alice('GET /queues/:name', { params: { name: 'BNL' } })
  t.deepEqual([queue.jobs, queue.slots.length], [{ activated: 1 }, 2])
  await pilot('POST /pilots/lost', { body: { queue: 'BNL', cores: 1, pilots: 1 } })

  await root('POST /queues/:name/status', { params: { name: 'CERN' }, body: { status: 'brokeroff' } })
  t.is((await alice('GET /queues/:name', { params: { name: 'CERN' } })).status, 'brokeroff')
  await root('POST /brokerage/pause')
  t.true(door.core.isPaused)
  await root('POST /brokerage/resume')
  t.false(door.core.isPaused)
  t.is((await root('PATCH /limits', { body: { queueCapJobs: 40 } }))['queueCapJobs'], 40)
  t.is((await paula('GET /limits'))['queueCapJobs'], 40)
  const shares = (await alice('GET /shares')).items
  t.deepEqual(
    shares.map(({ name, children }) => [name, children.length]),
    [
      ['analysis', 1],
      ['managed', 0],
    ],
  )
})

test.serial('shares: use against target', story, async (t, { alice, pilot }) => {
  await alice('POST /jobs', { body: { command: ['true'], queue: 'CERN' } })
  await pilot('POST /pilots/ask', { body: { queue: 'CERN', cores: 1 } })
  const [analysis, managed] = (await alice('GET /shares')).items
  t.deepEqual([analysis.targetHs06, analysis.usedHs06, managed.targetHs06, managed.usedHs06], [4, 10, 6, 0])
})

test.serial('tokens', story, async (t, { root, alice }, { url, tokens, savedTokens }) => {
  const body = { user: 'carol', roles: ['user' as const], note: 'laptop', expiresInSeconds: 3600 }
  const made = await root('POST /tokens', { body })
  t.regex(made.token, /^ailuro_[\w-]{43}$/)
  const status = async () => (await rawRequest(url, { path: '/api/ailuro/v1/whoami', token: made.token })).status
  t.is(await status(), 200)
  const listed = await root('GET /tokens')
  t.deepEqual(
    listed.items.map(({ user }) => user),
    ['alice', 'bob', 'paula', 'pilot', 'root', 'carol'],
  )
  t.false(JSON.stringify([listed, savedTokens]).includes(made.token))
  await root('DELETE /tokens/:number', { params: { number: made.number } })
  t.is(await status(), 401)
  t.is(tokens.size, 5)
  t.deepEqual(await alice('GET /whoami'), { user: 'alice', roles: ['user'] })
})

test.serial('the server about itself', story, async (t, { root, alice, paula }, { url }) => {
  t.deepEqual(await alice('GET /healthz'), { status: 'ok' })
  t.deepEqual(await alice('GET /readyz'), { status: 'ok' })
  t.deepEqual(await root('POST /restart'), { done: true })
  t.is((await alice('GET /openapi.json'))['openapi'], '3.1.0')
  t.regex(await alice('GET /'), /^<!doctype html>/)
  t.regex((await alice('POST /monitor/tickets')).path, /^\/monitor\/sign-in\?ticket=[\w-]{43}$/)
  await alice('POST /jobs', { body: { command: ['true'], jobs: 2 } })
  const metrics = await alice('GET /metrics')
  for (const line of [
    'ailuro_jobs{state="activated"} 2',
    'ailuro_http_requests_total{route="GET /healthz",status="200"} 1',
    'ailuro_reports_total{report="submit",result="taken"} 1',
    'ailuro_reports_waiting 0',
    'ailuro_http_request_duration_seconds_count{route="POST /jobs"} 1',
  ])
    t.true(metrics.includes(line), line)
  t.regex(metrics, /ailuro_commits_total [1-9]/)
  t.regex(metrics, /ailuro_store_bytes [1-9]/)
  const facts = (await paula('GET /facts', { query: { from: 2, limit: 2 } })).trim().split('\n')
  t.deepEqual(
    facts.map((line) => (JSON.parse(line) as { number: number; kind: string }).kind),
    ['jobCreated', 'jobCreated'],
  )
  const { headers } = await rawRequest(url, { path: '/api/ailuro/v1/' })
  t.regex(String(headers['content-security-policy']), /default-src 'none'/)
})

test.serial('people who are turned away', story, async (t, { root, alice }) => {
  await root('PUT /bans/:user', { params: { user: 'alice' }, body: { reason: 'a lost token' } })
  t.like((await root('GET /bans')).items[0], { user: 'alice', reason: 'a lost token' })
  await t.throwsAsync(alice('GET /whoami'), { message: /banned/ })
  await root('DELETE /bans/:user', { params: { user: 'alice' } })
  t.is((await alice('GET /whoami')).user, 'alice')
  await t.throwsAsync(root('DELETE /bans/:user', { params: { user: 'alice' } }), {
    message: /there is no ban of alice/,
  })
})

test.serial('every route was called', (t) => {
  const missing = Object.keys(routes).filter((name) => !called.has(name))
  t.deepEqual(missing, [])
})
