import test from 'ava'
import { JobState } from './job-state.js'
import type { State } from './state.js'
import { gridOf, stateOf } from './testing/small-grid.js'
import { Activity, TransferKind } from './transfer-table.js'
import { NONE } from './units.js'

/** One more job of a share in a state at the first queue. */
function put({ counters }: State, to: JobState, share = 0): void {
  counters.move(0, share, 0, NONE, to)
}

const activatedSeen = ({ statistics: { counters } }: State) => counters.total(0, JobState.activated)

test('statistics are 119 s old before they are taken anew, not 121 s', (t) => {
  const state = stateOf(gridOf('queue\nBNL'))
  const { statistics } = state
  put(state, JobState.activated)
  statistics.refresh(1000)
  put(state, JobState.activated)
  statistics.place(0)
  statistics.place(0)
  statistics.refresh(1000 + 119)
  t.deepEqual([activatedSeen(state), statistics.generated[0]], [1, 2])
  statistics.refresh(1000 + 121)
  t.deepEqual([activatedSeen(state), statistics.generated[0]], [2, 0])
  put(state, JobState.activated)
  statistics.refresh(1000 + 121 + 119)
  t.is(activatedSeen(state), 2, 'the two minutes begin anew')
  statistics.refresh(1000 + 121 + 120)
  t.is(activatedSeen(state), 3)
})

test('with a period of 0 statistics are what is, at any time', (t) => {
  const state = stateOf(gridOf('queue\nBNL'), { statisticsSeconds: 0 })
  state.statistics.refresh(0)
  put(state, JobState.activated)
  t.is(activatedSeen(state), 1)
  put(state, JobState.activated)
  state.statistics.refresh(0)
  t.is(activatedSeen(state), 2)
  state.statistics.place(0)
  t.is(state.statistics.generated[0], 0, 'what was placed is counted already')
})

test('a share that comes between two looks is counted at the next', (t) => {
  const state = stateOf(gridOf('queue\nBNL'))
  state.statistics.refresh(0)
  const last = Array.from({ length: 9 }, (_, i) => state.shareNumber(`share-${i}`)).at(-1)!
  put(state, JobState.running, last)
  const seen = () => {
    const { counters } = state.statistics
    return counters.byShare[counters.shareRow(last, JobState.running)]
  }
  t.is(seen(), 0)
  state.statistics.refresh(120)
  t.is(seen(), 1)
})

test('workers of a queue are the pilots under way and those that hold a job', (t) => {
  const state = stateOf(gridOf('queue\nBNL\nCERN'))
  const [queue] = state.grid.queues
  queue.pilotsUnderWay = 3
  for (const to of [JobState.sent, JobState.starting, JobState.stagein, JobState.running, JobState.stageout]) {
    put(state, to)
  }
  for (const to of [JobState.activated, JobState.holding, JobState.transferring]) put(state, to)
  state.statistics.refresh(0)
  t.deepEqual(
    state.grid.queues.map(({ workers }) => workers),
    [8, 0],
  )
})

test('output files on their way are counted by link and by destination, express ones apart, inputs not at all', (t) => {
  const state = stateOf(gridOf('queue\nA\nB\nC'))
  const { statistics, transfers } = state
  const add = (activity: Activity, from: number, to: number, files: number) =>
    transfers.add(0, 1, TransferKind.output, activity, from, to, 1, files, 0)
  const gone = add(Activity.output, 0, 2, 100)
  add(Activity.output, 0, 2, 7)
  add(Activity.output, 1, 2, 5)
  add(Activity.express, 0, 2, 3)
  add(Activity.input, 0, 2, 1000)
  const look = () => [
    statistics.filesBetween(0, 2, false),
    statistics.filesBetween(2, 0, false),
    statistics.filesToward(2, false),
    statistics.filesBetween(0, 2, true),
    statistics.filesToward(2, true),
  ]
  t.deepEqual(look(), [0, 0, 0, 0, 0])
  statistics.refresh(0)
  t.deepEqual(look(), [107, 0, 112, 3, 3])
  transfers.remove(gone)
  statistics.refresh(119)
  t.deepEqual(look(), [107, 0, 112, 3, 3])
  statistics.refresh(120)
  t.deepEqual(look(), [7, 0, 12, 3, 3])
})
