/** A disk that forgets, and a store that stands it. */
import test from 'ava'
import type { Commit } from '../store/commit.js'
import { LostLeadership } from '../store/store.js'
import { Chance } from './chance.js'
import { type LogFile, LogStore } from './log-store.js'
import { DiskError, VirtualDisk } from './virtual-disk.js'

const fileOn = (disk: VirtualDisk): LogFile => ({
  read: async () => Promise.resolve(disk.read()),
  append: async (seen, cut, bytes) => Promise.resolve(disk.append(seen, cut, bytes)),
  sync: async () => {
    disk.sync()
    return Promise.resolve()
  },
  look: () => Promise.resolve(),
})

/** A commit that keeps its own number. */
function commitOf(sequence: number): Commit {
  const row = { kind: 'job', key: sequence, body: JSON.stringify('x'.repeat(sequence * 40)) }
  return { sequence, at: sequence, facts: [], rows: [row], specs: [], endedJobs: [], endedTasks: [], answers: [] }
}

const keysIn = ({ disk }: LogStore): number[] => [...disk.rows.values()].map(({ key }) => key)

test('commits outlast the store, and each opening is a new leadership', async (t) => {
  const disk = new VirtualDisk(new Chance(1))
  const first = new LogStore(fileOn(disk))
  t.like(await first.open(), { epoch: 1, sequence: 0, at: 0, facts: 0 })
  // The second is handed in before the first has lasted.
  await Promise.all([first.commit(commitOf(1)), first.commit(commitOf(2))])
  const second = new LogStore(fileOn(disk))
  t.like(await second.open(), { epoch: 2, sequence: 2, at: 2 })
  t.deepEqual(keysIn(second), [1, 2])
  await t.throwsAsync(second.commit(commitOf(4)), { instanceOf: LostLeadership, message: /the last commit is 2/ })
  await t.throwsAsync(first.commit(commitOf(3)), { instanceOf: LostLeadership, message: /another host leads/ })
  await second.commit(commitOf(3))
  t.deepEqual(keysIn(second), [1, 2, 3])
})

test('whatever the power leaves of a commit that was not synced: it is there or it is not, and those before are', async (t) => {
  const found = new Map<string, number>()
  for (let seed = 0; seed < 300; seed++) {
    const disk = new VirtualDisk(new Chance(seed))
    const store = new LogStore(fileOn(disk))
    await store.open()
    for (const sequence of [1, 2, 3]) await store.commit(commitOf(sequence))
    disk.faults = { writeFails: seed % 2, syncFails: 1 }
    await t.throwsAsync(store.commit(commitOf(4)), { instanceOf: DiskError })
    await t.throwsAsync(store.commit(commitOf(4)), { instanceOf: DiskError }, 'it must be opened anew')
    disk.faults = { writeFails: 0, syncFails: 0 }
    disk.losePower()
    const again = new LogStore(fileOn(disk))
    const { sequence } = await again.open()
    await again.commit(commitOf(sequence + 1))
    const last = new LogStore(fileOn(disk))
    await last.open()
    const keys = keysIn(last).join()
    found.set(keys, (found.get(keys) ?? 0) + 1)
    t.true(disk.isSynced)
  }
  t.deepEqual([...found.keys()].sort(), ['1,2,3,4', '1,2,3,4,5'])
  t.true([...found.values()].every((times) => times > 20))
})

test('a full disk refuses what has no room, and what is kept stays', async (t) => {
  const disk = new VirtualDisk(new Chance(3))
  const store = new LogStore(fileOn(disk))
  await store.open()
  await store.commit(commitOf(1))
  disk.capacity = disk.length + 50
  await t.throwsAsync(store.commit(commitOf(2)), { instanceOf: DiskError, message: /no space left/ })
  disk.capacity = Infinity
  const again = new LogStore(fileOn(disk))
  t.like(await again.open(), { epoch: 2, sequence: 1 })
})
