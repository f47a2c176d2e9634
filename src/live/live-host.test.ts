/** The live host: what is answered is kept, what is kept is gone on from. */
import test from 'ava'
import { taskOf } from '../brokerage/testing/stage.js'
import { jobStateNames } from '../model/job-state.js'
import type { PandaId } from '../model/units.js'
import { HostStopped } from './door.js'
import type { Commit } from './store/commit.js'
import { type Disk, emptyDisk, MemoryStore } from './testing/memory-store.js'
import { ask, submit } from './testing/live-reports.js'
import { openTestHost, type TestHost } from './testing/test-host.js'
import { VirtualClock } from './testing/virtual-clock.js'

/** Where a job stands: alive or in the archive. */
async function stateOf({ host }: TestHost, id: PandaId): Promise<string> {
  const alive = await host.ask(({ state: { jobs } }) => {
    for (let row = 0; row < jobs.top; row++) if (jobs.id(row) === id) return jobStateNames[jobs.state(row)]
    return undefined
  })
  return alive ?? (await host.store.endedJob(id))?.state ?? 'unknown'
}

test('a job from its submission to its end, with what it runs', async (t) => {
  const its = await openTestHost({ store: new MemoryStore() })
  const { host, orders } = its
  t.deepEqual(await host.report(submit('one', 2)), { task: 1, name: 'one' })
  await its.pass(60)
  t.is(await stateOf(its, 1), 'activated')
  t.deepEqual(
    orders.wanted.map(({ queue, cores, pilots }) => [queue, cores, pilots]),
    [['BNL', 1, 2]],
  )
  const dispatch = await host.report(ask({ worker: 'pilot-1' }))
  t.like(dispatch, { id: 1, task: 1, taskName: 'one', ordinal: 0, attempt: 1, queue: 'BNL', cores: 1, user: 'alice' })
  t.deepEqual(dispatch!.specs, { common: '{"command":["true"]}', own: '{"first":"one"}' })
  t.is(host.workerOf(1), 'pilot-1')
  t.deepEqual(await host.report({ report: 'started', id: 1 }), { known: true, state: 'sent' })
  t.deepEqual(await host.report({ report: 'heartbeat', id: 1 }), { known: true, state: 'running' })
  t.deepEqual(await host.report({ report: 'ended', id: 1, outcome: 'finished', errorCode: 0 }), {
    known: true,
    state: 'running',
  })
  t.deepEqual(await host.report({ report: 'heartbeat', id: 1 }), { known: false })
  t.is(await stateOf(its, 1), 'finished')
  t.deepEqual((await host.report(ask()))!.specs, { common: '{"command":["true"]}' })
  t.is(await host.report(ask()), undefined, 'nothing is left')
  await host.report({ report: 'ended', id: 2, outcome: 'finished', errorCode: 0 })
  t.is((await host.store.endedTask(1))!.name, 'one')
  t.deepEqual(await host.store.endedJobs({ task: 1, limit: 9 }).then((jobs) => jobs.map(({ id }) => id)), [2, 1])
})

test('what is refused is told and changes nothing', async (t) => {
  const { host } = await openTestHost({ store: new MemoryStore() })
  const refused = async (report: Parameters<typeof host.report>[0], message: RegExp): Promise<void> => {
    await t.throwsAsync(host.report(report as never), { message })
  }
  await refused(ask({ queue: 'LYON' }), /queue LYON.*not in the grid/)
  await refused(ask({ cores: 8 }), /no slots of 8 cores.*slots of 1/)
  await refused({ ...submit('odd'), task: taskOf({ jobs: 0 }) }, /jobs is 0/)
  await refused({ report: 'limits', constants: { queueCapJobs: 5, nothing: 1 } }, /limit nothing/)
  t.is(await host.ask(({ state }) => state.constants.queueCapJobs), 20)
  t.is(await host.ask(({ state }) => state.journal.facts), 0)
})

test('a getJob that is repeated gets the same job again, as long as nothing was heard of it, for ten minutes', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  await before.host.report(submit('work', 4))
  await before.pass(60)
  const first = await before.host.report(ask({ worker: 'w' }))
  t.like(first, { id: 1, isRepeated: false })
  t.like(await before.host.report(ask({ worker: 'w' })), { id: 1, isRepeated: true })
  t.like(await before.host.report(ask({ worker: 'v' })), { id: 2, isRepeated: false })
  t.like(await before.host.report(ask()), { id: 3 }, 'who says no name is exempt')
  const after = await openTestHost({ store: new MemoryStore(disk), clock: new VirtualClock(70) })
  t.like(await after.host.report(ask({ worker: 'w' })), { id: 1, isRepeated: true }, 'also after a restart')
  await after.host.report({ report: 'started', id: 1 })
  t.like(await after.host.report(ask({ worker: 'w' })), { id: 4, isRepeated: false }, 'it has begun')
  await after.pass(700)
  t.is(await after.host.report(ask({ worker: 'v' })), undefined, 'ten minutes are over')
})

