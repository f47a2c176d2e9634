/** The live host: what is kept of places, and of orders to them, when they or the store are others at the next start. */
import test from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { submit } from './testing/live-reports.js'
import { emptyDisk, MemoryStore } from './testing/memory-store.js'
import { openTestHost, type TestHost } from './testing/test-host.js'
import { VirtualClock } from './testing/virtual-clock.js'

test('a grid may grow and be told in another order between starts: each place keeps what became of it', async (t) => {
  const disk = emptyDisk()
  let at = 0
  const start = (queues: string): Promise<TestHost> =>
    openTestHost({
      store: new MemoryStore(disk),
      grid: gridOf(`queue cores\n${queues}`),
      clock: new VirtualClock((at += 10)),
    })
  const stand = ({ host }: TestHost): Promise<string> =>
    host.ask(({ state: { grid } }) => {
      const pairs = grid.queues.map(({ name, status, siteIndex }) => {
        const { at: measuredAt } = grid.costs.measured(siteIndex, grid.site('CERN')!.index)
        return `${name} ${status} ${grid.sites[siteIndex].storage.freeBytes} ${measuredAt > -Infinity}`
      })
      return pairs.sort().join('; ')
    })
  const first = await start('BNL 1\nCERN 1')
  await first.host.report({ report: 'queueChanged', queue: 'CERN', status: 'brokeroff' })
  await first.host.report({ report: 'queueChanged', queue: 'BNL', status: 'test' })
  await first.host.report({ report: 'storageChanged', site: 'BNL', news: { freeBytes: 7 } })
  const rates = { hourMBps: 5, dayMBps: 5, weekMBps: 5 }
  await first.host.report({ report: 'linkMeasured', from: 'BNL', to: 'CERN', rates })
  const two = 'BNL test 7 true; CERN brokeroff Infinity false'
  t.is(await stand(first), two)
  await first.host.close()
  for (const queues of [
    'CERN 1\nBNL 1',
    'AGLT2 1\nCERN 1\nBNL 1',
    'CERN 1\nAGLT2 1\nBNL 1',
    'BNL 1\nCERN 1\nAGLT2 1',
  ]) {
    const again = await start(queues)
    const more = queues.includes('AGLT2') ? 'AGLT2 online Infinity false; ' : ''
    t.is(await stand(again), `${more}${two}`, queues)
    await again.host.report({ report: 'queueChanged', queue: queues.split(' ')[0], status: 'offline' })
    const status = queues.startsWith('CERN') ? 'brokeroff' : queues.startsWith('BNL') ? 'test' : 'online'
    await again.host.report({ report: 'queueChanged', queue: queues.split(' ')[0], status })
    await again.host.close()
  }
})

test('a job in a slot that its queue has no more is refused at the start', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk), grid: gridOf('queue cores\nBNL 8+1') })
  await before.host.report(submit('one'))
  await before.pass(60)
  await before.host.close()
  const after = openTestHost({ store: new MemoryStore(disk), grid: gridOf('queue cores\nBNL 8') })
  await t.throwsAsync(after, { message: /it holds slot number 1 of queue BNL, which is not in the grid/ })
})

test('orders for pilots are numbered one after the other, and above those of any earlier start', async (t) => {
  const disk = emptyDisk()
  const numbers = async (at: number, ...tasks: string[]): Promise<number[]> => {
    const its = await openTestHost({ store: new MemoryStore(disk), clock: new VirtualClock(at) })
    for (const [i, task] of tasks.entries()) {
      await its.host.report(submit(task))
      await its.pass(at + 70 * (i + 1))
    }
    for (const { id } of its.orders.wanted) its.host.pilotsSubmitted(id)
    await its.host.close()
    return its.orders.wanted.map(({ id }) => id)
  }
  const [one, two] = await numbers(0, 'one', 'two')
  t.is(two, one + 1)
  // Never twice, even when the clock did not move between two starts.
  const [three] = await numbers(141, 'three')
  t.true(three > two)
  const [four] = await numbers(1e6, 'four')
  t.true(four > 1e9, 'a source may remember numbers of another store')
})
