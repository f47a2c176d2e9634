import test from 'ava'
import { uniform } from '../model/draws.js'
import { seedOf } from './seed.js'
import { warmUpSamples } from './warm-up.js'

const seed = seedOf('warm-up')
const noise = (i: number): number => 20 * uniform(seed, 1, i, 0, 0) - 10

/** A queue that fills within so many samples and then stays as it is, but for noise. */
function queue(samples: number, filling: number): number[] {
  return Array.from({ length: samples }, (_, i) => 1_000 * Math.min(1, i / filling) + noise(i))
}

const cases: readonly (readonly [what: string, values: readonly number[], from: number, until: number])[] = [
  ['steady from the start', queue(500, 1), 0, 5],
  ['filling for a tenth', queue(500, 50), 40, 60],
  ['filling for a third', queue(600, 200), 190, 240],
  ['a jump that ends in the first half', queue(500, 1).map((value, i) => (i < 200 ? 5_000 : value)), 200, 240],
  ['the same all the time', new Array<number>(100).fill(7), 0, 0],
]

for (const [what, values, from, until] of cases) {
  test(`the warm-up of a queue: ${what}`, (t) => {
    const samples = warmUpSamples(values)
    t.true(samples !== undefined && samples >= from && samples <= until, `${samples} samples`)
  })
}

for (const part of [0.55, 0.6, 0.8]) {
  test(`a jump that lasts ${100 * part} % of the run is no settled state: the run is too short`, (t) => {
    const values = Array.from({ length: 500 }, (_, i) => (i < part * 500 ? 5_000 : 1_000) + noise(i))
    t.is(warmUpSamples(values), undefined)
  })
}

test('a steady queue is seldom taken for one that does not settle, whatever its noise', (t) => {
  const lost = Array.from({ length: 200 }, (_, run) =>
    warmUpSamples(Array.from({ length: 300 }, (__, i) => uniform(seed, 2, run, i, 0))),
  ).filter((samples) => samples === undefined)
  t.true(lost.length <= 4, `${lost.length} of 200`)
})

test('a queue that fills all the time has no end of its warm-up, nor has one of few samples', (t) => {
  t.is(warmUpSamples(queue(500, 500)), undefined)
  t.is(warmUpSamples(queue(15, 1)), undefined)
})
