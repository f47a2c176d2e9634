/** The last days of a live server: counted, kept over a restart, bounded. */
import test from 'ava'
import type { HostDoor } from '../door.js'
import type { Commit, KeptRow, RowChange } from '../store/commit.js'
import { MonitorHistory } from './monitor-history.js'
import { runJobs, sourceStage } from './testing/source-stage.js'

/** What the host's store has kept, in the place of it. */
class Shelf {
  readonly rows = new Map<number, string>()
  now = 0
  private heard: ((facts: number, commit: Commit) => void) | undefined

  readonly door = {
    ask: () => new Promise(() => undefined),
    keep: (rows: readonly RowChange[]) => {
      for (const { key, body } of rows)
        if (body === undefined) this.rows.delete(key)
        else this.rows.set(key, body)
      return Promise.resolve()
    },
    keptRows: (): KeptRow[] => [...this.rows].map(([key, body]) => ({ kind: 'history', key, body })),
    onCommit: (heard: (facts: number, commit: Commit) => void) => {
      this.heard = heard
      return () => undefined
    },
    onAsk: () => () => undefined,
    now: () => this.now,
  } as unknown as HostDoor

  /** An attempt ends now. */
  end(state: string, task = 1, queue = 'Q'): void {
    const body = JSON.stringify({
      taskName: `t${task}`,
      errorCode: state === 'failed' ? 9 : 0,
      cause: 'reported',
      startedAt: this.now - 10,
      cores: 2,
    })
    const job = { id: 1, task, ordinal: 0, user: `u${task}`, queue, state, endedAt: this.now, body }
    const rest = { sequence: 1, at: this.now, rows: [], specs: [], endedTasks: [], answers: [] }
    this.heard?.(1, { ...rest, facts: [], endedJobs: [job] })
  }
}

test('what was counted is there again after a restart', async (t) => {
  const stage = await sourceStage()
  try {
    const { door, history, clients } = stage
    await clients.alice.call('POST /tasks', {
      body: { name: 'fit', jobs: 5, queue: 'CERN', maxFailures: 1, spec: { command: ['x'] } },
    })
    await runJobs(stage, 'CERN', ['finished', 'failed'])
    await history.look()
    door.time += 3_600
    await runJobs(stage, 'CERN', ['finished'])
    await history.look()
    await history.save()
    const kept: KeptRow[] = []
    await door.store.rows(['history'], (rows) => kept.push(...rows))
    t.deepEqual(
      kept.map(({ key }) => key),
      [0, 1],
      'one row an hour',
    )
    const again = new MonitorHistory({ ...stub(door), keptRows: () => kept })
    t.deepEqual(again.minutes.courses(86_400, door.time), history.minutes.courses(86_400, door.time))
    t.deepEqual(again.within(0).saved(), history.within(0).saved())
    t.is(again.within(0).tasks.get(1)?.finished, 2)
  } finally {
    await stage.close()
  }
})

function stub(door: Pick<HostDoor, 'ask' | 'keep' | 'onCommit' | 'onAsk' | 'now'>) {
  return {
    ask: door.ask.bind(door),
    keep: door.keep.bind(door),
    onCommit: door.onCommit.bind(door),
    onAsk: door.onAsk.bind(door),
    now: () => door.now(),
  }
}

test('days of attempts are counted once each, in bounded memory and rows', async (t) => {
  const shelf = new Shelf()
  let history = new MonitorHistory(shelf.door)
  history.begin()
  let [finished, failed] = [0, 0]
  const inLastDay: [number, number] = [0, 0]
  const days = 9
  for (; shelf.now < days * 86_400; shelf.now += 997) {
    const state = shelf.now % 3 === 0 ? 'failed' : 'finished'
    shelf.end(state, shelf.now % 7)
    if (state === 'failed') failed++
    else finished++
    if (shelf.now >= (days - 1) * 86_400) inLastDay[state === 'failed' ? 1 : 0]++
    if (shelf.now % 5 === 0) await history.save()
    // A server that is started anew now and then.
    if (shelf.now % 41 === 0) {
      await history.end()
      history = new MonitorHistory(shelf.door)
      history.begin()
    }
  }
  shelf.now = days * 86_400
  await history.save()
  t.true(shelf.rows.size <= 7 * 24 + 1, `${shelf.rows.size} rows`)
  t.true(history.talliesWithin(0).length <= 7 * 24 + 48, `${history.talliesWithin(0).length} tallies`)
  const day = history.within(shelf.now - 86_400)
  t.deepEqual([day.queues.get('Q')?.finished, day.queues.get('Q')?.failed], inLastDay)
  t.is(day.queues.get('Q')?.coreSeconds, 20 * (inLastDay[0] + inLastDay[1]))
  const { ends } = history.minutes.courses(86_400, shelf.now - 1)
  t.deepEqual(
    ends.slice(0, 2).map(({ values }) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0)),
    inLastDay,
  )
  t.true(finished > inLastDay[0] && failed > inLastDay[1])
  await history.end()
})

test('times when nobody looked are not known, others are', (t) => {
  const shelf = new Shelf()
  const history = new MonitorHistory(shelf.door)
  history.begin()
  shelf.now = 600
  shelf.end('finished')
  shelf.now = 1_200
  shelf.end('failed')
  const [finished, failed] = history.minutes.courses(1_200, 1_259).ends
  t.is(finished.from, 60)
  const known = finished.values
    .map((value, i) => (value === null ? undefined : [i, value, failed.values[i]]))
    .filter(Boolean)
  t.deepEqual(known, [
    [9, 1, 0],
    [19, 0, 1],
  ])
  t.deepEqual(history.minutes.since(1_000, 1_259).ended.slice(0, 2), [0, 1])
  void history.end()
})

test('where there are too many users, tasks and kinds of failures the largest stay', (t) => {
  const shelf = new Shelf()
  const history = new MonitorHistory(shelf.door)
  history.begin()
  for (let i = 0; i < 50; i++) shelf.end('failed', 1_000_000)
  for (let task = 1; task <= 5_000; task++) shelf.end('failed', task, `Q${task}`)
  const tally = history.within(0)
  for (const map of [tally.users, tally.tasks, tally.failures]) t.true(map.size <= 2_000)
  t.is(tally.tasks.get(1_000_000)?.failed, 50)
  t.is(tally.users.get('u1000000')?.failed, 50)
  void history.end()
})
