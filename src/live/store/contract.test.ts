/** What every store must do, on each kind of store: PostgreSQL on a server of this file's own, where it is installed. */
import { spawn } from 'node:child_process'
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inspect } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import Database from 'libsql'
import pg from 'pg'
import { BadInput } from '../../model/bad-input.js'
import { postgresPrograms, type PostgresServer, query, startPostgres } from '../testing/postgres-server.js'
import {
  type Commit,
  type EndedJob,
  type EndedJobQuery,
  type EndedTask,
  type EndedTaskQuery,
  type KeptRow,
  LONGEST_WORD,
  type StoredFact,
} from './commit.js'
import { VERSION } from './migrations.js'
import { openStore, restore } from './open-store.js'
import { LostLeadership, type Opening, type Store } from './store.js'

const programs = postgresPrograms()
const missing = programs === undefined ? 'PostgreSQL is not installed, or cannot be run by root' : undefined
let server: PostgresServer | undefined
let folder = ''
let files = 0

const newFile = (): string => join(folder, `store-${++files}.db`)

/** What differs between the kinds for their tests: a new place, and a way past the store into its tables. */
const kinds = [
  {
    name: 'SQLite',
    missing: undefined,
    newPlace: (): Promise<string> => Promise.resolve(newFile()),
    sql: (place: string, sql: string): Promise<readonly unknown[]> => {
      const database = new Database(place)
      database.exec('PRAGMA busy_timeout = 5000')
      const found = /^SELECT/i.test(sql) ? database.prepare(sql).all() : (database.exec(sql), [])
      database.close()
      return Promise.resolve(found)
    },
  },
  {
    name: 'PostgreSQL',
    missing,
    newPlace: () => server!.database(),
    sql: (place: string, sql: string) => query(place, `SET search_path TO ailuro; ${sql}`),
  },
]
type Kind = (typeof kinds)[number]

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ailuro-store-'))
  if (programs !== undefined) server = await startPostgres(programs)
})

