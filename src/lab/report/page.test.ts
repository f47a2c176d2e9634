import test from 'ava'
import { fakeRun, fakeSpec, fakeStudy } from '../testing/fake-runs.js'
import type { Study } from '../study.js'
import { reportPage } from './page.js'

const nasty = '<img src=x onerror="alert(1)">&\''

const study = fakeStudy({
  spec: fakeSpec({ title: `A day of ${nasty}`, question: `Which waits least, ${nasty}?` }),
  version: '0.1.0',
  assumptions: [`Slots of ${nasty} are inferred.`],
  notes: ['Small.'],
  runs: [
    fakeRun({ policy: nasty, seed: '1', sites: [nasty, 'BNL'] }),
    fakeRun({ policy: nasty, seed: '2', sites: [nasty, 'BNL'] }),
    fakeRun({ policy: 'random', seed: '1', meanWaitSeconds: 7_200 }),
  ],
  showcase: {
    run: fakeRun({ policy: nasty, assumptions: [`Made of ${nasty}.`] }),
    cost: { cpuSeconds: 30, wallSeconds: 31, peakRssBytes: 4e8 },
  },
})

test('names are text, never markup', async (t) => {
  const page = await reportPage(study)
  t.false(page.includes('<img'))
  t.false(/<[^>]*onerror="/.test(page.replaceAll(/"[^"]*"/g, '""')))
  t.true(page.includes('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;'))
})

test('a showcase tells what it assumes by itself', async (t) => {
  t.regex(await reportPage(study), /<h3>Assumptions of this run<\/h3>\s*<ul>\s*<li>Made of /)
  t.false((await reportPage({ ...study, showcase: { ...study.showcase!, run: fakeRun() } })).includes('of this run'))
})

test('nothing is loaded from elsewhere and nothing runs', async (t) => {
  const page = await reportPage(study)
  t.false(/https?:/.test(page))
  t.false(/<(script|link|iframe|object|embed)\b/.test(page))
  t.false(/<[^<>]*\s(src|href)=/.test(page.replaceAll(/"[^"]*"/g, '""')))
  t.false(/@import|url\((?!#)/.test(page))
})

test('tags are balanced, ids are unique, references lead somewhere', async (t) => {
  const page = await reportPage(study)
  const open: string[] = []
  for (const [, closing, name, selfClosing] of page.matchAll(/<(\/?)([a-z][a-zA-Z0-9]*)(?:"[^"]*"|[^>"])*?(\/?)>/g)) {
    if (selfClosing || name === 'meta') continue
    if (!closing) open.push(name)
    else t.is(open.pop(), name)
  }
  t.deepEqual(open, [])
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  t.is(new Set(ids).size, ids.length)
  for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) t.true(ids.includes(id), id)
})

test('every drawing has a label, every table a caption and heads with a scope', async (t) => {
  const page = await reportPage(study)
  const drawings = [...page.matchAll(/<svg\b[^>]*>/g)].map(([tag]) => tag)
  t.is(drawings.length, 10)
  for (const drawing of drawings) t.regex(drawing, /role="img" aria-label="[^"]{20,}"/)
  t.is(page.match(/<table>/g)?.length, page.match(/<caption>/g)?.length)
  for (const [head] of page.matchAll(/<th\b[^>]*>/g)) t.regex(head, /scope="(row|col)"/)
})

test('equal studies give equal pages', async (t) => {
  t.is(await reportPage(study), await reportPage(study))
})

test('a study with no showcase, with one run, or in which no job started still has a page', async (t) => {
  const bare: Study = { ...study, runs: [fakeRun()], showcase: undefined, notes: [] }
  t.regex(await reportPage(bare), /nothing was compared with it/)
  const idle: Study = { ...bare, runs: [{ ...fakeRun({ started: 0, seriesPoints: 0, sites: [] }), waitCdf: [] }] }
  t.regex(await reportPage(idle), /No job started/)
  t.regex(await reportPage({ ...study, runs: [] }), /jobs in one run/)
})
