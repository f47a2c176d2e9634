import test from 'ava'
import { noInput } from './input-sources.js'
import { sceneOf, type Work } from './testing/scene.js'

const of = (work: Work, table = 'queue input\nA yes\nB no') => sceneOf(table, work).bunch

test('the chunk is what all pending jobs read, at most the whole dataset', (t) => {
  const table: [work: Work, bytes: number, files: number][] = [
    [{}, 0, 0],
    [{ jobs: 5, inputBytes: 10, inputFiles: 2 }, 50, 10],
    [{ jobs: 5, inputBytes: 10, inputFiles: 2, datasetBytes: 100, datasetFiles: 20 }, 50, 10],
    [{ jobs: 5, inputBytes: 10, inputFiles: 2, datasetBytes: 30, datasetFiles: 7 }, 30, 7],
    [{ jobs: 5, inputBytes: 10, inputFiles: 2, datasetBytes: 30, datasetFiles: 0 }, 30, 10],
  ]
  for (const [work, bytes, files] of table) {
    const { chunkBytes, chunkFiles } = of(work)
    t.deepEqual([chunkBytes, chunkFiles], [bytes, files], JSON.stringify(work))
  }
})

test('work without input has it everywhere', (t) => {
  const { sources, dataset, countsCompleteOnly } = of({ rules: { ioIntensityKBps: 900 } })
  t.deepEqual([sources, dataset, countsCompleteOnly], [noInput, -1, false])
})

// brokerage.md §B.2-24.
test('§B.2-24: of IO intensive work only complete copies count, unless the input is being staged', (t) => {
  const read = { inputBytes: 10 }
  t.false(of({ ...read, rules: { ioIntensityKBps: 200 } }).countsCompleteOnly)
  t.true(of({ ...read, rules: { ioIntensityKBps: 201 } }).countsCompleteOnly)
  t.false(of({ ...read, rules: { ioIntensityKBps: 201, isPrestaged: true } }).countsCompleteOnly)
})

test('priorities: raised from 800, high from 900, express above 1000; scouts are both of the first', (t) => {
  const said = (work: Work) => {
    const { state, bunch } = sceneOf('queue\nA', work)
    return [bunch.isRaised(state), bunch.isHigh(state), bunch.isExpress(state)]
      .map((is, i) => (is ? ['raised', 'high', 'express'][i] : ''))
      .join(' ')
      .trim()
  }
  t.deepEqual(
    [799, 800, 899, 900, 1000, 1001].map((priority) => said({ priority })),
    ['', 'raised', 'raised', 'raised high', 'raised high', 'raised high express'],
  )
  t.is(said({ priority: 1, rules: { isScout: true } }), 'raised high')
  t.is(said({ priority: 1, processingType: 'urgent' }), 'express')
})

test('§B.2-0: work is pinned when it is bound to a single pseudo-queue', (t) => {
  const isPinned = (...queues: string[]) => {
    const { state, bunch } = sceneOf('queue cores\nA 1\nB 1+8\nC 1', { queues })
    return bunch.isPinned(state)
  }
  t.deepEqual([isPinned(), isPinned('A'), isPinned('B'), isPinned('A', 'C')], [false, true, false, false])
})

test('the first pending job keys the draws', (t) => {
  const { state, bunch } = sceneOf('queue\nA', { jobs: 3 })
  t.like(bunch, { jobs: 3, taskKey: 4711, ordinal: 0, attempt: 1 })
  const later = state.jobs.add(bunch.task, 17, 4, state.jobs.state(0), 0)
  state.tasks.pendingHead[bunch.task] = later
  state.tasks.pending[bunch.task] = 2
  t.like(bunch.next(state), { jobs: 2, taskKey: 4711, ordinal: 17, attempt: 4 })
})
