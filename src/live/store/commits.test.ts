/** What is committed is kept, all or nothing, and outlasts the process and the connection. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { query } from '../testing/postgres-server.js'
import { type Commit, type EndedJob, LONGEST_WORD } from './commit.js'
import { LostLeadership } from './store.js'
import { commitOf, contentsOf, endedJob, endedTask, factsOf, motley, row, rowsOf } from './testing/commits.js'
import { newDatabase, onEach, onNewStore, onPostgres, withStore } from './testing/store-contract.js'

onNewStore('the last change of a row wins, and rows come ordered by kind and key', async (t, store) => {
  await store.commit(
    commitOf(1, { rows: [row('b', 2), row('b', 10), row('a', 3), row('B', 1), row('b', 10, 'later')] }),
  )
  await store.commit(
    commitOf(2, {
      rows: [
        ...[
          row('a', 3, 'new'),
          { kind: 'b', key: 2, body: undefined },
          row('c', 1),
          { kind: 'c', key: 1, body: undefined },
        ],
        ...[{ kind: 'never', key: 1, body: undefined }, { kind: 'd', key: 1, body: undefined }, row('d', 1)],
      ],
    }),
  )
  t.deepEqual(await rowsOf(store), [row('B', 1), row('a', 3, 'new'), row('b', 10, 'later'), row('d', 1)])
})

onNewStore('a commit is all or nothing', async (t, store) => {
  await store.commit(motley[0])
  const before = await contentsOf(store)
  const unkept = undefined as unknown as string
  const flaws: [string, Partial<Commit>][] = [
    ['a job without a body', { endedJobs: [endedJob(8), endedJob(9, { body: unkept }), endedJob(10)] }],
    ['a specification without a body', { specs: [{ task: 2, ordinal: 0, body: unkept }] }],
    ['half a row number', { rows: [row('job', 1.5)] }],
    ['a word that is too long', { endedTasks: [endedTask(1, { name: 'x'.repeat(LONGEST_WORD + 1) })] }],
    ['a NUL character', { answers: [{ key: 'a\0b', at: 1, body: '' }] }],
    ['a fact that is no number', { facts: [[1, NaN, 0, 0, 0, 0, 0]] }],
  ]
  for (const [what, flaw] of flaws) {
    await t.throwsAsync(store.commit({ ...commitOf(2, motley[1]), ...flaw }), { instanceOf: Error }, what)
    t.deepEqual(await contentsOf(store), before, what)
  }
  await store.commit(motley[1])
  t.deepEqual(await store.check(), [])
})

onNewStore('a commit that is not the next one is refused', async (t, store) => {
  await store.commit(commitOf(1, { rows: [row('job', 1)] }))
  for (const sequence of [1, 3, 0]) {
    const refused = store.commit(commitOf(sequence, { rows: [row('job', 2)], facts: factsOf(1, 1) }))
    const { message } = await t.throwsAsync(refused, { instanceOf: LostLeadership })
    t.regex(message, new RegExp(`the last commit is 1, so commit ${sequence} cannot follow`))
  }
  t.is((await rowsOf(store)).length, 1)
  t.is((await store.size()).facts, 0)
})

onNewStore('commits may be handed in before the one before has lasted', async (t, store) => {
  const commits = Array.from({ length: 20 }, (_, index) =>
    store.commit(commitOf(index + 1, { rows: [row('job', index)], facts: factsOf(index * 2 + 1, 2) })),
  )
  await Promise.all(commits)
  t.is((await rowsOf(store)).length, 20)
  t.deepEqual(await store.check(), [])
})

onNewStore('texts and numbers come back as they were', async (t, store) => {
  const texts = [
    ...[
      '',
      '漢'.repeat(LONGEST_WORD),
      "'; DROP TABLE rows; --",
      '"\\"{},NULL',
      '\\',
      '\n\t\r',
      '漢字 ñ 😀 \u2028',
      '\u0001\u007f',
      '$1 ?1 :a @a',
    ],
    ...['x'.repeat(2_000_000), '{"nul":"\\u0000"}', '{a,b}', '  '],
  ]
  const numbers = [0, 1, 2 ** 31, 2 ** 53, 2 ** 53 - 1]
  const jobOf = (body: string, id: number): EndedJob => {
    const word = body.slice(0, LONGEST_WORD)
    return endedJob(id, { user: word, queue: word, body, endedAt: times[id % 5] })
  }
  const times = [0, 1 / 3, 1e9 + 0.001, 5e-324, 123456789.123456789]
  await store.commit(
    commitOf(1, {
      at: times[4],
      facts: times.map((at, index) => [index, at, 2 ** 53, -1, -(2 ** 53), 0, 1.5]),
      rows: [...texts.map((body, key) => ({ kind: 'text', key, body })), ...numbers.map((key) => row('number', key))],
      endedJobs: texts.map((body, id) => jobOf(body, id)),
      answers: texts.map((text) => ({ key: text.slice(0, LONGEST_WORD), at: times[1], body: text })),
    }),
  )
  const rows = await rowsOf(store)
  t.deepEqual(
    rows.filter(({ kind }) => kind === 'text').map(({ body }) => body),
    texts,
  )
  t.deepEqual(
    rows.filter(({ kind }) => kind === 'number').map(({ key }) => key),
    [...numbers].sort((a, b) => a - b),
  )
  for (const [id, body] of texts.entries()) {
    const expected = jobOf(body, id)
    t.deepEqual(await store.endedJob(id), expected)
    t.deepEqual(await store.endedJobs({ user: expected.user, limit: 5 }), [expected])
    t.deepEqual(await store.answer(expected.user), { key: expected.user, at: times[1], body })
  }
  const { facts } = await store.facts(1, 10)
  t.deepEqual(
    facts,
    times.map((at, index) => [index, at, 2 ** 53, -1, -(2 ** 53), 0, 1.5]),
  )
})

onEach('what was committed is there after the process was killed', async (t, kind) => {
  const place = await kind.newPlace()
  const script = `
    import { openStore } from ${JSON.stringify(new URL('./open-store.js', import.meta.url).href)}
    const store = openStore(process.argv[1])
    await store.open()
    const none = { specs: [], endedJobs: [], endedTasks: [], answers: [] }
    for (let sequence = 1; ; sequence++) {
      const rows = Array.from({ length: 50 }, (_, key) => ({ kind: 'job', key, body: String(sequence) }))
      await store.commit({ sequence, at: sequence, facts: [[1, 0, sequence, 0, 0, 0, 0]], rows, ...none })
      console.log(sequence)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = new Promise((resolve) => child.once('close', resolve))
  let told = 0
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line)
    if (told === 30) child.kill('SIGKILL')
  }
  await closed
  await withStore(place, async (store, { sequence, facts }) => {
    t.true(told >= 30 && (sequence === told || sequence === told + 1), `told ${told}, found ${sequence}`)
    t.is(facts, sequence)
    const rows = await rowsOf(store)
    t.is(rows.length, 50)
    t.true(rows.every(({ body }) => body === String(sequence)))
    t.deepEqual(await store.check(), [])
  })
})

onPostgres('when the connection is lost, the commit fails and reading goes on', async (t) => {
  const place = await newDatabase()
  await withStore(place, async (store) => {
    const kill = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'ailuro'"
    await store.commit(commitOf(1, { rows: Array.from({ length: 5000 }, (_, key) => row('job', key)) }))
    const other = new pg.Client(place)
    await other.connect()
    await other.query('BEGIN; LOCK TABLE ailuro.meta')
    const pending = [2, 3].map((sequence) => t.throwsAsync(store.commit(commitOf(sequence, { rows: [row('job', 2)] }))))
    await other.query(kill)
    await other.end()
    await Promise.all(pending)
    await t.throwsAsync(store.commit(commitOf(2)))
    t.is((await rowsOf(store)).length, 5000)
    t.is(await store.answer('x'), undefined)

    // While much is read: the reading fails or was quick enough, and nothing else happens.
    const killings: Promise<unknown>[] = []
    const reading = store.rows(['job'], () => void killings.push(query(place, kill)))
    await reading.catch((error: unknown) => t.true(error instanceof Error))
    await Promise.all(killings)
    t.is((await rowsOf(store)).length, 5000)
  })
})
