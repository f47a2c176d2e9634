import test from 'ava'
import { downsample, thin } from './downsample.js'

test('few values stay as they are, many become means of their stretch', (t) => {
  t.deepEqual(downsample([1, 2, 3], 3), [1, 2, 3])
  t.deepEqual(downsample([1, 3, 5, 7], 2), [2, 6])
  t.deepEqual(downsample([1, 1, 4, 4, 4], 2), [1, 4])
  t.is(
    downsample(
      Array.from({ length: 1_441 }, () => 7),
      300,
    ).length,
    300,
  )
})

test('a thinned curve keeps both ends', (t) => {
  const thinned = thin([...Array(1_000).keys()], 100)
  t.is(thinned.length, 100)
  t.is(thinned[0], 0)
  t.is(thinned[99], 999)
  t.deepEqual(thin([1, 2], 100), [1, 2])
})
