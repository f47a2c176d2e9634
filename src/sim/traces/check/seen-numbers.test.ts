import test from 'ava'
import fc from 'fast-check'
import { SeenNumbers } from './seen-numbers.js'

test('numbers and other names: each is new once, whatever the order', (t) => {
  const id = fc.oneof(
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 6_000_000_000, max: 6_000_000_040 }),
    fc.constantFrom('a', '-1', '1.5'),
  )
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), (ids) => {
      const seen = new SeenNumbers()
      const told = ids.map((one) => seen.add(String(one)))
      t.deepEqual(
        told,
        ids.map((one, at) => ids.indexOf(one) < at),
      )
    }),
  )
})

test('a hundred thousand numbers in steps, then all of them again', (t) => {
  const seen = new SeenNumbers()
  const ids = Array.from({ length: 100_000 }, (_, n) => String(6_000_000_000 + 7 * n))
  t.false(ids.some((id) => seen.add(id)))
  t.true(ids.every((id) => seen.add(id)))
  t.deepEqual([seen.least, seen.greatest, seen.whole], [6_000_000_000, 6_000_699_993, 200_000])
})
