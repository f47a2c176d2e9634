/** What is kept of PanDA's world beside the core is there again after a restart of the host. */
import test from 'ava'
import { emptyDisk, MemoryStore } from '../testing/memory-store.js'
import { openTestHost } from '../testing/test-host.js'
import { openBooks } from './books.js'

test('workers, instances, commands and secrets outlive the host', async (t) => {
  const disk = emptyDisk()
  const before = await openTestHost({ store: new MemoryStore(disk) })
  const { workers, harvesters, secrets } = openBooks(before.host)
  // All at once, as requests come.
  await Promise.all([
    workers.hear([1, 2].map((id) => ({ harvester: 'h1', id, jobs: [10 + id] }))),
    workers.hear([{ harvester: 'h1', id: 1, status: 'running' }]),
    harvesters.hasWorkers('h1', [1, 2]),
    harvesters.order('h1', 'KILL_WORKERS', {}),
    harvesters.counted('h1', 'CERN', { managed: { SCORE: { running: 1 } } }),
    ...['a', 'b'].map((name) => secrets.set('alice', name, `of ${name}`)),
    ...['alice', 'bob'].map((user) => secrets.set(user, 'c', '1')),
    secrets.set('alice', 'b', undefined),
    secrets.set('bob', undefined, undefined),
    secrets.set('nobody', 'x', undefined),
  ])
  const after = openBooks((await openTestHost({ store: new MemoryStore(disk) })).host)
  for (const books of [{ workers, harvesters, secrets }, after]) {
    t.like(books.workers.workerOf(11), { id: 1, status: 'running' })
    t.is(books.workers.size, 2)
    t.like(books.harvesters.instance('h1'), { lastWorker: 2, commands: [{ number: 1, command: 'KILL_WORKERS' }] })
    t.is(books.harvesters.counts().length, 1)
    t.deepEqual([books.secrets.of('alice'), books.secrets.of('bob')], [{ a: 'of a', c: '1' }, {}])
  }
  t.is([...disk.rows.values()].filter(({ kind }) => kind === 'secret').length, 1)
})
