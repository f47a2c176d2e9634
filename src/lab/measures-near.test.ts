import test from 'ava'
import { measuresNear } from './measures-near.js'

const table: readonly (readonly [text: string, nearest: RegExp])[] = [
  ['wait', /of which waitP\d\d, /],
  ['waitmean', /of which waitMean, /],
  ['slowdown', /of which slowdown/],
  ['utilization', /of which utilisation, /],
]

for (const [text, nearest] of table) {
  test(`the measures nearest to ${text}`, (t) => {
    t.regex(measuresNear(text), nearest)
    t.is(measuresNear(text).split(', ').length, 6)
  })
}
