/** Spans of time at sites: joined, asked in order of time, and gone around. */
import test from 'ava'
import { SiteSpans } from './site-spans.js'

/** Site 0 is out from 10 to 20, from 30 to 45 and from 90 on; site 1 from 40 to 50; site 2 never. */
function spans(): SiteSpans {
  return new SiteSpans(3, [
    { site: 0, from: 40, until: 45 },
    { site: 0, from: 30, until: 40 },
    { site: 0, from: 35, until: 38 },
    { site: 0, from: 10, until: 20 },
    { site: 0, from: 60, until: 60 },
    { site: 0, from: 90, until: Infinity },
    { site: 1, from: 40, until: 50 },
  ])
}

test('what holds when, and what comes next', (t) => {
  const asked = spans()
  for (const [now, holds, nextStart] of [
    [0, false, 10],
    [10, true, 30],
    [19.9, true, 30],
    [20, false, 30],
    [30, true, 90],
    [40, true, 90],
    [44, true, 90],
    [45, false, 90],
    [60, false, 90],
    [1e9, true, Infinity],
  ] as const) {
    t.is(asked.holds(0, now), holds, `${now} s`)
    t.is(asked.nextStart(0, now), nextStart, `after ${now} s`)
  }
  t.deepEqual(spans().spanAt(0, 41), { site: 0, from: 30, until: 45 })
  t.false(spans().holds(1, 39))
  t.true(spans().holds(1, 49))
  t.false(spans().holds(2, 15))
})

test('work of a length that stands still while either site is out', (t) => {
  for (const [one, other, now, seconds, end] of [
    [2, 2, 0, 100, 100],
    [0, 2, 0, 10, 10],
    [0, 2, 0, 11, 21],
    [2, 0, 0, 11, 21],
    [0, 2, 15, 4, 24],
    // 10 s before 30, the rest after both are back at 50.
    [0, 1, 20, 12, 52],
    [0, 1, 12, 15, 55],
    [1, 1, 39, 2, 51],
    [0, 0, 89, 1, 90],
    [0, 1, 89, 2, Infinity],
    [0, 2, 100, 1, Infinity],
  ]) {
    t.is(spans().endAround(one, other, now, seconds), end, `${seconds} s between ${one} and ${other} from ${now} s`)
  }
  t.is(new SiteSpans(2, []).endAround(0, 1, 5, 7), 12)
})

test('how long a site is out in a window', (t) => {
  for (const [site, from, until, seconds] of [
    [0, 0, 100, 35],
    [0, 15, 35, 10],
    [0, 50, 80, 0],
    [1, 45, 60, 5],
    [2, 0, 100, 0],
  ]) {
    t.is(spans().secondsIn(site, from, until), seconds)
  }
})
