import test from 'ava'
import fc from 'fast-check'
import { LogHistogram } from './log-histogram.js'

test('nothing counted gives zeros', (t) => {
  const histogram = new LogHistogram()
  t.deepEqual(histogram.distribution(), { count: 0, mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, max: 0 })
  t.deepEqual(histogram.cdf(10), [])
})

test('whole numbers up to 2048 come out exactly', (t) => {
  const histogram = new LogHistogram()
  for (let value = 1; value <= 2000; value++) histogram.add(value)
  t.deepEqual(histogram.distribution(), {
    count: 2000,
    mean: 1000.5,
    p50: 1000,
    p90: 1800,
    p95: 1900,
    p99: 1980,
    max: 2000,
  })
  t.deepEqual(histogram.cdf(4), [
    { value: 500, fraction: 0.25 },
    { value: 1000, fraction: 0.5 },
    { value: 1500, fraction: 0.75 },
    { value: 2000, fraction: 1 },
  ])
})

test('values below 0.001 count as 0', (t) => {
  const histogram = new LogHistogram()
  for (const value of [-5, 0, 0.0009, 3]) histogram.add(value)
  t.is(histogram.quantile(0.75), 0)
  t.is(histogram.quantile(0.76), 3)
  t.is(histogram.mean, 0.75)
  t.deepEqual(histogram.cdf(100), [
    { value: 0, fraction: 0.75 },
    { value: 3, fraction: 1 },
  ])
})

test('values above one are counted, those in its bin left out', (t) => {
  const histogram = new LogHistogram()
  for (const value of [0, 0, 1, 2, 2, 3, 1e12]) histogram.add(value)
  const above = [0, 0.5, 1, 2, 3, 1e12].map((value) => histogram.countAbove(value))
  t.deepEqual(above, [5, 5, 4, 2, 1, 0])
})

test('one of several is the one that had taken all their values', (t) => {
  const parts = [[], [0, 5, 1e15], [7, 7], [1e-5]].map((values) => {
    const part = new LogHistogram()
    for (const value of values) part.add(value)
    return part
  })
  const whole = new LogHistogram()
  for (const value of [0, 5, 1e15, 7, 7, 1e-5]) whole.add(value)
  t.deepEqual(LogHistogram.of(...parts).distribution(), whole.distribution())
  t.deepEqual(LogHistogram.of(...parts).cdf(9), whole.cdf(9))
  t.deepEqual(LogHistogram.of().distribution(), new LogHistogram().distribution())
})

test('a value that is no finite number is a broken invariant', (t) => {
  const histogram = new LogHistogram()
  t.throws(() => histogram.add(NaN), { message: 'a histogram takes finite values, not NaN' })
  t.throws(() => histogram.add(Infinity), { message: 'a histogram takes finite values, not Infinity' })
  t.is(histogram.count, 0)
})

test('quantiles lie at most 0.1 % below the exact ones, from milliseconds to exabytes', (t) => {
  const value = fc.oneof(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), fc.double({ min: 1, max: 1e21, noNaN: true }))
  const fraction = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fraction, (values, p) => {
      const histogram = new LogHistogram()
      values.forEach((one) => histogram.add(one))
      const sorted = values.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(p * values.length - 1e-9)) - 1]
      const found = histogram.quantile(p)
      const curve = histogram.cdf(20)
      return (
        found <= exact &&
        found >= exact * 0.999 &&
        histogram.max === sorted.at(-1) &&
        curve.length <= 20 &&
        curve.at(-1)?.fraction === 1 &&
        curve.every((point, index) => index === 0 || point.value >= curve[index - 1].value)
      )
    }),
  )
  t.pass()
})
