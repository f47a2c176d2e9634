/** Amounts by quantile: what is read, what is drawn, and what is refused. */
import test from 'ava'
import { z } from 'zod'
import { amountAt, amountOf, meanAmount } from './quantile-table.js'
import { byteCount } from './yaml-file.js'

const table = { parts: [0.05, 0.5, 0.95], values: [1, 100, 10_000] }

test('between two quantiles an amount grows by equal factors, outside it stays', (t) => {
  for (const [u, amount] of [
    [0, 1],
    [0.05, 1],
    [0.275, 10],
    [0.5, 100],
    [0.725, 1000],
    [0.95, 10_000],
    [0.999, 10_000],
  ]) {
    t.true(Math.abs(amountAt(table, u) / amount - 1) < 1e-12, `${u}: ${amountAt(table, u)}`)
  }
  t.is(amountAt(7, 0.3), 7)
})

test('from 0 an amount grows by equal steps', (t) => {
  t.is(amountAt({ parts: [0, 1], values: [0, 8] }, 0.25), 2)
  t.is(meanAmount({ parts: [0, 1], values: [0, 8] }), 4)
})

test('the mean is that of many draws', (t) => {
  const draws = 20_000
  let sum = 0
  for (let i = 0; i < draws; i++) sum += amountAt(table, (i + 0.5) / draws)
  t.true(Math.abs(meanAmount(table) / (sum / draws) - 1) < 1e-4)
  t.is(meanAmount(5), 5)
})

test('amounts are written as one or as a table, and nothing else', (t) => {
  const schema = amountOf(byteCount, 'bytes')
  t.is(schema.parse('2 GB'), 2e9)
  t.deepEqual(schema.parse({ '5 %': '1 MB', '50 %': '2 GB', '99.5%': '2 GB' }), {
    parts: [0.05, 0.5, 0.995],
    values: [1e6, 2e9, 2e9],
  })
  for (const [title, bad] of [
    ['no unit', 3],
    ['no table', {}],
    ['a part that is none', { half: '1 MB' }],
    ['more than all', { '5 %': '1 MB', '120 %': '2 MB' }],
    ['parts that fall', { '50 %': '1 MB', '5 %': '2 MB' }],
    ['amounts that fall', { '5 %': '2 MB', '50 %': '1 MB' }],
    ['an amount without a unit', { '5 %': 3 }],
    ['a list', ['1 MB']],
  ] as const) {
    const { error } = schema.safeParse(bad)
    t.is(
      error?.issues[0].message,
      'bytes, or rising amounts by part of all such as { 5 %: …, 50 %: …, 95 %: … }',
      title,
    )
  }
  t.true(z.toJSONSchema(schema, { io: 'input' }).anyOf !== undefined)
})
