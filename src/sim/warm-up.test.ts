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
  ['the same all the time', new Array<number>(100).fill(7), 0, 0],
]

for (const [what, values, from, until] of cases) {
  test(`the warm-up of a queue: ${what}`, (t) => {
    const samples = warmUpSamples(values)
    t.true(samples !== undefined && samples >= from && samples <= until, `${samples} samples`)
  })
}

test('a queue that fills all the time has no end of its warm-up, nor has one of few samples', (t) => {
  t.is(warmUpSamples(queue(500, 500)), undefined)
  t.is(warmUpSamples(queue(15, 1)), undefined)
})
