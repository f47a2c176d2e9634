/** The benches at their small size, to keep them alive; nothing is asserted about time. */
import test from 'ava'
import { findBrowser } from '../src/page/testing/find-browser.js'
import { compare, compareText } from './compare.js'
import { csv, csvText } from './csv.js'
import { explain, explainText } from './explain.js'
import { monitor, monitorText } from './live/monitor.js'
import { network, networkText } from './network.js'
import { report, reportText, smallReport } from './report.js'
import { shadow, shadowText } from './shadow.js'
import { tenDays } from './ten-days.js'
import { wholeDay } from './whole-day.js'

const tiny = 0.002

test('a small whole day measures a complete run and says where its time goes', async (t) => {
  const cost = await wholeDay({ size: { scale: tiny, length: 1 }, withProfile: true })
  t.is(cost.jobs, 2000)
  t.true(cost.finished > 0.98 * cost.jobs)
  t.true(cost.transfers > 0 && cost.peakRunning > 0 && cost.events > cost.jobs)
  t.true(cost.cpuMicrosPerJob > 0 && cost.peakRssBytes > 0)
  t.regex(cost.journal, /^[0-9a-f]{16}$/)
  t.truthy(cost.timeShares)
})

test('ten small days run ten times the jobs of one', (t) => {
  const cost = tenDays(tiny, 1)
  t.is(cost.jobs, 10 * cost.day.jobs)
  t.true(Number.isFinite(cost.exponent) && cost.peakRssRatio > 0)
})

test('a small network bench measures every way to share at every load', (t) => {
  const cost = network(2000, [0.3, 0.6])
  t.is(cost.rows.length, 7)
  for (const row of cost.rows) {
    t.true(row.cpuMicrosPerEvent > 0 && row.meanConcurrency > 100 && row.stretch >= 1 - 1e-9)
    if (row.model === 'exact') t.deepEqual([row.meanError, row.p95Error], [0, 0])
  }
  const [, , , , exact, oneHop, slots] = cost.rows
  t.true(exact.stretch > 1 && oneHop.meanError < 0.02 && slots.meanError > oneHop.meanError)
  t.regex(networkText(cost), /exact at 0.3: [\d.]+ µs, one-hop at 0.6: [\d.]+ µs, slots at 0.6: [\d.]+ µs$/)
})

test('a small CSV bench finds every fault that was planted, ten of each', async (t) => {
  const cost = await csv(tiny)
  t.is(cost.rows, 2000)
  t.is(cost.columns, 10)
  t.is(cost.jobs, 2000 - 70)
  t.deepEqual(cost.faults, {
    'number of fields': 20,
    cpuconsumptiontime: 10,
    creationtime: 10,
    order: 10,
    quotes: 20,
    'quote inside a field, taken as text': 10,
    'end before start, run time taken as unknown': 10,
    'empty line, passed over': 10,
  })
  t.true(cost.cpuSeconds > 0 && cost.rowsPerCpuSecond > 0)
  t.regex(csvText(cost), /^csv: 2,000 rows of 10 quoted columns .*\n1,930 jobs; /)
})

test('a small report bench draws every figure of a study', async (t) => {
  const cost = await report(smallReport)
  t.true(cost.drawings > 30 && cost.bytes > 100_000)
  t.true(cost.cpuSeconds > 0 && cost.wallSeconds > 0)
  t.regex(reportText(cost), /^report: 2 policies × 3 seeds at 12 sites, /)
})

test('a small bench of explanations asks live jobs and reads a story, and records change no run', async (t) => {
  const cost = await explain(tiny)
  t.is(cost.jobs, 2000)
  t.true(cost.explanations > 10 && cost.microsPerExplanation > 0 && cost.storyMilliseconds > 0)
  t.true(cost.decisions > 50 && cost.verdicts > cost.decisions)
  t.regex(explainText(cost), /^explain: 2,000 jobs of .*\nrecords of decisions: .*\nan explanation of a live job: /)
})

test('a small comparison finds the same on one worker and on two', async (t) => {
  const cost = await compare(false)
  t.deepEqual([cost.oneWorker.runs, cost.twoWorkers.runs, cost.whole.runs], [6, 6, 12])
  t.true(cost.whole.cpuSecondsPerRun > 0 && cost.whole.wallSeconds > 0 && Number.isFinite(cost.secondWorkerAdds))
  t.regex(compareText(cost), /^all: 12 runs by \d workers? in .*, .* s CPU a run$/m)
})

test('a small shadow bench follows one production under three policies, to one journal', async (t) => {
  const cost = await shadow(tiny)
  t.is(cost.jobs, 2000)
  t.is(cost.shadows.length, 3)
  const [production, leastQueued] = cost.shadows
  t.true(production.agreement > 0.9 && leastQueued.agreement < 0.5)
  t.true(production.microsPerDecision > 0)
  t.regex(shadowText(cost), /^shadow: 2,000 jobs of .*\nproduction: [\d,.]+ µs CPU a placement/)
})

test('a small bench of the monitor asks for every kind of page', async (t) => {
  const cost = await monitor({ ended: 200, queued: 100, running: 20 })
  t.is(new Set(cost.pages.map(({ path }) => path.split(/[?/]/)[1])).size, 10)
  t.true(cost.pages.every(({ middleMillis, kilobytes }) => middleMillis > 0 && kilobytes > 1))
  t.is(cost.firstPaint === undefined, findBrowser() === undefined)
  t.regex(monitorText(cost), /^monitor: 200 attempts in the store, 100 jobs waiting, 20 running; /)
})
