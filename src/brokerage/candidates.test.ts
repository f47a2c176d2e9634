import test from 'ava'
import fc from 'fast-check'
import { ReplicaKind } from '../model/dataset-table.js'
import { Candidates, Trial } from './candidates.js'
import { everywhere, sceneOf } from './testing/scene.js'

const holders = [1, 4, 5, 9, 17]
const twenty = `queue input\n${Array.from({ length: 20 }, (_, i) => `Q${i} ${holders.includes(i) ? 'yes' : 'no'}`).join('\n')}`

// brokerage.md §B.4: sorted descending, those to be tried moved to the front; equals in grid order here.
test('the heaviest are kept in falling order, those to be tried first, equals in grid order', (t) => {
  const { state, bunch } = sceneOf(twenty, { inputBytes: 1e9 })
  const candidates = new Candidates(state)
  const weight = fc.constantFrom(0, 0.5, 1, 1, 2, 7, 30)
  const weightsGiven = fc.array(weight, { maxLength: 20 })
  fc.assert(
    fc.property(weightsGiven, fc.integer({ min: 1, max: 12 }), (given, most) => {
      candidates.begin(everywhere(state).slice(0, given.length), bunch)
      const columns = ['cap', 'queued', 'assigned', 'running', 'diskFiles', 'filesWithTape'] as const
      given.forEach((one, i) => {
        candidates.weight[i] = one
        candidates.trial[i] = one === 0 ? Trial.wanted : Trial.none
        candidates.barred[i] = i % 2
        columns.forEach((column, at) => (candidates[column][i] = 100 * at + i))
      })
      const order = given
        .map((one, face) => ({ one, face }))
        .sort((a, b) => Number(b.one === 0) - Number(a.one === 0) || b.one - a.one || a.face - b.face)
        .slice(0, most)
      candidates.keepHeaviest(most)
      t.is(candidates.count, order.length)
      order.forEach(({ one, face }, i) => {
        const kept = [candidates.face[i], candidates.queue[i], candidates.weight[i], candidates.barred[i]]
        t.deepEqual(kept, [face, face, one, face % 2], `place ${i} of ${given.join(' ')}`)
        columns.forEach((column, at) => t.is(candidates[column][i], 100 * at + face, column))
        t.is(candidates.hasInput(i), holders.includes(face), 'its input')
      })
    }),
    { numRuns: 300 },
  )
})

test('of the sites a queue reads from the one that holds most counts, by bytes before files', (t) => {
  const { state, bunch } = sceneOf('queue readsfrom\nA B+C+D\nB -\nC -\nD -', { inputBytes: 1e9, inputFiles: 100 })
  const filesOf = (...held: readonly (readonly [site: number, bytes: number, files: number])[]) => {
    const copies = held.map(([site, bytes, files]) => ({
      site,
      kind: ReplicaKind.primary,
      bytes,
      files,
      parts: undefined,
    }))
    state.datasets.know('the-input', 1e9, 100, copies)
    const candidates = new Candidates(state)
    candidates.begin([0], bunch)
    return candidates.diskFiles[0]
  }
  t.is(filesOf([1, 3e8, 30], [2, 4e8, 20], [3, 3e8, 50]), 20)
  t.is(filesOf([1, 3e8, 30], [2, 3e8, 40], [3, 2e8, 50]), 40)
  t.is(filesOf([1, 3e8, 30], [2, 3e8, 20]), 30)
})

test('a copy is whole when neither bytes nor files are missing; files that nobody counted are whole with their bytes', (t) => {
  const { state, bunch } = sceneOf('queue\nA\nB\nC', {
    inputBytes: 1e9,
    inputFiles: 10,
    rules: { ioIntensityKBps: 900 },
  })
  const heldOf = (files: number, ...held: readonly (readonly [bytes: number, files: number])[]) => {
    const copies = held.map(([bytes, some], site) => ({
      site,
      kind: ReplicaKind.primary,
      bytes,
      files: some,
      parts: undefined,
    }))
    state.datasets.know('the-input', 1e9, files, copies)
    bunch.describe(state, bunch.task, bunch.now)
    const candidates = new Candidates(state)
    candidates.begin(everywhere(state), bunch)
    return held.map((_, i) => [candidates.diskBytes[i], candidates.diskFiles[i]])
  }
  const [none, all] = [
    [0, 0],
    [1e9, 10],
  ]
  t.deepEqual(heldOf(10, [1e9, 10], [1e9, 9], [9e8, 10]), [all, none, none])
  t.deepEqual(heldOf(0, [1e9, 0], [9e8, 0]), [all, none])
})

test('refused candidates go, the others keep their order and what is known of them', (t) => {
  const { candidates } = sceneOf('queue\nA\nB\nC\nD')
  candidates.weight.set([1, 2, 3, 4])
  candidates.cap[1] = 7
  candidates.queued[3] = 9
  candidates.setAside(3)
  candidates.refuse(2)
  candidates.refuse(0)
  candidates.refuse(2)
  t.is(candidates.refusedNow, 2)
  t.is(candidates.firstRefused(), 0)
  candidates.settle()
  t.deepEqual([candidates.count, candidates.refusedNow], [2, 0])
  const of = (column: Int32Array | Float64Array) => [...column.slice(0, 2)]
  t.deepEqual([candidates.face, candidates.weight, candidates.cap, candidates.queued].map(of), [
    [1, 3],
    [2, 4],
    [7, Infinity],
    [NaN, 9],
  ])
  t.deepEqual([candidates.isAside(0), candidates.isAside(1)], [false, true])
  candidates.refuse(1)
  candidates.pardon()
  candidates.settle()
  t.is(candidates.count, 2)
})

test('to be set aside is news once', (t) => {
  const { state, bunch, candidates } = sceneOf('queue\nA\nB')
  t.false(candidates.takeSetAside(0))
  candidates.setAside(0)
  t.deepEqual([candidates.takeSetAside(0), candidates.takeSetAside(0), candidates.isAside(0)], [true, false, true])
  candidates.begin(everywhere(state), bunch)
  t.false(candidates.isAside(0), 'another bunch begins afresh')
})

test('what a queue can read of the input: its own site and those it reads from, on disk and with tape', (t) => {
  const table = `
    queue readsfrom input      | words
    A     -         yes        | 100 of 100 files, local
    B     -         30         | 30 of 30 files
    C     -         30+tape    | 30 of 100 files
    D     B+A       no         | 100 of 100 files, local
    E     -         tape       | 0 of 100 files
    F     B         40+60tape  | 40 of 60 files
    G     -         no         | 0 of 0 files
  `
  const { state, bunch, candidates, lines } = sceneOf(table, {
    inputBytes: 1e9,
    inputFiles: 100,
    rules: { ioIntensityKBps: 200 },
  })
  const words = () =>
    lines.map((_, i) => {
      t.is(candidates.diskBytes[i], candidates.diskFiles[i] * 1e7)
      t.is(candidates.bytesWithTape[i], candidates.filesWithTape[i] * 1e7)
      const local = candidates.hasInput(i) ? ', local' : ''
      return `${candidates.diskFiles[i]} of ${candidates.filesWithTape[i]} files${local}`
    })
  t.deepEqual(
    words(),
    lines.map((line) => line['words']),
  )
  state.datasets.removeReplica(bunch.dataset, 0, ReplicaKind.primary)
  candidates.begin(everywhere(state), bunch)
  t.is(words()[3], '30 of 30 files', 'nothing is left of the bunch before')
})
