import test from 'ava'
import type { Family } from './family.js'
import { firstDifference } from './first-difference.js'
import { resultText } from './result-text.js'
import { runFamilies } from './run-families.js'

/** Adds numbers, and fails on a list that is none. */
const sums: Family = {
  name: 'sums',
  section: '§1',
  differs: ({ in: given, out }) =>
    firstDifference(
      (given as number[]).reduce((sum, one) => sum + one, 0),
      out,
    ),
}

const recorded = [
  { name: 'products', cases: [{ id: 'p', in: [], out: 1, quirk: 'empty' }] },
  {
    name: 'sums',
    cases: [
      { id: 'a', in: [1, 2], out: 3 },
      { id: 'b', in: [1, 2], out: 4 },
      { id: 'c', in: [5], out: 5, quirk: 'odd' },
      { id: 'd', in: [5], out: 6, quirk: 'odd' },
      { id: 'e', in: null, out: 0 },
      { id: 'f', in: [1], out: 0 },
      { id: 'g', in: [0], out: 0 },
    ],
  },
]

test('cases are counted, quirks apart, with what differs; a family without a rule is not compared', (t) => {
  const [products, ofSums] = runFamilies(recorded, [sums])
  t.deepEqual(products, {
    family: 'products',
    matched: 0,
    total: 1,
    quirks: { matched: 0, total: 1 },
    notYet: true,
    differences: [],
  })
  const { differences, ...counts } = ofSums
  t.deepEqual(counts, { family: 'sums', matched: 3, total: 7, quirks: { matched: 1, total: 2 }, notYet: false })
  t.deepEqual(differences.slice(0, 2), [
    { id: 'b', difference: 'the answer: found 3, expected 4' },
    { id: 'd', quirk: 'odd', difference: 'the answer: found 5, expected 6' },
  ])
  t.is(differences[2].id, 'e')
  t.regex(differences[2].difference, /^no answer: TypeError: /)
})

test('the text has a line for each family, its first three differences and a sum', (t) => {
  const text = resultText(runFamilies(recorded, [sums])).replace(/TypeError: .*/, 'TypeError: ...')
  t.is(
    text,
    `products  no rule yet (1 cases)
sums      BAD  3 of 7, of them quirks 1 of 2
    b: the answer: found 3, expected 4
    d (quirk: odd): the answer: found 5, expected 6
    e: no answer: TypeError: ...
    and 1 more

3 of 7 cases answered as recorded; no rule yet for 1 of 2 families`,
  )
})

test('a family that matches says so without quirks where there are none', (t) => {
  const whole = [{ name: 'sums', cases: recorded[1].cases.slice(0, 1) }]
  t.is(resultText(runFamilies(whole, [sums])), 'sums  all  1 of 1\n\n1 of 1 cases answered as recorded')
})
