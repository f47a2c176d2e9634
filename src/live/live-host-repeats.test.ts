/** The live host: what is said again, and what comes at the same time or after a restart. */
import test from 'ava'
import { taskOf } from '../brokerage/testing/stage.js'
import { BadInput } from '../model/bad-input.js'
import { ask, submit } from './testing/live-reports.js'
import { emptyDisk, MemoryStore } from './testing/memory-store.js'
import { openTestHost } from './testing/test-host.js'
import { VirtualClock } from './testing/virtual-clock.js'

test('a repeated request with a key gets all of the first answer, or as little', async (t) => {
  const its = await openTestHost({ store: new MemoryStore() })
  await its.host.report(submit('one'))
  await its.pass(60)
  const first = await its.host.report(ask(), { key: 'ask-1' })
  t.deepEqual(first!.specs, { common: '{"command":["true"]}', own: '{"first":"one"}' })
  t.deepEqual(await its.host.report(ask(), { key: 'ask-1' }), first)
  for (let times = 0; times < 2; times++) t.is(await its.host.report(ask(), { key: 'ask-2' }), undefined)
  for (let times = 0; times < 2; times++) {
    const answers: unknown[] = await Promise.all([its.host.report({ report: 'kill', id: 1 }, { key: 'kill-1' })])
    t.deepEqual(answers, [undefined])
  }
})

test('a key that comes again for something else is refused, also after a restart', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  const key = { key: 'submit-1', fingerprint: 'one' }
  const answer = await before.host.report(submit('one'), key)
  const after = await openTestHost({ store: new MemoryStore(disk) })
  const refusal = { instanceOf: BadInput, message: /^idempotency key: a request that asked for something else / }
  await t.throwsAsync(after.host.report(submit('two'), { ...key, fingerprint: 'two' }), refusal)
  t.deepEqual(await after.host.report(submit('one'), key), answer)
  t.deepEqual(await after.host.report(submit('one'), { key: key.key }), answer, 'nothing to compare')
  t.is(await after.host.ask(({ state }) => state.tasks.alive), 1)
})

test('an answer that an older version kept is given again', async (t) => {
  const disk = emptyDisk()
  disk.answers.set('old', { key: 'old', at: 0, body: '{"task":7,"name":"one"}' })
  const its = await openTestHost({ store: new MemoryStore(disk) })
  t.deepEqual(await its.host.report(submit('one'), { key: 'old', fingerprint: 'x' }), { task: 7, name: 'one' })
})

test('after a restart the last job that a worker was given counts, whatever its number', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  await before.host.report({ ...submit('low', 2), task: taskOf({ name: 'low', jobs: 2, queue: 'BNL', priority: 100 }) })
  await before.pass(20)
  await before.host.report({ ...submit('high', 1), task: taskOf({ name: 'high', queue: 'BNL', priority: 900 }) })
  await before.pass(60)
  t.like(await before.host.report(ask({ worker: 'w' })), { id: 3 }, 'the task of high priority goes first')
  await before.host.report({ report: 'started', id: 3 })
  await before.pass(70)
  t.like(await before.host.report(ask({ worker: 'w' })), { id: 1, isRepeated: false })
  const after = await openTestHost({ store: new MemoryStore(disk), clock: new VirtualClock(80) })
  t.like(await after.host.report(ask({ worker: 'w' })), { id: 1, isRepeated: true })
})

test('the ten minutes in which a getJob is repeated move by the time that nobody listened', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk), longestSilenceSeconds: 150 })
  await before.host.report(submit('work', 2))
  await before.pass(60)
  t.like(await before.host.report(ask({ worker: 'w' })), { id: 1 })
  const clock = new VirtualClock(5000)
  const after = await openTestHost({ store: new MemoryStore(disk), clock, longestSilenceSeconds: 150 })
  t.like(await after.host.report(ask({ worker: 'w' })), { id: 1, isRepeated: true })
})

test('a task that was killed gives no job to a pilot that asks afterwards', async (t) => {
  const its = await openTestHost({ store: new MemoryStore() })
  await its.host.report(submit('one', 3))
  await its.pass(60)
  await its.host.report({ report: 'killTask', task: 1 })
  t.is(await its.host.report(ask()), undefined)
  t.is((await its.host.store.endedTask(1))?.name, 'one')
})

test('a job of a task that is killed and ends by itself in the same batch is cancelled', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  await before.host.report(submit('one'))
  await before.pass(60)
  await before.host.report(ask())
  await Promise.all([
    before.host.report({ report: 'killTask', task: 1 }),
    before.host.report({ report: 'ended', id: 1, outcome: 'finished', errorCode: 0 }),
  ])
  const after = await openTestHost({ store: new MemoryStore(disk) })
  t.is(await after.host.ask(({ state }) => state.tasks.alive), 0)
  t.is((await after.host.store.endedJob(1))?.state, 'cancelled')
})
