import test from 'ava'
import { firstDifference, firstDifferenceOrTie } from './first-difference.js'

test('the first difference is told with its path, what was found and what was expected', (t) => {
  const table: [found: unknown, expected: unknown, difference: string | undefined][] = [
    [{ a: 1, b: [1, { c: 'x' }] }, { a: 1, b: [1, { c: 'x' }] }, undefined],
    [{ b: 2, a: 1 }, { a: 1, b: 2 }, undefined],
    [{ a: 1, b: undefined }, { a: 1 }, undefined],
    [{ a: 1 }, { a: 2 }, 'a: found 1, expected 2'],
    [{ a: 1, b: 2 }, { b: 3, a: 2 }, 'b: found 2, expected 3'],
    [{ b: [1, { c: 'x' }] }, { b: [1, { c: 'y' }] }, 'b[1].c: found "x", expected "y"'],
    [{ b: [1, 2] }, { b: [1] }, 'b[1]: found 2, expected nothing'],
    [{ b: [1] }, { b: [1, 2] }, 'b[1]: found nothing, expected 2'],
    [{ b: [2, 1] }, { b: [1, 2] }, 'b[0]: found 2, expected 1'],
    [{ a: 1, extra: 2 }, { a: 1 }, 'extra: found 2, expected nothing'],
    [{}, { a: null }, 'a: found nothing, expected null'],
    [{ a: 0 }, { a: null }, 'a: found 0, expected null'],
    [{ a: 0 }, { a: false }, 'a: found 0, expected false'],
    [{ a: '1' }, { a: 1 }, 'a: found "1", expected 1'],
    [{ a: {} }, { a: [] }, 'a: found {}, expected []'],
    [{ a: NaN }, { a: 1 }, 'a: found NaN, expected 1'],
    [3, 4, 'the answer: found 3, expected 4'],
    [{ a: 'x'.repeat(200) }, { a: '' }, `a: found "${'x'.repeat(116)}..., expected ""`],
  ]
  for (const [found, expected, difference] of table) t.is(firstDifference(found, expected), difference)
})

test('integers must be equal, fractions agree to a relative 1e-9', (t) => {
  const table: [found: number, expected: number, agree: boolean][] = [
    [0, 0, true],
    [-0, 0, true],
    [1e9, 1e9 + 1, false],
    [3, 3.0000000029, true],
    [3, 3.0000000031, false],
    [-0.1, -0.10000000009, true],
    [0.1, -0.1, false],
    [1e-300, 1.0000000009e-300, true],
    [0, 1e-12, false],
    [1e300, 1e300 * (1 + 2e-16), true],
    [Infinity, Infinity, true],
    [Infinity, 1, false],
  ]
  for (const [found, expected, agree] of table) {
    t.is(firstDifference(found, expected) === undefined, agree, `${found} and ${expected}`)
  }
})

test('the other answer of a tie is as right, for its field alone', (t) => {
  const recorded = { id: 'a', in: {}, out: { placed: ['x'], total: 1 }, tie: ['y'] }
  const table: [found: unknown, difference: string | undefined][] = [
    [{ placed: ['x'], total: 1 }, undefined],
    [{ placed: ['y'], total: 1 }, undefined],
    [{ placed: ['z'], total: 1 }, 'placed[0]: found "z", expected "x"'],
    [{ placed: ['y'], total: 2 }, 'placed[0]: found "y", expected "x"'],
  ]
  for (const [found, difference] of table) t.is(firstDifferenceOrTie(found, recorded, 'placed'), difference)
  const plain = { id: 'b', in: {}, out: { placed: ['x'] } }
  t.is(firstDifferenceOrTie({ placed: ['y'] }, plain, 'placed'), 'placed[0]: found "y", expected "x"')
})
