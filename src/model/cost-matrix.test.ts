import test from 'ava'
import { BLOCKED_LINK, CostMatrix, type MeasuredRates } from './cost-matrix.js'

const MINUTE = 60

/** A monitor's figures, MB/s. */
const rates = (hourMBps: number, dayMBps = NaN, weekMBps = NaN): MeasuredRates => ({ hourMBps, dayMBps, weekMBps })

test('a link has its declared rate and a closeness nobody told, each direction its own', (t) => {
  const costs = new CostMatrix(3, (from, to) => from * 10 + to)
  t.deepEqual([costs.rate(0, 1), costs.rate(1, 0), costs.rate(2, 1), costs.rate(1, 1)], [1, 10, 21, Infinity])
  t.true(costs.closeness.every(Number.isNaN))
  costs.setCloseness(2, 1, BLOCKED_LINK)
  t.deepEqual([costs.closeness[2 * 3 + 1], costs.closeness[1 * 3 + 2]], [-1, NaN])
})

// brokerage.md §E.2: the shortest window that has a figure; PanDA stops at the first longer one that has none.
test('the throughput of a link is that of the shortest window', (t) => {
  const table: [figures: MeasuredRates, plain: number, strict: number][] = [
    [rates(9, 8, 7), 9, 9],
    [rates(NaN, 8, 7), 8, 8],
    [rates(NaN, NaN, 7), 7, 7],
    [rates(9, NaN, NaN), 9, NaN],
    [rates(9, 8, NaN), 9, NaN],
    [rates(9, NaN, 7), 9, 7],
    [rates(NaN, 8, NaN), 8, NaN],
    [rates(0, 8, 7), 0, 0],
    [rates(NaN), NaN, NaN],
  ]
  for (const [figures, plain, strict] of table) {
    const costs = new CostMatrix(2, () => 1)
    costs.measure(0, 1, figures, 0)
    t.deepEqual(
      [costs.throughputMBps(0, 1, 0, false), costs.throughputMBps(0, 1, 0, true), costs.throughputMBps(1, 0, 0, false)],
      [plain, strict, NaN],
      JSON.stringify(figures),
    )
  }
})

test('measurements of 60 minutes count, older ones do not', (t) => {
  const costs = new CostMatrix(2, () => 5e6)
  costs.measure(0, 1, rates(9, 8, 7), 0)
  const at = (minutes: number) => {
    const oldest = (minutes - 60) * MINUTE
    return [costs.throughputMBps(0, 1, oldest, false), costs.expectedRate(0, 1, oldest)]
  }
  t.deepEqual(at(59), [9, 9e6])
  t.deepEqual(at(60), [9, 9e6])
  t.deepEqual(at(61), [NaN, 5e6])
  costs.measure(0, 1, rates(2), 61 * MINUTE)
  t.deepEqual(at(61), [2, 2e6], 'a new one replaces all of the old')
})

test('a transfer may expect what the last hour gave, else what is declared', (t) => {
  const costs = new CostMatrix(2, () => 5e6)
  t.is(costs.expectedRate(0, 1, -Infinity), 5e6)
  costs.measure(0, 1, rates(NaN, 8, 7), 0)
  t.is(costs.expectedRate(0, 1, 0), 5e6, 'longer windows say nothing of now')
  costs.measure(0, 0, rates(3), 0)
  t.is(costs.expectedRate(0, 0, 0), Infinity, 'within a site nothing is moved')
})
