import test from 'ava'
import { FeedReader } from '../feed-reader.js'
import { shadowReport } from '../shadow-report.js'
import { agreementSentence, driftSentence, ordersSentence, regretSentence } from '../shadow-sentences.js'
import type { WrittenLine } from '../feed-schema.js'
import { inOrder, life, shadowOf, taskAt } from '../testing/small-shadow.js'
import { shadowPage } from './shadow-page.js'

const names = { grid: 'three <sites>', seed: '1', assumptions: ['sizes are made up'] }
const reader = new FeedReader('feed.jsonl', () => undefined)

function reportOf(lines: readonly WrittenLine[]) {
  return shadowReport(shadowOf(lines), reader, names)
}

/** Four days on which production sends every other job to A, where the policy wants B. */
const days = inOrder(
  Array.from({ length: 400 }, (_, i) => {
    const at = i * 864
    return [
      taskAt(at, `t${i}`),
      ...life(`t${i}`, i + 1, i % 2 === 0 ? 'A' : 'B', [at, at + (i % 2 === 0 ? 900 : 60), at + 2000]),
    ]
  }).flat(),
)

test('the answer in words', (t) => {
  const report = reportOf([{ event: 'feed', version: 1, start: '2024-03-01T00:00:00Z' }, ...days])
  t.is(
    agreementSentence(report),
    'Policy wants-b agrees with production’s choice on the queue of 50.0 % of 400 jobs in 400 bunches, on the site of 50.0 %. ' +
      'Production’s queue was a candidate for 100.0 %, among the first three for 100.0 %.',
  )
  t.is(report.feed.from, '2024-03-01 00:00')
  t.regex(
    regretSentence(report),
    /the regret is 14 min of wait a job \(95 % interval 14 min to 14 min\)\. They waited 15 min .* 1 min are estimated/,
  )
  t.is(driftSentence(report), 'Nothing has shifted over 5 windows of 1 d.')
  t.regex(ordersSentence(report), /^Nothing was ordered\. .* 400 pilots and 0 transfers/)
})

test('one is not many', (t) => {
  const report = reportOf([taskAt(0, 'thin'), ...life('thin', 1, 'B', [1, 2, 3])])
  t.regex(agreementSentence(report), /100\.0 % of 1 job in 1 bunch,/)
  t.is(regretSentence(report), 'No regret: policy wants-b would have sent the one ended job where production did.')
  t.regex(ordersSentence(report), /1 pilot and 0 transfers/)
})

test('jobs without an estimate are told by their reason, and those that never ran apart', async (t) => {
  const lines = inOrder([
    taskAt(0, 'thin'),
    ...life('thin', 1, 'A', [1, 2, 3]),
    { event: 'placed', at: 1, task: 'thin', jobs: [2], queue: 'A' },
    { event: 'job', at: 4, id: 2, state: 'closed' },
  ])
  const report = reportOf(lines)
  t.regex(
    regretSentence(report),
    /for any of 1 ended job .*: for 1 too few jobs went to the policy’s queue around then\.$/,
  )
  t.regex(
    await shadowPage(report),
    /Not estimated: for 1 too few [^.]*\.\s+1 further job ended without having been seen to run\./,
  )
})

test('names of the feed stay text on the page', async (t) => {
  const evil = '<img src=x onerror=alert(1)>"\'&'
  const page = await shadowPage(
    reportOf([
      { event: 'feed', version: 1, source: evil, assumptions: [evil] },
      taskAt(0, evil, { label: evil, share: evil }),
      ...life(evil, 1, 'A', [1, 2, 3]),
      { event: 'placed', at: 4, task: evil, jobs: [2], queue: evil },
      { event: 'pilot', at: 4, queue: evil },
      { event: 'replica', at: 4, dataset: evil, site: evil },
    ]),
  )
  t.false(page.includes('<img'))
  t.true(page.includes('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;'))
})

test('the page says all of it, and where it comes from', async (t) => {
  const report = reportOf(days)
  const page = await shadowPage(report)
  for (const said of [
    agreementSentence(report),
    driftSentence(report),
    report.journal.hash,
    report.feed.sha256,
    'likes-b weighs',
    'three &lt;sites&gt;',
    'sizes are made up',
  ])
    t.true(page.includes(said), said)
  for (const bad of ['NaN', 'undefined', 'Infinity', '[object'])
    t.false(page.replaceAll(/<script>.*?<\/script>/gs, '').includes(bad), bad)
  t.is(page, await shadowPage(report), 'equal reports give equal pages')
})

test('a shadow that has heard nothing has a page too', async (t) => {
  const page = await shadowPage(reportOf([]))
  t.true(page.includes('Nothing to compare'))
  t.true(page.includes('Regret cannot be estimated: no job that ran has ended.'))
})