test.after.always(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** One test for each kind of store. @param lacks why the test cannot be made at all */
function onEach(title: string, body: (t: ExecutionContext, kind: Kind) => Promise<void>, lacks?: string): void {
  for (const kind of kinds) {
    const reason = kind.missing ?? lacks
    if (reason === undefined) test.serial(`${kind.name}: ${title}`, body, kind)
    else test.serial.skip(`${kind.name}: ${title} (${reason})`, body, kind)
  }
}

/** One test, of PostgreSQL alone. */
function onPostgres(title: string, body: (t: ExecutionContext) => Promise<void>): void {
  if (missing === undefined) test.serial(`PostgreSQL: ${title}`, body)
  else test.serial.skip(`PostgreSQL: ${title} (${missing})`, body)
}

/** A store that is open for as long as the work takes. */
async function withStore<T>(place: string, work: (store: Store, opening: Opening) => Promise<T>): Promise<T> {
  const store = openStore(place)
  try {
    const opening = await store.open()
    return await work(store, opening)
  } finally {
    await store.close()
  }
}

const onNewStore = (
  title: string,
  body: (t: ExecutionContext, store: Store, kind: Kind, place: string) => Promise<void>,
) =>
  onEach(title, async (t, kind) => {
    const place = await kind.newPlace()
    await withStore(place, (store) => body(t, store, kind, place))
  })

// Commits, in few words

function commitOf(sequence: number, parts: Partial<Commit> = {}): Commit {
  const none = { facts: [], rows: [], specs: [], endedJobs: [], endedTasks: [], answers: [] }
  return { sequence, at: sequence * 10 + 0.25, ...none, ...parts }
}

/** Facts that tell their running number. */
const factsOf = (first: number, count: number): StoredFact[] =>
  Array.from({ length: count }, (_, index) => [1, (first + index) / 8, first + index, -1, 0, 2 ** 53, 4])

const row = (kind: string, key: number, body: unknown = { is: `${kind} ${key}` }) => ({
  kind,
  key,
  body: JSON.stringify(body),
})

const endedJob = (id: number, parts: Partial<EndedJob> = {}): EndedJob => ({
  ...{ id, task: 1, ordinal: id, user: 'alice', queue: 'BNL', state: 'finished', endedAt: id + 0.5 },
  ...{ body: JSON.stringify({ id }), ...parts },
})

const endedTask = (number: number, parts: Partial<EndedTask> = {}): EndedTask => ({
  ...{ number, name: `task-${number}`, user: 'alice', endedAt: number + 0.5, body: JSON.stringify({ number }) },
  ...parts,
})

/** Kinds of rows that these tests keep, in the order of their bytes. */
const someKinds = ['B', 'a', 'b', 'c', 'd', 'job', 'many', 'new', 'number', 'order', 'task', 'text']

async function rowsOf(store: Store): Promise<KeptRow[]> {
  const all: KeptRow[] = []
  await store.rows(someKinds, (rows) => all.push(...rows))
  return all
}

/** Everything that a store tells, to be compared. */
async function contentsOf(store: Store): Promise<unknown> {
  const { bytes: _, ...size } = await store.size()
  const limit = 1000
  return {
    size,
    rows: await rowsOf(store),
    facts: await store.facts(1, 1e6),
    jobs: await store.endedJobs({ limit }),
    tasks: await store.endedTasks({ limit }),
    answers: await Promise.all(['one', 'two'].map((key) => store.answer(key))),
    specs: await store.specs([-1, 0, 1].flatMap((ordinal) => [1, 2].map((task) => ({ task, ordinal })))),
  }
}

/** A bit of everything. */
const motley = [
  commitOf(1, {
    facts: factsOf(1, 3),
    rows: [row('task', 1), row('task', 2), row('job', 2 ** 53), row('job', 0), row('order', 7)],
    specs: [-1, 0, 1].map((ordinal) => ({ task: 1, ordinal, body: `{"command":["run","${ordinal}"]}` })),
    answers: [{ key: 'one', at: 0.125, body: '[1]' }],
  }),
  commitOf(2, {
    facts: factsOf(4, 1),
    rows: [row('job', 0, { is: 'changed' }), { kind: 'order', key: 7, body: undefined }],
    specs: [{ task: 2, ordinal: -1, body: '{}' }],
    endedJobs: [endedJob(5), endedJob(6, { queue: '', state: 'closed' })],
    endedTasks: [endedTask(3)],
    answers: [{ key: 'two', at: 1e9 + 1 / 3, body: '{"two":2}' }],
  }),
]

async function commitAll(store: Store, commits: readonly Commit[]): Promise<void> {
  for (const commit of commits) await store.commit(commit)
}

// Opening

onEach('a new store begins at zero, and goes on where it was left', async (t, kind) => {
  const place = await kind.newPlace()
  const before = Date.now()
  const [opening, contents] = await withStore(place, async (store, opening) => {
    t.true(opening.bornMilliseconds >= before && opening.bornMilliseconds <= Date.now())
    t.like(opening, { epoch: 1, sequence: 0, at: 0, facts: 0 })
    await commitAll(store, motley)
    return [opening, await contentsOf(store)]
  })
  await withStore(place, async (store, again) => {
    t.deepEqual(again, { ...opening, epoch: 2, sequence: 2, at: 20.25, facts: 4 })
    t.deepEqual(await contentsOf(store), contents)
    await store.commit(commitOf(3))
    t.deepEqual(await store.check(), [])
  })
})

onEach('only the last host to open it can commit', async (t, kind) => {
  const place = await kind.newPlace()
  await withStore(place, async (first) => {
    await first.commit(commitOf(1, { rows: [row('job', 1)] }))
    await withStore(place, async (second) => {
      const late = await t.throwsAsync(first.commit(commitOf(2, { rows: [row('job', 2)] })), {
        instanceOf: LostLeadership,
      })
      t.regex(late.message, /another host leads since epoch 2; this one had epoch 1/)
      await t.throwsAsync(first.forget(1e9), { instanceOf: LostLeadership })
      await second.commit(commitOf(2, { rows: [row('job', 3)] }))
      t.deepEqual(
        (await rowsOf(second)).map(({ key }) => key),
        [1, 3],
      )
    })
  })
})

onEach('a layout of a newer program is refused and left as it is', async (t, kind) => {
  const place = await kind.newPlace()
  await withStore(place, (store) => commitAll(store, motley))
  await kind.sql(place, `UPDATE meta SET version = ${VERSION + 1}`)
  const store = openStore(place)
  const error = await t.throwsAsync(store.open(), { instanceOf: BadInput })
  await store.close()
  t.regex(
    error.message,
    new RegExp(`layout ${VERSION + 1}, written by a newer ailuro; allowed: layouts up to ${VERSION}`),
  )
  await kind.sql(place, `UPDATE meta SET version = ${VERSION}`)
  await withStore(place, async (again) => t.is((await rowsOf(again)).length, 4))
})

// Commits

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

// Reads

onNewStore('specifications come in the order asked for', async (t, store) => {
  await commitAll(store, motley)
  const ask = [
    ...[
      { task: 1, ordinal: 1 },
      { task: 9, ordinal: 0 },
      { task: 1, ordinal: -1 },
      { task: 2, ordinal: -1 },
    ],
    ...[
      { task: 1, ordinal: 1 },
      { task: 2, ordinal: 0 },
    ],
  ]
  const last = '{"command":["run","1"]}'
  t.deepEqual(await store.specs(ask), [last, undefined, '{"command":["run","-1"]}', '{}', last, undefined])
  t.deepEqual(await store.specs([]), [])
  await store.commit(commitOf(3, { specs: [{ task: 1, ordinal: 1, body: '"new"' }] }))
  t.deepEqual(await store.specs([{ task: 1, ordinal: 1 }]), ['"new"'])
})

onNewStore('facts are found by number, across commits', async (t, store) => {
  t.deepEqual(await store.facts(1, 10), { first: 1, facts: [] })
  let first = 1
  for (const [index, count] of [3, 0, 1, 5, 2].entries()) {
    await store.commit(commitOf(index + 1, { facts: factsOf(first, count) }))
    first += count
  }
  for (let from = 1; from <= 12; from++) {
    for (let limit = 0; limit <= 12; limit++) {
      const count = Math.max(0, Math.min(limit, 12 - from))
      t.deepEqual(await store.facts(from, limit), { first: from, facts: factsOf(from, count) }, `${limit} from ${from}`)
    }
  }
})

onNewStore('ended attempts are found by what they were, the newest first, page after page', async (t, store) => {
  const jobs: EndedJob[] = []
  for (let id = 1; id <= 60; id++) {
    const state = ['finished', 'failed', 'closed'][id % 3]
    jobs.push(
      endedJob(id, {
        task: id % 4,
        ordinal: id % 5,
        user: ['alice', 'bob'][id % 2],
        queue: ['BNL', 'CERN', ''][(id >> 1) % 3],
        state,
      }),
    )
  }
  await store.commit(commitOf(1, { endedJobs: jobs }))
  const filters: Omit<EndedJobQuery, 'limit'>[] = [{}]
  for (const more of [{ task: 1 }, { ordinal: 2 }, { user: 'bob' }, { queue: '' }, { state: 'failed' }, { below: 41 }])
    filters.push(...filters.map((filter) => ({ ...filter, ...more })))
  t.is(filters.length, 64)
  for (const filter of filters) {
    const { below = Infinity, ...fields } = filter
    const fits = jobs.filter((job) =>
      Object.entries(fields).every(([field, value]) => job[field as keyof EndedJob] === value),
    )
    const expected = fits.filter(({ id }) => id < below).reverse()
    t.deepEqual(await store.endedJobs({ ...filter, limit: 100 }), expected, JSON.stringify(filter))
    const pages: EndedJob[] = []
    for (let page = await store.endedJobs({ ...filter, limit: 7 }); page.length > 0;) {
      pages.push(...page)
      page = await store.endedJobs({ ...filter, below: page.at(-1)!.id, limit: 7 })
    }
    t.deepEqual(pages, expected, `pages of ${JSON.stringify(filter)}`)
  }
  t.deepEqual(await store.endedJob(7), jobs[6])
  t.is(await store.endedJob(61), undefined)
})

onNewStore('ended tasks are found by name and user', async (t, store) => {
  const tasks = [1, 2, 3, 4].map((number) =>
    endedTask(number, { name: ['x', 'y'][number % 2], user: ['alice', 'bob'][number >> 2] }),
  )
  await store.commit(commitOf(1, { endedTasks: tasks }))
  const cases: [Omit<EndedTaskQuery, 'limit'>, number[]][] = [
    [{}, [4, 3, 2, 1]],
    [{ name: 'x' }, [4, 2]],
    [{ user: 'alice' }, [3, 2, 1]],
    [{ name: 'x', user: 'alice' }, [2]],
    [{ name: 'y', below: 3 }, [1]],
    [{ name: 'z' }, []],
  ]
  for (const [filter, numbers] of cases)
    t.deepEqual(
      await store.endedTasks({ ...filter, limit: 9 }),
      numbers.map((number) => tasks[number - 1]),
    )
  t.is((await store.endedTasks({ limit: 2 })).length, 2)
  t.deepEqual(await store.endedTask(3), tasks[2])
  t.is(await store.endedTask(5), undefined)
})

onNewStore('answers are kept by their key', async (t, store) => {
  t.is(await store.answer('one'), undefined)
  await commitAll(store, motley)
  t.deepEqual(await store.answer('one'), { key: 'one', at: 0.125, body: '[1]' })
  t.is(await store.answer('One'), undefined)
})

onNewStore('what is read at length is of one moment', async (t, store) => {
  const many = Array.from({ length: 5000 }, (_, key) => row('job', key, 1))
  await store.commit(commitOf(1, { rows: many }))
  const commits: Promise<void>[] = []
  let count = 0
  await store.rows(['job', 'new'], (rows) => {
    count += rows.length
    const sequence = commits.length + 2
    commits.push(store.commit(commitOf(sequence, { rows: [row('new', sequence), row('job', 4999, 2)] })))
    t.true(rows.every(({ kind, body }) => kind === 'job' && body === '1'))
  })
  t.is(count, 5000)
  t.true(commits.length > 1)
  await Promise.all(commits)
  t.is((await rowsOf(store)).length, 5000 + commits.length)
  await t.throwsAsync(
    store.rows(['job'], () => {
      throw new Error('the listener fails')
    }),
    { message: 'the listener fails' },
  )
  t.is((await store.size()).rows, 5000 + commits.length)
})

// Forgetting, checking, copying

onNewStore('what ended before a time is forgotten in slices, and nothing else', async (t, store) => {
  const many = Array.from({ length: 2500 }, (_, index) => index + 1)
  await store.commit(
    commitOf(1, {
      at: 1,
      facts: factsOf(1, 3),
      rows: [row('task', 3), row('task', 4)],
      specs: [1, 2, 3, 4].flatMap((task) => many.map((ordinal) => ({ task, ordinal, body: '{}' }))),
    }),
  )
  await store.commit(
    commitOf(2, {
      at: 2,
      facts: factsOf(4, 2),
      endedJobs: many.map((id) => endedJob(id, { endedAt: id <= 2400 ? 50 : 150 })),
      // Task 3 ended, but was taken up again.
      endedTasks: [endedTask(1, { endedAt: 99.9 }), endedTask(2, { endedAt: 100 }), endedTask(3, { endedAt: 1 })],
      answers: many.map((number) => ({ key: `${number}`, at: number / 10, body: '' })),
    }),
  )
  await store.commit(commitOf(3, { at: 100, facts: factsOf(6, 1) }))
  await store.commit(commitOf(4, { at: 101, facts: factsOf(7, 1) }))
  let slices = 1
  while (await store.forget(100)) slices++
  t.true(slices > 1 && slices < 10, `${slices} slices`)
  t.false(await store.forget(100))
  t.like(await store.size(), { rows: 2, facts: 2, endedJobs: 100, specs: 7500 })
  t.deepEqual(
    (await store.endedTasks({ limit: 9 })).map(({ number }) => number),
    [3, 2],
  )
  t.deepEqual(await store.facts(1, 10), { first: 6, facts: factsOf(6, 2) })
  t.is(await store.answer('999'), undefined)
  t.truthy(await store.answer('1000'))
  t.deepEqual(await store.check(), [])

  while (await store.forget(1e9)) slices++
  t.deepEqual(await store.facts(1, 10), { first: 7, facts: factsOf(7, 1) }, 'the newest facts stay')
  await store.commit(commitOf(5, { facts: factsOf(8, 1) }))
  t.deepEqual(await store.check(), [])
})

onNewStore('damage is found', async (t, store, kind, place) => {
  await commitAll(store, motley)
  await store.commit(commitOf(3, { facts: factsOf(5, 2) }))
  t.deepEqual(await store.check(), [])
  const plants = [
    ...["UPDATE rows SET body = '{' WHERE key = 0", "UPDATE rows SET sequence = 9 WHERE kind = 'task' AND key = 1"],
    ...['DELETE FROM facts WHERE first = 4', "UPDATE facts SET body = '[]' WHERE first = 1"],
    ...["INSERT INTO specs VALUES (77, 0, '{}')", "UPDATE ended_jobs SET body = 'x' WHERE id = 5"],
    ...["UPDATE facts SET body = 'y' WHERE first = 5", 'UPDATE meta SET facts = 9'],
  ]
  for (const sql of plants) await kind.sql(place, sql)
  t.deepEqual(await store.check(), [
    'rows: the body of job 0 is not JSON',
    'facts: the body of 5 is not JSON',
    'ended_jobs: the body of 5 is not JSON',
    'rows: task 1 is of commit 9, which is above the last one',
    'facts: after number 3 comes number 5',
    'facts: from number 1 on there are not 3 facts',
    'facts: the last one kept is number 6, but 9 were written',
    'specs: there are some of task 77, which is neither at work nor ended',
  ])
})

for (const to of kinds) {
  const title = `a backup, made while it is in use, is restored into ${to.name}`
  const story = async (t: ExecutionContext, kind: Kind): Promise<void> => {
    const file = newFile()
    const contents = await withStore(await kind.newPlace(), async (store) => {
      await commitAll(store, motley)
      await store.commit(commitOf(3, { rows: Array.from({ length: 3000 }, (_, key) => row('many', key)) }))
      await Promise.all([store.backUp(file), store.commit(commitOf(4))])
      await t.throwsAsync(store.backUp(file), { instanceOf: BadInput, message: /there is something already/ })
      return contentsOf(store)
    })
    const place = await to.newPlace()
    await restore(file, place)
    await t.throwsAsync(restore(file, place), { instanceOf: BadInput, message: /there is/ })
    await withStore(place, async (store, { epoch, sequence, facts }) => {
      t.deepEqual([epoch, facts], [2, 4])
      t.true(sequence === 3 || sequence === 4)
      t.deepEqual(await contentsOf(store), contents)
      t.deepEqual(await store.check(), [])
    })
    t.false((await readdir(folder)).some((name) => name.includes('partial')))
  }
  onEach(title, story, to.missing)
}

test.serial('SQLite: what is no backup is not restored', async (t) => {
  const [text, empty, target] = [newFile(), newFile(), newFile()]
  await writeFile(text, 'not a database at all'.repeat(1000))
  await writeFile(empty, '')
  const cases: [string, RegExp][] = [
    [text, /the file is not a store of ailuro/],
    [empty, /the file holds no store/],
    [newFile(), /there is no such file/],
  ]
  for (const [file, message] of cases) await t.throwsAsync(restore(file, target), { instanceOf: BadInput, message })
  const damaged = newFile()
  await withStore(target, async (store) => {
    await store.commit(commitOf(1, { rows: Array.from({ length: 3000 }, (_, key) => row('job', key)) }))
    await store.backUp(damaged)
  })
  const copy = newFile()
  await copyFile(damaged, copy)
  await writeFile(copy, Buffer.alloc(40_000, 7), { flag: 'r+' }).catch(() => undefined)
  await t.throwsAsync(restore(copy, newFile()), { instanceOf: Error })
})

// Failures

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

test.serial('SQLite: a second process cannot become host of the same file', async (t) => {
  const place = newFile()
  const script = `
    import { openStore } from ${JSON.stringify(new URL('./open-store.js', import.meta.url).href)}
    const store = openStore(process.argv[1])
    await store.open().then(() => console.log('open'), (error) => console.log(error.message))
    await store.close()`
  const tryIt = async (): Promise<string> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, place], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    for await (const chunk of child.stdout) text += String(chunk)
    return text.trim()
  }
  await withStore(place, async (store) => {
    t.regex(await tryIt(), /another process is the host of this store; allowed: one host at a time$/)
    await store.commit(commitOf(1))
  })
  t.is(await tryIt(), 'open')
})

