import test from 'ava'
import { slots } from './slots.js'

test('two transfers at a time on a link, the others in line behind them', (t) => {
  const network = slots.create({ sites: 3, slotsPerLink: 2 })
  const under = () => [0, 1, 2, 3, 4].filter((row) => network.rateOf(row) > 0)
  network.start(0, 0, 0, 1, 100, 10) // until 10
  network.start(1, 1, 0, 1, 100, 5) // until 21
  network.start(2, 2, 0, 1, 50, 10) // in line
  network.start(3, 3, 0, 1, 20, 10) // in line
  network.start(3, 4, 1, 0, 40, 10) // another link, until 7
  t.deepEqual([under(), network.activeOn(0, 1), network.measurements.filesQueued(0, 1)], [[0, 1, 4], 2, 4])

  t.deepEqual([network.nextEnd(), network.popEnded(7), under()], [7, 4, [0, 1]])
  t.deepEqual([network.nextEnd(), network.popEnded(10), under()], [10, 0, [1, 2]])
  t.deepEqual([network.nextEnd(), network.popEnded(15), under()], [15, 2, [1, 3]])
  t.deepEqual([network.startedAt(2), network.startedAt(3)], [10, 15])
  t.deepEqual([network.nextEnd(), network.popEnded(17), under()], [17, 3, [1]])
  t.deepEqual([network.nextEnd(), network.popEnded(21), under()], [21, 1, []])
  t.true(Math.abs(network.measurements.rate(21, 0, 0, 1) - 270 / 37) < 0.01, 'waiting does not count')
  network.check()
})

test('a place in line may be given up, wherever it is, and a slot goes to the next', (t) => {
  const network = slots.create({ sites: 2, slotsPerLink: 1 })
  for (const row of [0, 1, 2, 3, 4]) network.start(0, row, 0, 1, 10, 10)
  network.cancel(0.5, 2)
  network.cancel(0.5, 4)
  network.check()
  t.deepEqual([network.popEnded(1), network.nextEnd()], [0, 2])
  network.cancel(1.5, 1)
  t.deepEqual([network.nextEnd(), network.popEnded(2.5), network.nextEnd()], [2.5, 3, Infinity])
  t.is(network.measurements.filesQueued(0, 1), 0)
  network.check()
})

test('a transfer that stalls keeps its slot', (t) => {
  const network = slots.create({ sites: 2, slotsPerLink: 1 })
  network.start(0, 0, 0, 1, 10, 10)
  network.start(0, 1, 0, 1, 10, 10)
  network.setCapacity(0.5, 1, 0, Infinity)
  t.deepEqual([network.nextEnd(), network.activeOn(0, 1)], [Infinity, 1])
  network.setCapacity(3, 1, 1e9, Infinity)
  t.deepEqual([network.nextEnd(), network.popEnded(3.5), network.nextEnd()], [3.5, 0, 4.5])
})
