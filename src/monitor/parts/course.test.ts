import test from 'ava'
import { Clock } from '../clock.js'
import { course } from './course.js'

const clock = new Clock({ originMilliseconds: 0 }, 1_000)

function drawn(shape: 'lines' | 'stacked', ...all: readonly (number | null)[][]): string {
  const series = all.map((values, index) => ({ name: `of ${index}`, from: 0, stepSeconds: 3_600, values }))
  return course('A course', series, clock, shape).text.replace(/\s+/g, ' ')
}

test('a line has a gap where nothing is known, and a value alone is a dot', (t) => {
  const text = drawn('lines', [1, 4, null, 2])
  t.regex(text, /<path class="line tone-0" d="M52 113L172\.7 8" \/>/)
  t.regex(text, /<circle class="dot tone-0" cx="414" cy="78"/)
  t.notRegex(text, /NaN|Infinity/)
})

test('areas stand one on the other, with a gap where none is known', (t) => {
  const text = drawn('stacked', [2, 2, null, 0], [2, null, null, 0])
  t.regex(text, /class="area tone-0" d="M52 78L172\.7 78L172\.7 148L52 148Z"/)
  t.regex(text, /class="area tone-1" d="M52 8L172\.7 78L172\.7 78L52 78Z"/)
  t.is(text.match(/class="line tone-/g)?.length, 2, 'the value alone is a line upwards')
})

test('of more series than there are colours, the first colours come again', (t) => {
  const text = drawn('stacked', ...Array.from({ length: 10 }, () => [1, 1]))
  t.is(text.match(/class="area tone-1"/g)?.length, 2)
  t.notRegex(text, /tone-[89]/)
})

test('zeros lie on the ground, and one value has no line', (t) => {
  t.regex(drawn('lines', [0, 0]), /d="M52 148L414 148"/)
  t.regex(drawn('lines', [3]), /<circle class="dot tone-0" cx="52"/)
})

test('where nothing is known it says so', (t) => {
  for (const all of [[], [[]], [[null, null]]]) t.regex(drawn('lines', ...all), /Nothing is recorded of that time/)
})

test('ticks are whole numbers, and days stand where there are several', (t) => {
  for (const [most, top] of [
    [1, 4],
    [4, 4],
    [5, 8],
    [9, 12],
    [10, 12],
    [11, 20],
    [90, 100],
    [101, 200],
  ])
    t.regex(drawn('lines', [0, most]), new RegExp(`text-anchor="end">${top}<`), String(most))
  t.regex(
    drawn(
      'lines',
      Array.from({ length: 100 }, () => 1),
    ),
    /text-anchor="end"> 01-05 </,
  )
  t.regex(drawn('lines', [1, 2]), /text-anchor="end"> 01:00 </)
})
