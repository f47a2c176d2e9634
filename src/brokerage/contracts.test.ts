import test from 'ava'
import fc from 'fast-check'
import { linesOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { Broker } from './broker.js'
import { choosers } from './choosers/index.js'
import { builtInPolicy } from './define-policy.js'
import { policies } from './policies/index.js'
import { fitting } from './policies/fitting.js'
import { POLICY_MEMORY } from './policy.js'
import { steps } from './steps/index.js'
import { bunchOf, everywhere, sceneOf, type Work } from './testing/scene.js'
import { weighers } from './weighers/index.js'

/** Queues of every sort. */
const motley = `
  queue  site status  cores memory minmemory walltime minwalltime scratch power vos       labels  input running activated starting defined assigned
  A      A    online  1     0      0         0        0           0       10    all       all     yes   0       0         0        0       0
  B      A    online  8     2000   0         3600     0           2000    20    atlas     managed no    50      10        3        1       9
  C      B    standby 1+8   4000   1500      0        7200        0       5     atlas+cms user    no    0       25        0        0       0
  D      C    offline 1     0      0         0        0           0       10    all       all     yes   0       19        1        1       1
  E      D    test    4     1000   0         86400    0           500     10    cms       all     no    5       40        0        0       0
  F      E    online  1     1500   0         3600     60          9000    12    all       managed no    0       20        0        1       30
`

const someWork: fc.Arbitrary<Work> = fc.record({
  cores: fc.constantFrom(1, 4, 8),
  memoryMBPerCore: fc.constantFrom(0, 1000, 2000, 4000),
  scratchMB: fc.constantFrom(0, 1000, 5000),
  vo: fc.constantFrom('atlas', 'cms', 'lhcb'),
  label: fc.constantFrom('managed', 'user'),
  priority: fc.constantFrom(100, 500, 1001),
  walltimeSeconds: fc.constantFrom(0, 30, 5000, 90000),
  hs06Seconds: fc.constantFrom(0, 100000),
  inputBytes: fc.constantFrom(0, 1e9),
  queue: fc.constantFrom('A', 'C', 'F'),
})

test('steps have names of their own and say what they are for', (t) => {
  t.is(new Set(steps.map(({ name }) => name)).size, steps.length)
  for (const { name, about } of steps) t.regex(`${name}: ${about}`, /^[\w-]+: .{10}/)
})

test('the motley queues have a refusal for every step', (t) => {
  t.is(linesOf(motley).length, 6)
  const refused = new Set<string>()
  fc.assert(
    fc.property(someWork, (work) => {
      const { state, bunch, candidates } = sceneOf(motley, work)
      for (const step of steps) {
        step.judge(bunch, candidates, state)
        if (candidates.refusedNow > 0) refused.add(step.name)
        candidates.pardon()
      }
    }),
    { seed: 1, numRuns: 100 },
  )
  t.deepEqual([...refused].sort(), steps.map(({ name }) => name).sort())
})

for (const step of steps) {
  test(`${step.name} keeps the contract of steps`, (t) => {
    fc.assert(
      fc.property(someWork, someWork, (work, other) => {
        const { state, bunch, candidates } = sceneOf(motley, work)
        const look = () => [
          candidates.count,
          [...candidates.face],
          [...candidates.weight],
          state.counters.byQueue.join(),
        ]
        const before = look()
        step.judge(bunch, candidates, state)
        t.deepEqual(look(), before, 'it refuses by position and changes nothing else')
        candidates.settle()
        const passing = [...candidates.face.slice(0, candidates.count)]
        step.judge(bunch, candidates, state)
        t.is(candidates.refusedNow, 0, 'what passed passes again')
        for (const face of state.grid.faces) {
          if (!passing.includes(face.index)) t.regex(step.because(bunch, face, state), /.{10}/, 'it has words')
        }
        if (!step.lasting) return
        // The same kind of work at other times, under other circumstances, alone before each queue.
        const needs = [work.cores, work.memoryMBPerCore, work.scratchMB, work.vo, work.label]
        const [cores, memoryMBPerCore, scratchMB, vo, label] = needs as [number, number, number, string, string]
        const calm = sceneOf(motley.replace(/( +\d+){5}\n/g, ' 0 0 0 0 0\n'), {})
        const alike = bunchOf(calm.state, { ...other, cores, memoryMBPerCore, scratchMB, vo, label })
        const alone = [...everywhere(calm.state)].filter((face) => {
          calm.candidates.begin(Int32Array.of(face), alike)
          step.judge(alike, calm.candidates, calm.state)
          calm.candidates.settle()
          return calm.candidates.count === 1
        })
        t.deepEqual(alone, passing, 'a lasting step looks at the kind of work and the queue alone')
      }),
      { numRuns: 60 },
    )
  })
}

test('weighers, choosers and policies have names of their own and say what they are for', (t) => {
  for (const family of [weighers, choosers, policies]) {
    t.is(new Set(family.map(({ name }) => name)).size, family.length)
    for (const { name, about } of family) t.regex(`${name}: ${about}`, /^[\w-]+: .{10}/)
  }
  for (const policy of policies) t.is(builtInPolicy(policy.name), policy)
})

for (const weigher of weighers) {
  test(`${weigher.name} keeps the contract of weighers`, (t) => {
    fc.assert(
      fc.property(
        someWork,
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 7, maxLength: 7 }),
        (work, given) => {
          const { state, bunch, candidates } = sceneOf(motley, work)
          const look = () => [candidates.count, [...candidates.face], [...candidates.cap]]
          const before = look()
          weigher.weigh(bunch, candidates, state)
          const factors = [...candidates.weight]
          for (const factor of factors) t.true(factor >= 0 && factor < Infinity, `${factor} is a weight`)
          candidates.weight.set(given)
          weigher.weigh(bunch, candidates, state)
          t.deepEqual(look(), before, 'it leaves the list and the caps alone')
          factors.forEach((factor, i) => {
            t.true(Math.abs(candidates.weight[i] - given[i] * factor) <= 1e-9 * given[i] * factor, 'it multiplies')
          })
        },
      ),
      { numRuns: 60 },
    )
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
    fc.assert(
      fc.property(someCandidates, fc.nat(1000), fc.integer({ min: 1, max: 25 }), (given, ordinal, jobs) => {
        const choices = [0, 1].map(() => {
          const { state, bunch, candidates } = sceneOf(motley)
          candidates.begin(everywhere(state).slice(0, given.length), bunch)
          given.forEach(({ weight, queued, isCapped }, i) => {
            candidates.weight[i] = weight
            candidates.queued[i] = queued
            candidates.cap[i] = isCapped ? 20 : Infinity
          })
          bunch.ordinal = ordinal
          const faces = [...candidates.face]
          const memory = new Float64Array(POLICY_MEMORY)
          const choices: number[] = []
          for (let turn = 0; turn < 5; turn++) {
            const wasFull = [...candidates.cap].map(
              (cap, i) => candidates.weight[i] !== 0 && candidates.queued[i] >= cap,
            )
            const chosen = chooser.choose(bunch, candidates, jobs, state, memory)
            choices.push(chosen)
            t.deepEqual([...candidates.face], faces, 'the list stays as it is')
            t.is(candidates.count, given.length)
            for (const weight of candidates.weight) t.true(Number.isFinite(weight), 'weights stay numbers')
            if (given.length === 0) t.is(chosen, NONE, 'nobody is there')
            if (chosen === NONE) continue
            t.true(Number.isInteger(chosen) && chosen >= 0 && chosen < given.length, `${chosen} is a position`)
            if (chooser.name === 'weighted-draw') t.false(wasFull[chosen], 'it is not full')
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
    fc.assert(
      fc.property(someWork, fc.nat(1000), (work, ordinal) => {
        const placesOf = () => {
          const { state, bunch } = sceneOf(motley, work)
          bunch.ordinal = ordinal
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
        const { state, bunch, candidates } = sceneOf(motley, work)
        for (const step of needed) {
          step.judge(bunch, candidates, state)
          candidates.settle()
        }
        const fit = new Set(candidates.face.slice(0, candidates.count))
        for (const face of places) t.true(fit.has(face), `pseudo-queue ${face}`)
      }),
      { numRuns: 300, seed: 7 },
    )
    t.true(placed > 100, `${placed} bunches were placed`)
  })
}
