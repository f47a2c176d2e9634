import test from 'ava'
import fc from 'fast-check'
import { NONE } from '../model/units.js'
import { Broker } from './broker.js'
import { Candidates } from './candidates.js'
import { choosers } from './choosers/index.js'
import { builtInPolicy } from './define-policy.js'
import { fitting } from './policies/fitting.js'
import { policies } from './policies/index.js'
import { POLICY_MEMORY } from './policy.js'
import { eachRefusal } from './ranking-watch.js'
import { motley } from './testing/motley.js'
import { everywhere, sceneOf } from './testing/scene.js'
import { weighers } from './weighers/index.js'

test('weighers, choosers and policies have names of their own and say what they are for', (t) => {
  for (const family of [weighers, choosers, policies]) {
    t.is(new Set(family.map(({ name }) => name)).size, family.length)
    for (const { name, about } of family) t.regex(`${name}: ${about}`, /^[\w-]+: .{10}/)
  }
  for (const policy of policies) t.is(builtInPolicy(policy.name), policy)
})

for (const weigher of weighers) {
  test(`${weigher.name} multiplies into weights by queue, in whatever order they come, and leaves the list alone`, (t) => {
    let other = 0
    for (let number = 0; number < 100; number++) {
      const { state, bunch } = motley(number)
      const faces = [...everywhere(state)]
      const weighed = (list: readonly number[], given: (face: number) => number) => {
        const candidates = new Candidates(state)
        candidates.begin(list, bunch)
        list.forEach((face, i) => (candidates.weight[i] = given(face)))
        weigher.weigh(bunch, candidates, state)
        t.deepEqual([...candidates.face.slice(0, candidates.count)], list, 'the list')
        t.true(
          candidates.cap.slice(0, list.length).every((cap) => cap === Infinity),
          'the caps',
        )
        return new Map(list.map((face, i) => [face, candidates.weight[i]]))
      }
      const factors = weighed(faces, () => 1)
      const given = (face: number) => (face * 7) % 5
      const products = weighed(faces.toReversed(), given)
      for (const [face, factor] of factors) {
        t.true(factor >= 0 && factor < Infinity, `${factor} is a weight`)
        const expected = given(face) * factor
        t.true(Math.abs(products.get(face)! - expected) <= 1e-9 * expected, `scene ${number}, pseudo-queue ${face}`)
        if (factor !== 1) other++
      }
    }
    t.true(other > 50, `${other} factors are not 1`)
  })
}

const someCandidates = fc.array(
  fc.record({
    weight: fc.constantFrom(0, 0.25, 1, 1, 3),
    queued: fc.integer({ min: 0, max: 30 }),
    isCapped: fc.boolean(),
  }),
  { maxLength: 7 },
)

for (const chooser of choosers) {
  test(`${chooser.name} keeps the contract of choosers`, (t) => {
    const { state, bunch, candidates } = sceneOf(`queue\n${'ABCDEFG'.split('').join('\n')}`)
    fc.assert(
      fc.property(someCandidates, fc.nat(1000), fc.integer({ min: 1, max: 25 }), (given, ordinal, jobs) => {
        const choices = [0, 1].map(() => {
          candidates.begin(everywhere(state).slice(0, given.length), bunch)
          given.forEach(({ weight, queued, isCapped }, i) => {
            candidates.weight[i] = weight
            candidates.queued[i] = queued
            candidates.assigned[i] = 0
            candidates.cap[i] = isCapped ? 20 : Infinity
          })
          bunch.ordinal = ordinal
          const faces = [...candidates.face]
          const memory = new Float64Array(POLICY_MEMORY)
          const choices: number[] = []
          for (let turn = 0; turn < 5; turn++) {
            const isFull = given.map((_, i) => candidates.queued[i] >= candidates.cap[i])
            const chosen = chooser.choose(bunch, candidates, jobs, state, memory)
            choices.push(chosen)
            t.deepEqual([...candidates.face], faces, 'the list stays as it is')
            t.is(candidates.count, given.length)
            for (const weight of candidates.weight) t.true(Number.isFinite(weight), 'weights stay numbers')
            if (given.length === 0) t.is(chosen, NONE, 'nobody is there')
            if (chosen === NONE) continue
            t.true(Number.isInteger(chosen) && chosen >= 0 && chosen < given.length, `${chosen} is a position`)
            t.false(isFull[chosen], 'it is not full')
          }
          return choices
        })
        t.deepEqual(choices[0], choices[1], 'the same lot gives the same places')
      }),
      { numRuns: 150 },
    )
  })
}