test('a request with a key is done once, also when it comes twice at a time or after a restart', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  const twice = await Promise.all([1, 2].map(() => before.host.report(submit('one'), { key: 'key-1' })))
  t.deepEqual(twice, [
    { task: 1, name: 'one' },
    { task: 1, name: 'one' },
  ])
  t.deepEqual(await before.host.report(submit('one'), { key: 'key-1' }), { task: 1, name: 'one' })
  const after = await openTestHost({ store: new MemoryStore(disk) })
  t.deepEqual(await after.host.report(submit('one'), { key: 'key-1' }), { task: 1, name: 'one' })
  await t.throwsAsync(after.host.report(submit('one'), { key: 'key-2' }), { message: /a task of this name is alive/ })
  t.deepEqual(await after.host.report(submit('two'), { key: 'key-2' }), { task: 2, name: 'two' })
  t.is(await after.host.ask(({ state }) => state.jobsSubmitted), 2)
})

/** A store whose commits wait until they are let go, or fail. */
class HeldStore extends MemoryStore {
  readonly held: { commit: Commit; go: () => void; fail: () => void }[] = []

  override commit(commit: Commit): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => resolve(super.commit(commit))
      this.held.push({ commit, go, fail: () => reject(new Error('the disk is gone')) })
    })
  }
}

const turns = (count = 5): Promise<void> =>
  count === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(() => resolve(turns(count - 1))))

test('nothing is answered, asked or ordered before it is committed; what comes meanwhile goes into one commit', async (t) => {
  const store = new HeldStore()
  const { host } = await openTestHost({ store })
  const heard: string[] = []
  const note = (what: string) => () => void heard.push(what)
  void host.report(submit('one')).then(note('one'))
  await turns()
  void host.report(submit('two')).then(note('two'))
  void host.report(submit('three')).then(note('three'))
  void host.ask(({ state }) => state.tasks.alive).then((tasks) => heard.push(`${tasks} tasks`))
  await turns()
  t.deepEqual(heard, [])
  t.is(store.held.length, 1)
  store.held[0].go()
  await turns()
  t.deepEqual(heard.sort(), ['1 tasks', 'one'])
  t.is(store.held.length, 2)
  t.deepEqual(
    store.held[1].commit.rows.filter(({ kind }) => kind === 'task').map(({ key }) => key),
    [2, 3],
  )
  store.held[1].go()
  await turns()
  t.deepEqual(heard.slice(2), ['two', 'three'])
})

test('a commit that fails stops the host: what was not answered fails, and all that comes', async (t) => {
  const store = new HeldStore()
  const { host, failures } = await openTestHost({ store })
  const first = t.throwsAsync(host.report(submit('one')), { instanceOf: HostStopped })
  await turns()
  const second = t.throwsAsync(host.report(submit('two')), { instanceOf: HostStopped })
  const question = t.throwsAsync(
    host.ask(() => 1),
    { instanceOf: HostStopped },
  )
  const row = { kind: 'token', key: 1, body: 'a' }
  const kept = t.throwsAsync(host.keep([row]), { instanceOf: HostStopped })
  store.held[0].fail()
  await Promise.all([first, second, question, kept])
  await t.throwsAsync(host.keep([row]), { instanceOf: HostStopped })
  await t.throwsAsync(host.report(submit('three')), { instanceOf: HostStopped, message: /the disk is gone/ })
  t.deepEqual(
    failures.map(({ message }) => message),
    ['the disk is gone'],
  )
  t.is(store.disk.sequence, 0)
})

test('a host whose leadership another one took is stopped by its next commit', async (t) => {
  const disk = emptyDisk()
  const old = await openTestHost({ store: new MemoryStore(disk) })
  await old.host.report(submit('one'))
  const young = await openTestHost({ store: new MemoryStore(disk) })
  await t.throwsAsync(old.host.report(submit('two')), { instanceOf: HostStopped })
  t.is(old.failures.length, 1)
  t.deepEqual(await young.host.report(submit('three')), { task: 2, name: 'three' })
})

