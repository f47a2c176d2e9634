import test from 'ava'
import {
  formatBytes,
  formatCount,
  formatFraction,
  formatNumber,
  formatRange,
  formatSeconds,
  formatSecondsRange,
} from './format.js'

const seconds: readonly (readonly [number, string])[] = [
  [0, '0 s'],
  [0.42, '0.4 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [35, '35 s'],
  [59.7, '1 min'],
  [60, '1 min'],
  [725, '12 min 5 s'],
  [3_599.6, '1 h'],
  [8_040, '2 h 14 min'],
  [86_399, '1 d'],
  [90_000, '1 d 1 h'],
  [86_400 * 1_234, '1,234 d'],
  [-35, '-35 s'],
  [NaN, '–'],
]

for (const [value, expected] of seconds) {
  test(`${value} seconds read as ${expected}`, (t) => {
    t.is(formatSeconds(value), expected)
  })
}

test('a range of seconds has one unit', (t) => {
  t.is(formatSecondsRange(8_040, 8_424), '2.23–2.34 h')
  t.is(formatSecondsRange(35, 90), '35.0–90.0 s')
  t.is(formatSecondsRange(7_300, 7_300), '2.03 h')
  t.is(formatSecondsRange(0, 0), '0.00 s')
  t.is(formatSecondsRange(NaN, NaN), '–')
})

test('a range says a shared unit once', (t) => {
  t.is(formatRange(0.913, 0.931, formatFraction), '91.3–93.1 %')
  t.is(formatRange(0.5, 0.5, formatFraction), '50.0 %')
  t.is(formatRange(999, 2_000, formatBytes), '999 B–2.0 kB')
  t.is(formatRange(1, 2, formatCount), '1–2')
})

test('counts, fractions, bytes and plain numbers', (t) => {
  t.is(formatCount(146_046), '146,046')
  t.is(formatFraction(0.913), '91.3 %')
  t.is(formatBytes(1.2e12), '1.2 TB')
  t.is(formatBytes(999_960), '1.0 MB')
  t.is(formatBytes(12), '12 B')
  t.is(formatNumber(1.2734), '1.27')
  t.is(formatNumber(1_204.4), '1,204')
  t.is(formatCount(NaN), '–')
})
