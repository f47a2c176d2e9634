import { parse } from 'csv-parse/sync'
import test from 'ava'
import { dataDetails } from './data.js'

const rows = [
  ['plain', 1 / 3],
  ['a, "b" & <c> #1 100 %', NaN],
  ["two\nlines, l'été", -2e9],
] as const

/** The CSV behind the link, as a browser would save it. */
function saved(markup: string): string {
  const [, address] = /href="data:text\/csv;charset=utf-8,([^"]*)"/.exec(markup)!
  return decodeURIComponent(address.replaceAll('&#39;', "'"))
}

test('the CSV of a figure is what its data are, whatever stands in them', (t) => {
  const { text } = dataDetails('fig', 'A figure', { columns: ['name', 'value in s'], rows })
  t.deepEqual(parse(saved(text)), [
    ['name', 'value in s'],
    ['plain', '0.333333'],
    ['a, "b" & <c> #1 100 %', ''],
    ["two\nlines, l'été", '-2000000000'],
  ])
  t.true(text.includes('<td class="text">a, &quot;b&quot; &amp; &lt;c&gt; #1 100 %</td>'))
})

test('the page shows the first rows and says so; the CSV has them all', (t) => {
  const many = Array.from({ length: 500 }, (_, index) => [`row ${index}`, index])
  const { text } = dataDetails('fig', 'A figure', { columns: ['name', 'value'], rows: many })
  t.is(text.match(/<tr>/g)!.length, 41)
  t.regex(text, /The first 40 of 500 rows:/)
  t.is(saved(text).trimEnd().split('\n').length, 501)
})
