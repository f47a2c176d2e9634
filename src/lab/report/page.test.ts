import { createHash } from 'node:crypto'
import test from 'ava'
import { fakeRun, fakeSpec, fakeStudy } from '../testing/fake-runs.js'
import type { RunResult } from '../../sim/run-result.js'
import { reportPage } from './page.js'

const nasty = '<img src=x onerror="alert(1)">&\''

const study = fakeStudy({
  spec: fakeSpec({ title: `A day of ${nasty}`, question: `Which waits least, ${nasty}?`, baseline: nasty }),
  version: '0.1.0',
  assumptions: [`Slots of ${nasty} are inferred.`],
  notes: ['Small.'],
  runs: [
    fakeRun({ policy: nasty, seed: '1', sites: [nasty, 'BNL'], records: 60 }),
    fakeRun({ policy: nasty, seed: '2', sites: [nasty, 'BNL'] }),
    fakeRun({ policy: 'random', seed: '1', meanWaitSeconds: 7_200, sites: [nasty, 'BNL'], records: 60 }),
  ],
  showcase: {
    run: fakeRun({ policy: nasty, assumptions: [`Made of ${nasty}.`] }),
    cost: { cpuSeconds: 30, wallSeconds: 31, peakRssBytes: 4e8 },
  },
})

const made = reportPage(study)

test('names are text, never markup', async (t) => {
  const page = await made
  t.false(page.includes('<img'))
  t.false(/<[^>]*onerror="/.test(page.replaceAll(/"[^"]*"/g, '""')))
  t.true(page.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;'))
})

test('a showcase tells what it assumes by itself', async (t) => {
  t.regex(await made, /<h3>Assumptions of this run<\/h3>\s*<ul>\s*<li>Made of /)
})

test('nothing is loaded from elsewhere, and one script runs: that of the page', async (t) => {
  const page = await made
  t.false(/https?:/.test(page))
  t.false(/<(link|iframe|object|embed|img|base)\b/.test(page))
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text)
  t.is(scripts.length, 1)
  t.false(/\b(eval|Function|import|fetch|XMLHttpRequest|WebSocket|innerHTML|localStorage|cookie)\b/.test(scripts[0]))
  t.true(page.includes(`script-src &#39;sha256-${createHash('sha256').update(scripts[0]).digest('base64')}&#39;`))
  t.false(/<[^<>]*\ssrc=/.test(page.replace(scripts[0], '').replaceAll(/"[^"]*"/g, '""')))
  const links = [...page.matchAll(/<a\b[^>]*? href="([^"]*)"/g)].map(([, to]) => to)
  t.true(links.length > 10)
  for (const link of links) t.regex(link, /^(#[a-z-]+|data:text\/csv;charset=utf-8,([^#<>&"]|&#39;)+)$/)
  t.false(/@import|url\((?!#)/.test(page))
})

test('tags are balanced, ids are unique, references lead somewhere', async (t) => {
  const page = await made
  const open: string[] = []
  for (const [, closing, name, selfClosing] of page
    .replace(/<script>[\s\S]*<\/script>/, '')
    .matchAll(/<(\/?)([a-z][a-zA-Z0-9]*)(?:"[^"]*"|[^>"])*?(\/?)>/g)) {
    if (selfClosing || name === 'meta' || name === 'input') continue
    if (!closing) open.push(name)
    else t.is(open.pop(), name)
  }
  t.deepEqual(open, [])
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  t.is(new Set(ids).size, ids.length)
  for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) t.true(ids.includes(id), id)
})

test('every drawing has a label, every table a caption and heads with a scope', async (t) => {
  const page = await made
  const drawings = [...page.matchAll(/<svg\b[^>]*>/g)].map(([tag]) => tag)
  t.true(drawings.length >= 36)
  for (const drawing of drawings) t.regex(drawing, /role="img" aria-label="[^"]{20,}"/)
  t.is(page.match(/<table class="sortable">/g)?.length, page.match(/<caption>/g)?.length)
  for (const [head] of page.matchAll(/<th\b[^>]*>/g)) t.regex(head, /scope="(row|col)"/)
})

test('equal studies give equal pages', async (t) => {
  t.is(await reportPage(study), await made)
})

test('a study with no showcase, with one run, or in which no job started still has a page', async (t) => {
  const bare = fakeStudy({ ...study, runs: [fakeRun()], showcase: undefined, notes: [] })
  t.regex(await reportPage(bare), /nothing was compared with it/)
  const idle = fakeStudy({
    ...bare,
    runs: [{ ...fakeRun({ started: 0, seriesPoints: 0, sites: [] }), waitCdf: [] }],
  })
  t.regex(await reportPage(idle), /No job started/)
  const onlyShowcase = await reportPage({ ...study, runs: [], showcase: { ...study.showcase!, run: fakeRun() } })
  t.regex(onlyShowcase, /<h2>One large run<\/h2>/)
  t.false(onlyShowcase.includes('of this run'))
})

test('loads are swept in a chapter of their own; all else is of the highest that every policy keeps up with', async (t) => {
  const runs = [0.6, 1.1].flatMap((load) =>
    ['production', 'random'].map((policy): RunResult => {
      const run = fakeRun({
        policy,
        meanWaitSeconds: 1_000 * load,
      })
      // Beyond the grid's capacity the queue grows and grows.
      const pending = run.series.timeSeconds.map((time) => (load > 1 ? time / 60 : 0))
      return { ...run, series: { ...run.series, pending }, summary: { ...run.summary, load } }
    }),
  )
  const page = await reportPage(
    fakeStudy({ ...study, spec: fakeSpec({ loads: [0.6, 1.1] }), runs, showcase: undefined }),
  )
  t.regex(page, /2 policies ×\s+1 seed × 2 loads/)
  t.regex(page, /All but the chapter on load is of load 60.0 %/)
  t.regex(page, /<figure id="load-sweep">/)
  t.regex(page, /production, seed 1: 10 min/)
})
