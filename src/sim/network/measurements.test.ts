import test from 'ava'
import { Measurements, Span } from './measurements.js'

const HOUR = 3600

test('of a link that nothing has passed nothing is known', (t) => {
  const m = new Measurements(3)
  t.deepEqual([m.rate(0, Span.week, 0, 1), m.filesInHour(0, 0, 1), m.filesQueued(0, 1)], [0, 0, 0])
  t.is(m.lastAt(0, 1), -Infinity)
})

test('the rate is bytes moved over time under way, and recent transfers count more', (t) => {
  const m = new Measurements(3)
  const end = (now: number, bytes: number, seconds: number) => {
    m.ordered(0, 1)
    m.ended(now, 0, 1, bytes, seconds)
  }
  end(0, 300, 10)
  end(0, 100, 10)
  t.is(m.rate(0, Span.hour, 0, 1), 20)
  end(24 * HOUR, 50, 10)
  const aged = (hours: number) => {
    const left = Math.exp(-24 / hours)
    return (400 * left + 50) / (20 * left + 10)
  }
  const close = (value: number, right: number) => t.true(Math.abs(value - right) < 1e-9 * right)
  close(m.rate(24 * HOUR, Span.hour, 0, 1), aged(1))
  close(m.rate(24 * HOUR, Span.day, 0, 1), aged(24))
  close(m.rate(24 * HOUR, Span.week, 0, 1), aged(168))
  t.is(m.lastAt(0, 1), 24 * HOUR)
  t.is(m.rate(24 * HOUR, Span.hour, 1, 0), 0, 'the way back is another link')
})

test('a rate is unknown when nothing ended for as long as its span', (t) => {
  const m = new Measurements(2)
  m.ordered(0, 1)
  m.ended(0, 0, 1, 100, 10)
  const known = (hours: number) => [Span.hour, Span.day, Span.week].map((span) => m.rate(hours * HOUR, span, 0, 1))
  t.deepEqual(known(1), [10, 10, 10])
  t.deepEqual(known(1.1), [0, 10, 10])
  t.deepEqual(known(25), [0, 0, 10])
  t.deepEqual(known(169), [0, 0, 0])
})

test('a steady stream shows as many files as it has in the window', (t) => {
  const m = new Measurements(2)
  for (let now = 0; now <= 48 * HOUR; now += 36) {
    m.ordered(0, 1)
    m.ended(now, 0, 1, 1, 1)
  }
  const now = 48 * HOUR + 18
  t.true(Math.abs(m.filesInHour(now, 0, 1) - 100) < 0.1)
  t.true(Math.abs(m.filesInSixHours(now, 0, 1) - 600) < 1)
  t.true(m.filesInHour(now + HOUR, 0, 1) < 40, 'and fewer when it stops')
})

test('news come once, by source and destination', (t) => {
  const m = new Measurements(40)
  const news = () => {
    const found: string[] = []
    m.takeNews((from, to) => found.push(`${from} ${to}`))
    return found
  }
  m.ordered(2, 1)
  m.ordered(10, 3)
  m.ordered(0, 1)
  m.ordered(2, 1)
  t.deepEqual(news(), ['0 1', '2 1', '10 3'])
  t.deepEqual(news(), [])
  m.ended(5, 2, 1, 10, 1)
  m.cancelled(0, 1)
  t.deepEqual(news(), ['0 1', '2 1'])
  for (let to = 0; to < 40; to++) for (let from = 0; from < 10; from++) m.ordered(from, to)
  t.is(news().length, 400)
})
