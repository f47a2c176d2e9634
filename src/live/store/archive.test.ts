/** What ended, and what was told of it, is found again until it is forgotten. */
import type { EndedJob, EndedJobQuery, EndedTaskQuery } from './commit.js'
import { commitAll, commitOf, endedJob, endedTask, factsOf, motley, row, rowsOf } from './testing/commits.js'
import { onNewStore } from './testing/store-contract.js'

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
