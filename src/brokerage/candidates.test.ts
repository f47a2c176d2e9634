import test from 'ava'
import fc from 'fast-check'
import { gridOf, stateOf } from '../model/testing/small-grid.js'
import { Candidates, Trial } from './candidates.js'
import { everywhere, sceneOf } from './testing/scene.js'

// brokerage.md §B.4: sorted descending, those to be tried moved to the front; equals in grid order here.
test('the heaviest are kept in falling order, those to be tried first, equals in grid order', (t) => {
  const state = stateOf(gridOf(`queue\n${Array.from({ length: 20 }, (_, i) => `Q${i}`).join('\n')}`))
  const { bunch } = sceneOf('queue\nA', { inputBytes: 1 })
  bunch.dataset = state.datasets.know('d', 1, [1, 4, 5, 9, 17])
  const weight = fc.constantFrom(0, 0.5, 1, 1, 2, 7, 30)
  const weightsGiven = fc.array(weight, { maxLength: 20 })
  fc.assert(
    fc.property(weightsGiven, fc.integer({ min: 1, max: 12 }), (given, most) => {
      const candidates = new Candidates(state)
      candidates.begin(everywhere(state).slice(0, given.length), bunch)
      given.forEach((one, i) => {
        candidates.weight[i] = one
        candidates.trial[i] = one === 0 ? Trial.wanted : Trial.none
        candidates.cap[i] = 100 + i
        candidates.queued[i] = 200 + i
      })
      const order = given
        .map((one, face) => ({ one, face }))
        .sort((a, b) => Number(b.one === 0) - Number(a.one === 0) || b.one - a.one || a.face - b.face)
        .slice(0, most)
      candidates.keepHeaviest(most)
      t.is(candidates.count, order.length)
      order.forEach(({ one, face }, i) => {
        const { face: faces, queue, weight, cap, queued } = candidates
        const kept = [faces, queue, weight, cap, queued].map((column) => column[i])
        t.deepEqual(kept, [face, face, one, 100 + face, 200 + face], `place ${i} of ${given.join(' ')}`)
        t.is(candidates.hasInput(i), [1, 4, 5, 9, 17].includes(face), 'its input')
      })
    }),
    { numRuns: 500 },
  )
})
