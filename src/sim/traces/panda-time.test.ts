import test from 'ava'
import fc from 'fast-check'
import { pandaTime } from './panda-time.js'

const eleven = Date.UTC(2024, 1, 29, 11, 5, 7) / 1000

/** Texts and the Unix seconds they stand for. */
const times: readonly [text: string, seconds: number | undefined][] = [
  ['2024-02-29 11:05:07', eleven],
  ['2024-02-29T11:05:07', eleven],
  ['2024-02-29T11:05:07.250Z', eleven],
  ['2024-02-29T11:05:07+00:00', eleven],
  ['2024-2-29 11:05', eleven - 7],
  ['2024-02-29', eleven - 11 * 3600 - 307],
  ['2/29/2024 11:05', eleven - 7],
  ['2016-12-31 23:59:60', Date.UTC(2017, 0, 1) / 1000],
  ['1970-01-01 00:00:00', undefined],
  ['1/1/1970 0:00', undefined],
  ['2023-02-29 11:05:07', NaN],
  ['1900-02-29 11:05:07', NaN],
  ['2000-02-29 00:00:00', Date.UTC(2000, 1, 29) / 1000],
  ['2024-04-31 11:05:07', NaN],
  ['2024-13-01 11:05:07', NaN],
  ['2024-00-01 11:05:07', NaN],
  ['2024-01-00 11:05:07', NaN],
  ['2024-01-01 24:05:07', NaN],
  ['2024-01-01 11:60:07', NaN],
  ['2024-01-01 11:05:61', NaN],
  ['2024-01-01 11:05:0x', NaN],
  ['2O24-01-01 11:05:07', NaN],
  ['2024-01-01_11:05:07', NaN],
  ['2024-01-01 11.05:07', NaN],
  ['-024-01-01 11:05:07', NaN],
  ['now', NaN],
]

for (const [text, seconds] of times) {
  test(`${text} is ${seconds ?? 'not set'}`, (t) => t.is(pandaTime(text), seconds))
}

test('any second of a thousand years is what the calendar of the language says', (t) => {
  const from = Date.UTC(1600, 0, 1) / 1000
  const until = Date.UTC(2600, 0, 1) / 1000
  fc.assert(
    fc.property(fc.integer({ min: from, max: until }), (seconds) => {
      const text = new Date(seconds * 1000).toISOString().slice(0, 19)
      t.is(pandaTime(text), text.startsWith('1970') ? undefined : seconds)
    }),
    { numRuns: 500 },
  )
})
