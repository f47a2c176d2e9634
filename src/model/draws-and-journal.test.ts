import test from 'ava'
import { keyOf, normalQuantile, uniform } from './draws.js'
import { Fact, type FactListener, Journal } from './journal.js'
import { seed } from './testing/small-grid.js'

const purpose = keyOf('test.one')
const other = keyOf('test.other')
const DRAWS = 50_000

/** Chi² of counts that should be equal. */
function chiSquare(counts: readonly number[], total: number): number {
  const expected = total / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

// 99 degrees of freedom: mean 99, standard deviation 14; the draws are fixed, so the bounds hold for ever or never.
const [LOW, HIGH] = [55, 155]

test('draws lie evenly in [0, 1), along ordinals, tasks and attempts', (t) => {
  const axes: Record<string, (i: number) => number> = {
    ordinals: (i) => uniform(seed, purpose, 17, i, 1),
    tasks: (i) => uniform(seed, purpose, i, 0, 1),
    'task keys': (i) => uniform(seed, purpose, keyOf(`task-${i}`), 0, 1),
    attempts: (i) => uniform(seed, purpose, 17, 0, i),
    seeds: (i) => uniform({ a: i, b: 1 }, purpose, 17, 0, 1),
    purposes: (i) => uniform(seed, keyOf(`purpose-${i}`), 17, 0, 1),
  }
  for (const [axis, draw] of Object.entries(axes)) {
    const counts = new Array<number>(100).fill(0)
    for (let i = 0; i < DRAWS; i++) counts[Math.floor(draw(i) * 100)]++
    const chi = chiSquare(counts, DRAWS)
    t.is(counts.length, 100, `${axis}: all in [0, 1)`)
    t.true(chi > LOW && chi < HIGH, `${axis}: chi² is ${chi}`)
  }
})

test('draws for another purpose, ordinal, attempt, task or seed tell nothing of each other', (t) => {
  const pairs: Record<string, (i: number) => number> = {
    purpose: (i) => uniform(seed, other, 17, i, 1),
    'the next ordinal': (i) => uniform(seed, purpose, 17, i + 1, 1),
    'the next attempt': (i) => uniform(seed, purpose, 17, i, 2),
    'the next task': (i) => uniform(seed, purpose, 18, i, 1),
    'another seed': (i) => uniform({ a: seed.a + 1, b: seed.b }, purpose, 17, i, 1),
    'the other half of the seed': (i) => uniform({ a: seed.a, b: seed.b + 1 }, purpose, 17, i, 1),
  }
  for (const [what, draw] of Object.entries(pairs)) {
    const counts = new Array<number>(100).fill(0)
    for (let i = 0; i < DRAWS; i++) {
      counts[Math.floor(uniform(seed, purpose, 17, i, 1) * 10) * 10 + Math.floor(draw(i) * 10)]++
    }
    const chi = chiSquare(counts, DRAWS)
    t.true(chi > LOW && chi < HIGH, `${what}: chi² of the pairs is ${chi}`)
  }
})

test('a draw is the same whenever it is asked for, on any machine', (t) => {
  t.is(uniform(seed, purpose, 1, 2, 3), uniform({ ...seed }, keyOf('test.one'), 1, 2, 3))
  t.deepEqual(
    [uniform(seed, purpose, 1, 2, 3), uniform({ a: 0, b: 0 }, 0, 0, 0, 0), uniform({ a: -1, b: -1 }, -1, -1, -1, -1)],
    [0.44548613309259355, 0.44637903336598583, 0.5549256853451902],
  )
})

test('keys are FNV-1a', (t) => {
  t.is(keyOf('') >>> 0, 0x811c9dc5)
  t.is(keyOf('a') >>> 0, 0xe40c292c)
  t.is(keyOf('foobar') >>> 0, 0xbf9cf968)
})

test('normal quantiles against known values', (t) => {
  const known: [u: number, quantile: number][] = [
    [0.5, 0],
    [0.8413447460685429, 1],
    [0.9772498680518208, 2],
    [0.9986501019683699, 3],
    [0.975, 1.959963984540054],
    [0.9, 1.2815515655446004],
    [0.02, -2.053748910631823],
    [0.001, -3.090232306167813],
    [1e-9, -5.997807015007686],
  ]
  for (const [u, quantile] of known) {
    t.true(Math.abs(normalQuantile(u) - quantile) < 2e-8, `${u}: ${normalQuantile(u)}, not ${quantile}`)
  }
  t.true(normalQuantile(0) < -8 && normalQuantile(0) > -9, 'the least draw is finite')
  for (let u = 0.001; u < 0.5; u += 0.001) {
    t.true(Math.abs(normalQuantile(u) + normalQuantile(1 - u)) < 1e-7, `symmetric at ${u}`)
    t.true(normalQuantile(u) < normalQuantile(u + 0.001), `rising at ${u}`)
  }
})

type Written = [kind: Fact, at: number, subject: number, a: number, b: number, c: number, d: number, row: number]

function hashOf(...facts: Written[]): string {
  const journal = new Journal()
  for (const fact of facts) journal.write(...fact)
  return journal.hash()
}

const fact: Written = [Fact.jobMoved, 12.345, 1_000_001, 4, 6, 17, 2, 99]

test('the hash of facts: golden', (t) => {
  t.is(hashOf(), '243f6a8885a308d3')
  t.is(hashOf(fact), 'b232733ac509027a')
  t.is(hashOf(fact, [Fact.jobCreated, 3e9, 2 ** 40 + 5, -7, 1, 1, 0, 3]), 'a05bded0358410fe')
})

test('the hash sees every field of a fact but the row', (t) => {
  const fields = ['kind', 'at', 'subject', 'a', 'b', 'c', 'd']
  const seen = new Set([hashOf(fact)])
  fields.forEach((field, i) => {
    for (const step of [1, -1, 1024]) {
      const changed = [...fact] as Written
      changed[i] += step
      seen.add(hashOf(changed))
      t.is(hashOf(changed).length, 16, field)
    }
  })
  t.is(seen.size, 1 + 3 * fields.length, 'every change gives another hash')
  const far = [...fact] as Written
  far[2] += 2 ** 32
  t.not(hashOf(far), hashOf(fact), 'PandaIDs beyond 32 bits')
  const late = [...fact] as Written
  late[1] += 2 ** 32 / 1000
  t.not(hashOf(late), hashOf(fact), 'times beyond 32 bits of milliseconds')
  const moved = [...fact] as Written
  moved[7] = 100
  t.is(hashOf(moved), hashOf(fact), 'the row is not part of the fact')
})

test('times are rounded to whole milliseconds', (t) => {
  const at = (seconds: number) => hashOf([fact[0], seconds, ...fact.slice(2)] as Written)
  t.is(at(12.3454), at(12.345))
  t.is(at(12.3446), at(12.345))
  t.not(at(12.3456), at(12.345))
  t.is(at(0.1 + 0.2), at(0.3))
})

test('the order of facts matters, and so does each of them', (t) => {
  const second: Written = [Fact.pilotsLost, 13, 5, 1, 0, 0, 0, 0]
  t.not(hashOf(fact, second), hashOf(second, fact))
  t.not(hashOf(fact, fact), hashOf(fact))
})

test('a listener hears each fact as it was written', (t) => {
  const journal = new Journal()
  const heard: Written[] = []
  const listener: FactListener = { hear: (...written) => heard.push(written) }
  journal.write(...fact)
  journal.listener = listener
  journal.write(...fact)
  t.deepEqual(heard, [fact])
  t.is(journal.facts, 2)
})
