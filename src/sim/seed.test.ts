import test from 'ava'
import { seedOf } from './seed.js'

test('each seed has draws of its own, also when its text is another one written twice', (t) => {
  const texts = Array.from({ length: 3_000 }, (_, number) => `${number}`).concat(
    'a',
    'aa',
    'abab',
    'ab',
    '1.1',
    '0',
    '00',
  )
  const distinct = [...new Set(texts)]
  t.is(new Set(distinct.map((text) => JSON.stringify(seedOf(text)))).size, distinct.length)
})

test('a seed stays what it was', (t) => {
  t.deepEqual(seedOf('2014'), seedOf('2014'))
  t.notDeepEqual(seedOf('1'), seedOf('11'))
})
