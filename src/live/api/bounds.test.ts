/** What is measured before anything else is done: JSON, and how often one calls. */
import test from 'ava'
import { parseJson } from './json-text.js'
import { TokenBucket } from './token-bucket.js'

test('JSON is measured before it is built', (t) => {
  const bounds = { depth: 32, items: 100 }
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  t.deepEqual(parseJson('{"a": [1, "[[[{{{,,,\\\\"]}', bounds), { a: [1, '[[[{{{,,,\\'] })
  t.is(parseJson('', bounds), undefined)
  t.notThrows(() => parseJson(nested(32), bounds))
  t.notThrows(() => parseJson(JSON.stringify('\\"['.repeat(1000)), bounds))
  const refused: [string, RegExp][] = [
    [nested(33), /more than 32 levels deep/],
    ['{"a":'.repeat(100_000), /more than 32 levels deep/],
    [`[${'1,'.repeat(100)}1]`, /more than 100 values/],
    ['{"a": "\\', /no JSON/],
    ['{"a": 1 "b"}', /no JSON \(at position \d+\)/],
    ['\u0000', /no JSON/],
  ]
  for (const [text, words] of refused) t.throws(() => parseJson(text, bounds), { message: words })
})

test('a bucket lets so many pass at once, and so many a second', (t) => {
  const bucket = new TokenBucket(10, 3, 0)
  t.deepEqual(
    [0, 0, 0].map((now) => bucket.take(now)),
    [0, 0, 0],
  )
  t.is(bucket.take(0), 0.1)
  t.is(bucket.take(100), 0)
  t.true(bucket.take(150) > 0)
  t.is(bucket.take(60_000), 0)
})
