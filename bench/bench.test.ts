/** The benches at their small size, to keep them alive; nothing is asserted about time. */
import test from 'ava'
import { tenDays } from './ten-days.js'
import { wholeDay } from './whole-day.js'

const tiny = 0.002

test('a small whole day measures a complete run and says where its time goes', async (t) => {
  const cost = await wholeDay({ scale: tiny, length: 1 }, true)
  t.is(cost.jobs, 2000)
  t.true(cost.finished > 0.98 * cost.jobs)
  t.true(cost.transfers > 0 && cost.peakRunning > 0 && cost.events > cost.jobs)
  t.true(cost.cpuMicrosPerJob > 0 && cost.peakRssBytes > 0)
  t.regex(cost.journal, /^[0-9a-f]{16}$/)
  t.truthy(cost.timeShares)
})

test('ten small days run ten times the jobs of one', (t) => {
  const cost = tenDays(tiny)
  t.is(cost.jobs, 10 * cost.day.jobs)
  t.true(Number.isFinite(cost.exponent) && cost.peakRssRatio > 0)
})