test('orders that were not carried out are given again after a restart', async (t) => {
  const disk: Disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  await before.host.report({ report: 'datasetKnown', name: 'd', bytes: 1e9, sites: ['CERN'], files: 1, tapes: [] })
  const task = { ...taskOf({ name: 'far', jobs: 1, queue: 'BNL', dataset: 'd', inputBytes: 1e9, inputFiles: 1 }) }
  await before.host.report({ report: 'submit', task, specs: [] })
  await before.host.report(submit('near', 3))
  await before.pass(60)
  const [order] = before.orders.wanted
  t.like(order, { queue: 'BNL', pilots: 3 })
  t.deepEqual(before.orders.moved, [1])
  const after = await openTestHost({ store: new MemoryStore(disk) })
  t.deepEqual(after.orders.wanted, [order])
  t.deepEqual(after.orders.moved, [1])
  after.host.pilotsSubmitted(order.id)
  await after.host.report({ report: 'transferEnded', number: 1, arrived: true })
  await after.pass(70)
  t.is(await stateOf(after, 1), 'activated')
  const last = await openTestHost({ store: new MemoryStore(disk) })
  t.deepEqual(last.orders.moved, [])
  t.deepEqual(
    last.orders.wanted.map(({ id, pilots }) => [id === order.id, pilots]),
    [[false, 1]],
    'one for the job whose input has come',
  )
})

test('deadlines move by the time that nobody listened', async (t) => {
  const disk = emptyDisk()
  const constants = { heartbeatTimeoutSeconds: 3600, watchdogPeriodSeconds: 600 }
  const before = await openTestHost({ store: new MemoryStore(disk), constants, longestSilenceSeconds: 150 })
  await before.host.report(submit('long', 1))
  await before.pass(60)
  t.like(await before.host.report(ask()), { id: 1 })
  await before.host.report({ report: 'started', id: 1 })
  await before.pass(3000)
  await before.host.report({ report: 'heartbeat', id: 1 })
  await before.pass(3100)
  const day = 86_400
  const clock = new VirtualClock(day)
  const after = await openTestHost({ store: new MemoryStore(disk), constants, clock, longestSilenceSeconds: 150 })
  await after.pass(day + 3000)
  t.is(await stateOf(after, 1), 'running', 'its pilot had no chance to be heard')
  t.deepEqual(await after.host.report({ report: 'heartbeat', id: 1 }), { known: true, state: 'running' })
  await after.pass(day + 3000 + 3600 + 1300)
  t.is(await stateOf(after, 1), 'failed', 'then it was silent for too long')
  const gaps = disk.facts.filter(([kind]) => kind === 9)
  t.is(gaps.length, 1)
  t.true(Math.abs(gaps[0][2] / 1000 - (day - 3100)) <= 60, `${gaps[0][2]} ms`)
})

test('a host that is closed commits what it has heard, and takes nothing more', async (t) => {
  const store = new HeldStore()
  const { host } = await openTestHost({ store })
  const last = host.report(submit('one'))
  await turns()
  const closing = host.close()
  await t.throwsAsync(host.report(submit('two')), { instanceOf: HostStopped })
  store.held[0].go()
  t.deepEqual(await last, { task: 1, name: 'one' })
  await closing
  t.is(store.disk.sequence, 1)
})

test('rows of the surroundings whose commit fails are refused', async (t) => {
  const store = new HeldStore()
  const { host } = await openTestHost({ store })
  const kept = t.throwsAsync(host.keep([{ kind: 'token', key: 1, body: 'a' }]), { instanceOf: HostStopped })
  await turns()
  store.held[0].fail()
  await kept
})

test('a host that fails while it is closed keeps nothing more; one that is closed takes nothing up', async (t) => {
  const failing = new HeldStore()
  const one = await openTestHost({ store: failing })
  const lost = t.throwsAsync(one.host.report(submit('one')), { instanceOf: HostStopped })
  await turns()
  const closings = [one.host.close(), one.host.close()]
  failing.held[0].fail()
  await Promise.all([lost, ...closings])
  t.is(failing.held.length, 1)

  const store = new MemoryStore()
  const other = await openTestHost({ store })
  await other.host.report(submit('two'))
  await other.pass(60)
  await other.host.close()
  const { sequence } = store.disk
  other.host.pilotsSubmitted(other.orders.wanted[0].id)
  await turns()
  t.is(store.disk.sequence, sequence)
  t.deepEqual(other.failures, [])
})

test('rows of the surroundings are kept with all else', async (t) => {
  const disk = emptyDisk()
  const { host } = await openTestHost({ store: new MemoryStore(disk) })
  await host.keep([
    { kind: 'token', key: 1, body: 'a' },
    { kind: 'token', key: 2, body: 'b' },
  ])
  await host.keep([{ kind: 'token', key: 1, body: undefined }])
  const again = await openTestHost({ store: new MemoryStore(disk) })
  t.deepEqual(again.host.keptRows('token'), [{ kind: 'token', key: 2, body: 'b' }])
})
