/** Instances of Harvester: commands, numbers of workers, bounds, and what a restart leaves. */
import test from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { HarvesterBook, type HarvesterBounds } from './harvester-book.js'
import { RowShelf } from './testing/row-shelf.js'

const few = { instances: 3, counts: 4, commands: 5, dialogs: 6, facts: 7 }

function opened(shelf: RowShelf, bounds?: HarvesterBounds): HarvesterBook {
  return new HarvesterBook(shelf.save, shelf.now, shelf.rows, bounds)
}

const counts = (running: number) => ({ managed: { SCORE: { running } } })

test('what an instance tells of itself adds up and outlives a restart', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  await book.heard('h1', { sw_version: '0.7.5', startTime: '2026-01-01' })
  await book.heard('h1', { sw_version: '0.7.6' })
  await book.said('h1', [{ diagID: 1 }])
  await book.measured('h1', '{"rss":1}')
  await book.heard('h2', {})
  const again = opened(shelf)
  t.like(again.instance('h1'), {
    ...{ said: { sw_version: '0.7.6', startTime: '2026-01-01' }, dialogs: [{ diagID: 1 }], metrics: '{"rss":1}' },
    heardAtMilliseconds: shelf.nowMilliseconds,
  })
  t.deepEqual(
    again.instances().map(({ name }) => name),
    ['h1', 'h2'],
  )
})

test('commands come once, the oldest first, and as many as were asked for', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  for (const command of ['A', 'B', 'C']) await book.order('h1', command, { of: command })
  const take = async (from: HarvesterBook, most: number) => (await from.take('h1', most)).map(({ command }) => command)
  t.deepEqual(await take(book, 2), ['A', 'B'])
  const again = opened(shelf)
  t.deepEqual(await take(again, 2), ['C'])
  t.deepEqual(await take(again, 2), [])
  t.deepEqual(await again.take('nobody', 5), [])
  t.is(again.instance('nobody').commands.length, 0)
})

test('commands that ask for it stay until they are acknowledged; no two have the same number', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  await book.order('h1', 'KILL_WORKERS', {}, true)
  await book.order('h2', 'KILL_WORKERS', {}, true)
  await book.order('h1', 'REPORT_WORKER_STATS', {})
  // Acknowledged before it was handed over: it would be lost.
  await book.acknowledge([1, 2])
  const [first] = await book.take('h1', 1)
  const [other] = await book.take('h2', 1)
  t.deepEqual([first.number, other.number], [1, 2])
  const again = opened(shelf)
  await again.acknowledge([2, 99])
  t.deepEqual(
    ['h1', 'h2'].map((name) => again.instance(name).commands.map(({ number }) => number)),
    [[1, 3], []],
  )
  await again.order('h2', 'KILL_WORKERS', {})
  t.is((await again.take('h2', 1))[0].number, 4)
})

test('commands that nobody fetches do not pile up', async (t) => {
  const book = opened(new RowShelf(), few)
  for (let n = 1; n <= 7; n++) await book.order('h1', String(n), {})
  const taken = await book.take('h1', 100)
  t.is(taken.map(({ command }) => command).join(), '3,4,5,6,7')
})

test('numbers of workers: those of the last report of each queue, while they are fresh', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  const told = (from: HarvesterBook) => from.counts().map(({ name, queue, counts: of }) => [name, queue, of])
  await book.counted('h1', 'CERN', counts(1))
  await book.counted('h2', 'CERN', counts(2))
  shelf.pass(3)
  await book.counted('h1', 'CERN', counts(3))
  const expected = [
    ['h2', 'CERN', counts(2)],
    ['h1', 'CERN', counts(3)],
  ]
  t.deepEqual(told(book), expected)
  t.deepEqual(told(opened(shelf)), expected)
  shelf.pass(1.5)
  t.deepEqual(told(book), [['h1', 'CERN', counts(3)]])
  t.is(shelf.rows.length, 2)
  await book.counted('h1', 'BNL', counts(4))
  t.is(shelf.rows.length, 2)
})

test('the highest number of a worker is known for ever', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  t.is(book.instance('h1').lastWorker, 0)
  await book.hasWorkers('h1', [7, 3])
  await book.hasWorkers('h1', [5])
  await book.hasWorkers('h2', [100])
  t.is(book.instance('h1').lastWorker, 7)
  t.is(opened(shelf).instance('h1').lastWorker, 7)
})

test('instances, queues, dialogs and what is said are bounded', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf, few)
  await book.heard('h0', { a: 1, b: 1, c: 1, d: 1, e: 1 })
  await book.heard('h0', { e: 2, f: 2, g: 2, h: 2 })
  t.deepEqual(book.instance('h0').said, { a: 1, b: 1, c: 1, d: 1, e: 2, f: 2, g: 2 })
  for (let n = 0; n < 8; n++) await book.said('h0', [{ n }, { n: n + 0.5 }])
  t.is(
    book
      .instance('h0')
      .dialogs.map(({ n }) => n)
      .join(),
    '5,5.5,6,6.5,7,7.5',
  )
  for (const name of ['h1', 'h2']) await book.heard(name, {})
  await t.throwsAsync(() => book.heard('h3', {}), { instanceOf: BadInput, message: /3 instances/ })
  await t.throwsAsync(() => book.hasWorkers('h3', [1]), { instanceOf: BadInput })
  await t.throwsAsync(() => book.order('h3', 'A', {}), { instanceOf: BadInput })
  await t.notThrowsAsync(() => book.heard('h2', {}))
  for (let n = 0; n < 4; n++) await book.counted('h0', `q${n}`, {})
  await t.throwsAsync(() => book.counted('h0', 'q4', {}), { instanceOf: BadInput, message: /4 queues/ })
  await t.notThrowsAsync(() => book.counted('h0', 'q3', counts(1)))
  shelf.pass(5)
  await t.notThrowsAsync(() => book.counted('h0', 'q4', {}))
  t.is(opened(shelf).counts().length, 1)
})
