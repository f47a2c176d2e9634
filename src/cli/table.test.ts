import test from 'ava'
import { characters, renderTable, type Column } from './table.js'

const columns: readonly Column[] = [
  { title: 'Policy', align: 'left', importance: 9, shortest: 8 },
  { title: 'Wait', align: 'right', importance: 8 },
  { title: 'Failures', align: 'right', importance: 1 },
  { title: 'Finished', align: 'right', importance: 2 },
]
const rows = [
  ['production', '1 h 3 min', '4.0 %', '146,046'],
  ['data-locality-only', '35 s', '12.5 %', '9'],
]

test('numbers go right, words left', (t) => {
  t.is(
    `\n${renderTable(columns, rows, 80)}`,
    `
Policy                   Wait  Failures  Finished
──────────────────  ─────────  ────────  ────────
production          1 h 3 min     4.0 %   146,046
data-locality-only       35 s    12.5 %         9`,
  )
})

test('a narrow terminal cuts names first, then loses the least important column', (t) => {
  t.is(
    `\n${renderTable(columns, rows, 45)}`,
    `
Policy               Wait  Failures  Finished
──────────────  ─────────  ────────  ────────
production      1 h 3 min     4.0 %   146,046
data-locality…       35 s    12.5 %         9`,
  )
  t.is(
    `\n${renderTable(columns, rows, 35)}`,
    `
Policy               Wait  Finished
──────────────  ─────────  ────────
production      1 h 3 min   146,046
data-locality…       35 s         9`,
  )
})

test('no line is longer than any width', (t) => {
  for (let width = 1; width < 100; width++) {
    for (const line of renderTable(columns, rows, width).split('\n'))
      t.true(characters(line).length <= width, `${width}: ${line}`)
  }
})

test('no rows, and names that would drive the terminal', (t) => {
  t.is(renderTable(columns.slice(0, 2), [], 80), 'Policy  Wait\n──────  ────')
  t.false(renderTable(columns.slice(0, 1), [['\u001b[2Jx']], 80).includes('\u001b'))
})