onPostgres('when the connection is lost, the commit fails and reading goes on', async (t) => {
  const place = await server!.database()
  await withStore(place, async (store) => {
    const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ailuro'"
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
    let killing: Promise<unknown> = Promise.resolve()
    const reading = store.rows(['job'], () => void (killing = query(place, kill)))
    await reading.catch((error: unknown) => t.true(error instanceof Error))
    await killing
    t.is((await rowsOf(store)).length, 5000)
  })
})

onPostgres('no password in any word', async (t) => {
  const url = new URL(await server!.database())
  url.password = 'hush'
  const store = openStore(url.href)
  t.is(store.place, url.href.replace(':hush', ''))
  await store.close()
  url.port = '1'
  const unreachable = openStore(url.href)
  const error = await t.throwsAsync(unreachable.open(), { instanceOf: Error })
  await unreachable.close()
  t.regex(error.message, /127\.0\.0\.1:1\/store_\d+: .*ECONNREFUSED/)
  t.notRegex(inspect(error, { depth: 9 }), /hush/)
})

test('places that are none are refused in words that hold no password', (t) => {
  const cases: [string, RegExp][] = [
    ['', /store: the place is empty; allowed: the path of a file, or postgres:/],
    [':memory:', /store: memory does not last/],
    ['mysql://a:hush@b/c', /store: a place that begins with mysql:; allowed/],
    ['file:x.db', /store: a place that begins with file:/],
    ['postgres://a:hush@b', /store: the address names no database; allowed: postgres:\/\/user@host:port\/database/],
    ['postgres://a:hush@b:port/c', /store: the address cannot be read as a URL/],
  ]
  for (const [place, message] of cases) {
    const error = t.throws(() => openStore(place), { instanceOf: BadInput, message })
    t.notRegex(error.message, /hush/)
  }
})

test.serial('SQLite: a path that cannot be a store is refused', async (t) => {
  const text = newFile()
  await writeFile(text, 'a text of some length '.repeat(500))
  const foreign = newFile()
  const database = new Database(foreign)
  database.exec('CREATE TABLE other(x)')
  database.close()
  const cases: [string, RegExp][] = [
    [join(folder, 'none', 'x.db'), /there is no folder .*none; allowed: a path in a folder that exists/],
    [folder, /it is a folder; allowed: the path of a file/],
    [text, /the file is not a store of ailuro/],
    [foreign, /the file is not a store of ailuro/],
  ]
  for (const [place, message] of cases) {
    const store = openStore(place)
    await t.throwsAsync(store.open(), { instanceOf: BadInput, message })
    await store.close()
  }
})
