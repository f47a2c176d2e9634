/** Harvester's workers: what is told of them last counts, a restart forgets nothing, and silence does. */
import test from 'ava'
import { RowShelf } from './testing/row-shelf.js'
import { WorkerBook, type WorkerNews } from './worker-book.js'

function opened(shelf: RowShelf, most?: number): WorkerBook {
  return new WorkerBook(shelf.save, shelf.now, shelf.rows, most)
}

const news = (id: number, more: Partial<WorkerNews> = {}): WorkerNews => ({ harvester: 'h1', id, ...more })

test('news add up; what is left out stays; a restart changes nothing', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  await book.hear([news(1, { queue: 'CERN', said: { batchID: '7', nCore: 8 } }), news(2, { harvester: 'h2' })])
  shelf.pass(1)
  await book.hear([news(1, { status: 'running', jobs: [11, 12], said: { nodeID: 'n1', nCore: 4 } })])
  const expected = {
    ...{ harvester: 'h1', id: 1, queue: 'CERN', status: 'running', jobs: [11, 12], heardAt: shelf.nowMilliseconds },
    said: { batchID: '7', nCore: 4, nodeID: 'n1' },
  }
  for (const one of [book, opened(shelf)]) {
    t.deepEqual(one.worker('h1', 1), expected)
    t.like(one.worker('h2', 2), { status: 'submitted', queue: '', jobs: [] })
    t.is(one.workerOf(12)?.id, 1)
    t.is(one.workerOf(13), undefined)
    t.is(one.size, 2)
  }
})

test('a job is with the worker that told of it last', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  await book.hear([news(1, { jobs: [11, 12] })])
  await book.hear([news(2, { jobs: [11] })])
  await book.hear([news(1, { jobs: [13] })])
  t.deepEqual(
    [11, 12, 13].map((job) => book.workerOf(job)?.id),
    [2, undefined, 1],
  )
})

test('one batch of news may tell of a worker twice', async (t) => {
  const shelf = new RowShelf()
  await opened(shelf).hear([news(1, { said: { nCore: 1 } }), news(1, { status: 'running' })])
  const again = opened(shelf)
  t.like(again.worker('h1', 1), { status: 'running', said: { nCore: 1 } })
  t.is(shelf.rows.length, 1)
})

const late: readonly (readonly [before: string, hours: number, told: string, status: string])[] = [
  ['running', 0, 'finished', 'finished'],
  ['finished', 1, 'running', 'finished'],
  ['cancelled', 2.9, 'failed', 'cancelled'],
  ['missed', 3, 'submitted', 'submitted'],
]
for (const [before, hours, told, status] of late) {
  test(`${told} ${hours} h after ${before}: ${status}`, async (t) => {
    const shelf = new RowShelf()
    const book = opened(shelf)
    await book.hear([news(1, { status: before })])
    shelf.pass(hours)
    await book.hear([news(1, { status: told })])
    t.is(book.worker('h1', 1)?.status, status)
  })
}

test('workers that nothing was heard of for three days are forgotten, also when they were told of before a restart', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf)
  await book.hear([news(1, { jobs: [11] }), news(2)])
  shelf.pass(48)
  await book.hear([news(1)])
  shelf.pass(25)
  const again = opened(shelf)
  await again.hear([news(3)])
  t.deepEqual(
    [1, 2, 3].map((id) => again.worker('h1', id) !== undefined),
    [true, false, true],
  )
  shelf.pass(48)
  await again.hear([news(3)])
  t.is(again.workerOf(11), undefined)
  t.deepEqual([again.size, shelf.rows.length], [1, 1])
})

test('there are never too many: those that were silent longest go first', async (t) => {
  const shelf = new RowShelf()
  const book = opened(shelf, 3)
  await book.hear([1, 2, 3].map((id) => news(id)))
  await book.hear([news(1)])
  await book.hear([news(4), news(5)])
  t.deepEqual(
    [1, 2, 3, 4, 5].filter((id) => book.worker('h1', id)),
    [1, 4, 5],
  )
  t.is(opened(shelf, 3).size, 3)
  // Rows that were given up are not written over by others that stay.
  t.deepEqual(
    shelf.rows.map(({ key }) => key),
    [1, 4, 5],
  )
})
