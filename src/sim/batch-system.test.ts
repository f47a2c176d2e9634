/** Lines of pilots: first come first served, with backfill, under caps; and how long pilots are before they stand there. */
import test from 'ava'
import { NONE } from '../model/units.js'
import { BatchSystems, type BatchSpec, plainBatch } from './batch-system.js'
import { gridOf } from './grid-spec.js'
import { gridSpecOf, siteOf } from './testing/scenarios.js'

/** One site of 10 cores with slots of 1, 4 and 8 cores: faces 0, 1, 2. */
function site(spec: Partial<BatchSpec>): BatchSystems {
  return new BatchSystems(gridOf(gridSpecOf(siteOf('A', 10, [1, 4, 8]))), [10], { ...plainBatch, ...spec })
}

/** Faces that start, in order, until none can. */
function startAll(batch: BatchSystems): number[] {
  const started: number[] = []
  for (let face = batch.startNext(0); face !== NONE; face = batch.startNext(0)) started.push(face)
  return started
}

test('first come first served: the wide one at the head waits, and those behind it wait too', (t) => {
  const batch = site({})
  batch.submit(1, 2)
  batch.submit(2, 1)
  batch.submit(0, 1)
  batch.submit(2, 1)
  t.deepEqual(startAll(batch), [1, 1])
  t.is(batch.free[0], 2)
  batch.release(1)
  t.deepEqual(startAll(batch), [], '6 cores are too few for 8')
  batch.release(1)
  t.deepEqual(startAll(batch), [2, 0])
  batch.release(2)
  t.deepEqual(startAll(batch), [2])
  t.is(batch.freeCores(), 1)
})

test('backfill: what fits passes the wide one, in order among itself', (t) => {
  const batch = site({ backfill: true })
  batch.submit(1, 2)
  batch.submit(2, 1)
  batch.submit(0, 1)
  batch.submit(1, 1)
  t.deepEqual(startAll(batch), [1, 1, 0])
  batch.release(1)
  t.deepEqual(startAll(batch), [1], 'the later one of 4 cores goes ahead of 8')
  batch.release(1)
  batch.release(1)
  t.deepEqual(startAll(batch), [2])
})

test('a queue at its cap lets the others pass', (t) => {
  const grid = gridOf({
    ...gridSpecOf(siteOf('A', 10)),
    sites: [{ ...siteOf('A', 10), queues: [...siteOf('A1', 10).queues, ...siteOf('A2', 10).queues] }],
  })
  const batch = new BatchSystems(grid, [10], { ...plainBatch, caps: [{ queue: 'A1', cores: 3 }] })
  batch.submit(0, 5)
  batch.submit(1, 2)
  t.deepEqual(startAll(batch), [0, 0, 0, 1, 1])
  batch.release(0)
  t.deepEqual(startAll(batch), [0])
})

test('the line stays right when it is long and its served part is cut off', (t) => {
  const batch = site({})
  const order = Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? 1 : 0))
  for (const face of order) batch.submit(face, 1)
  const started: number[] = []
  for (;;) {
    const face = batch.startNext(0)
    if (face === NONE) break
    started.push(face)
    batch.release(face)
  }
  t.deepEqual(started, order)
  batch.submit(2, 1)
  t.deepEqual(startAll(batch), [2])
})

test('the delay before the line grows with the load, up to the longest', (t) => {
  const batch = site({ queueDelaySeconds: 60, longestQueueDelaySeconds: 500 })
  for (const [used, seconds] of [
    [0, 60],
    [5, 120],
    [8, 300],
    [9, 500],
    [10, 500],
  ]) {
    while (10 - batch.free[0] < used) {
      batch.submit(0, 1)
      batch.startNext(0)
    }
    t.is(batch.queueDelay(0), seconds, `${used} of 10 cores in use`)
  }
  t.is(site({}).queueDelay(0), 0)
  t.is(site({ queueDelaySeconds: 60, longestQueueDelaySeconds: 5 }).queueDelay(0), 60, 'an idle site is never quicker')
})