for (const policy of policies) {
  test(`${policy.name} sends work only where it fits, and twice to the same places`, (t) => {
    const needed = policy.name === 'as-recorded' ? fitting.filter(({ name }) => /nonpre|core/.test(name)) : fitting
    let placed = 0
    for (let number = 0; number < 120; number++) {
      const placesOf = () => {
        const { state, bunch } = motley(number)
        bunch.ordinal = number
        const broker = new Broker(state, policy)
        const candidates = broker.rank(bunch)
        const places: number[] = []
        for (let turn = 0; turn < 10 && candidates.count > 0; turn++) {
          const chosen = broker.choose(bunch, 25)
          if (chosen !== NONE) places.push(candidates.face[chosen])
        }
        return places
      }
      const places = placesOf()
      placed += places.length
      t.deepEqual(placesOf(), places)
      const { state, bunch, candidates } = motley(number)
      for (const step of needed) {
        step.judge(bunch, candidates, state)
        candidates.settle()
      }
      const fit = new Set(candidates.face.slice(0, candidates.count))
      for (const face of places) t.true(fit.has(face), `scene ${number}, pseudo-queue ${face}`)
    }
    t.true(placed > 50, `${placed} bunches were placed`)
  })

  test(`${policy.name}: what is explained is what is ranked, and every queue that is gone was refused once`, (t) => {
    let [left, gone] = [0, 0]
    for (let number = 0; number < 120; number++) {
      // Many queues, so that more pass than are kept.
      const { state, bunch } = motley(number, number % 2 === 0 ? 6 : 26)
      const look = ({ count, face, weight, cap, queued, assigned, running, trial }: Candidates) =>
        [face, weight, cap, queued, assigned, running, trial].map((column) => [...column.slice(0, count)])
      const broker = new Broker(state, policy)
      const refusedBy = new Map<number, string[]>()
      const asideBy = new Map<number, string[]>()
      const explained = broker.explain(bunch, {
        begins: () => undefined,
        weighed: () => undefined,
        judged: (step, judged) =>
          eachRefusal(judged, (position, isAside) => {
            const face = judged.face[position]
            const by = isAside ? asideBy : refusedBy
            by.set(face, [...(by.get(face) ?? []), step.name])
          }),
      })
      const seen = look(explained)
      const faces = new Set(seen[0])
      // Asked again, the lasting steps are remembered.
      for (let asked = 0; asked < 2; asked++) t.deepEqual(look(broker.rank(bunch)), seen, `scene ${number}`)
      for (const names of refusedBy.values()) t.is(names.length, 1, `scene ${number}: refused by ${names.join()}`)
      for (const face of faces)
        t.false(refusedBy.has(face) || asideBy.has(face), `scene ${number}, pseudo-queue ${face}`)
      for (const face of asideBy.keys()) t.true(refusedBy.has(face), 'what was set aside leaves in the end')
      const scan =
        bunch.queues.length > 0 ? bunch.queues.flatMap((queue) => state.grid.queues[queue].faces) : state.grid.faces
      const cut = scan.length - refusedBy.size - faces.size
      t.true(policy.shortlist && faces.size === state.constants.maxCandidates ? cut >= 0 : cut === 0, `scene ${number}`)
      left += faces.size
      gone += refusedBy.size
    }
    t.true(left > 30 && gone > 30, `${left} candidates, ${gone} refusals`)
  })
}
