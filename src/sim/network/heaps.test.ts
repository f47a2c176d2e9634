import test from 'ava'
import fc from 'fast-check'
import { NONE } from '../../model/units.js'
import { EndQueue } from './end-queue.js'
import { FinishHeaps } from './finish-heaps.js'
import { rateFactors } from './rate-classes.js'
import { WaterLevel } from './water-level.js'

const time = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Infinity))
const item = fc.integer({ min: 0, max: 600 })
const inOrder = (a: readonly number[], b: readonly number[]): number => a[0] - b[0] || a[1] - b[1]

test('the end queue gives what ends in order, whatever was changed or removed', (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(item, time, fc.boolean())), (changes) => {
      const queue = new EndQueue()
      const right = new Map<number, number>()
      for (const [one, at, isRemoved] of changes) {
        if (isRemoved) queue.remove(one)
        else queue.set(one, at, 1000 - one)
        if (isRemoved || at === Infinity) right.delete(one)
        else right.set(one, at)
        t.is(queue.timeOf(one), right.get(one) ?? Infinity)
      }
      const found: number[][] = []
      while (queue.firstTime() < Infinity) {
        found.push([queue.firstTime(), 1000 - queue.first(), queue.first()])
        queue.remove(queue.first())
      }
      t.deepEqual(found, [...right].map(([one, at]) => [at, 1000 - one, one]).sort(inOrder))
    }),
  )
})

test('finish heaps give transfers in order, also when some are taken out', (t) => {
  const transfer = fc.record({
    finish: fc.integer({ min: 0, max: 20 }),
    isTaken: fc.boolean(),
    heap: fc.constantFrom(0, 1),
  })
  fc.assert(
    fc.property(fc.array(transfer, { maxLength: 60 }), fc.boolean(), (transfers, isLate) => {
      const heaps = new FinishHeaps()
      const first = [NONE, NONE]
      transfers.forEach(({ finish, heap }, row) => (first[heap] = heaps.push(first[heap], row, finish)))
      const drawn: number[][] = [[], []]
      const draw = (heap: number): void => {
        drawn[heap].push(first[heap])
        first[heap] = heaps.remove(first[heap], first[heap])
      }
      // Drawing first gives the heaps other shapes.
      if (isLate && first[0] !== NONE) draw(0)
      transfers.forEach(({ heap, isTaken }, row) => {
        if (isTaken && !drawn[heap].includes(row)) first[heap] = heaps.remove(first[heap], row)
      })
      for (const heap of [0, 1]) {
        const left = transfers.flatMap(({ finish, heap: own, isTaken }, row) =>
          own === heap && (!isTaken || drawn[heap].includes(row)) ? [[finish, row]] : [],
        )
        while (first[heap] !== NONE) draw(heap)
        t.deepEqual(
          drawn[heap],
          left.sort(inOrder).map(([, row]) => row),
        )
      }
    }),
  )
})

test('water: what is there is shared alike, and who wants less gets what is wanted', (t) => {
  const level = (capacity: number, ...flows: [want: number, count: number][]): number => {
    for (const [want, count] of flows) water.add(want, count)
    return water.of(capacity)
  }
  const water = new WaterLevel()
  t.is(level(10, [20, 2]), 5)
  t.is(level(10, [2, 1], [20, 2]), 4)
  t.is(level(10, [2, 1], [3, 1], [Infinity, 1]), 5)
  t.is(level(10, [3, 2], [4, 1]), Infinity)
  t.is(level(0, [3, 2]), 0)
  t.is(level(0), Infinity)
  t.is(level(200, ...Array.from({ length: 100 }, (_, i) => [i + 1, 1] as [number, number])), 197 / 98)
})

test('rate factors are equally likely parts of a log-normal that keeps the mean time', (t) => {
  t.deepEqual([...rateFactors(0)], [1, 1, 1, 1, 1, 1, 1, 1])
  const factors = [...rateFactors(0.5)]
  t.deepEqual(
    factors,
    [...factors].sort((a, b) => a - b),
  )
  t.true(Math.abs(factors.reduce((sum, factor) => sum + 1 / factor, 0) / 8 - 1) < 1e-12)
  t.true(factors[7] / factors[0] > 4 && factors[7] / factors[0] < 5)
})
