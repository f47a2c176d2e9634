/** What a trace can validate, told from what is in it. */
import test from 'ava'
import { checkText, cleanRows, type Format, type Row, textOf } from '../../testing/planted-traces.js'

const everything = {
  'arrivals and load': 'partly',
  waits: 'yes',
  'run times': 'yes',
  'CPU efficiency': 'yes',
  'site choice': 'partly',
  failures: 'yes',
  'data movement': 'partly',
  'users and shares': 'yes',
}

const cases: readonly [
  title: string,
  format: Format,
  change: (rows: Row[]) => unknown,
  answers: Record<string, string>,
  reason: RegExp,
][] = [
  ['a clean one', 'panda-csv', () => undefined, {}, /the capacity that served it is not recorded/],
  [
    'one of a format without bytes and errors',
    'swf',
    () => undefined,
    { failures: 'partly', 'data movement': 'no' },
    /no record has input bytes/,
  ],
  [
    'one without waits',
    'swf',
    (rows) => rows.forEach((row) => (row.wait = undefined)),
    { waits: 'no', failures: 'partly', 'data movement': 'no' },
    /without waits, full sites look like empty ones/,
  ],
  [
    'one of finished jobs at one site',
    'panda-csv',
    (rows) => rows.forEach((row) => Object.assign(row, { status: 'finished', error: 0, site: 'BNL' })),
    { 'run times': 'partly', 'site choice': 'no', failures: 'no' },
    /only jobs that finished are in the log/,
  ],
  [
    'one with cores counted twice',
    'panda-json',
    (rows) => rows.forEach((row) => (row.cpu! *= row.cores)),
    { 'CPU efficiency': 'no' },
    /cores are counted twice/,
  ],
  [
    'one of two tasks, cut out of a larger stream',
    'panda-csv',
    (rows) => rows.forEach((row, n) => Object.assign(row, { task: n % 2 ? 60 : 61, id: 50 * row.id })),
    { 'arrivals and load': 'no', waits: 'partly', 'run times': 'partly', 'CPU efficiency': 'partly' },
    /a handful of tasks is no workload/,
  ],
  [
    'one of one user',
    'panda-csv',
    (rows) => rows.forEach((row) => (row.user = 1)),
    { 'users and shares': 'no' },
    /one user submits nearly all/,
  ],
  [
    'one of twenty jobs',
    'panda-csv',
    (rows) => rows.splice(20),
    { 'arrivals and load': 'no', waits: 'no', 'run times': 'no', 'CPU efficiency': 'no', failures: 'partly' },
    /20 records are too few/,
  ],
]

for (const [title, format, change, answers, reason] of cases) {
  test(`${format}: ${title}`, async (t) => {
    const rows = cleanRows()
    change(rows)
    const { verdicts } = await checkText(format, textOf(format, rows))
    t.deepEqual(Object.fromEntries(verdicts.map(({ subject, answer }) => [subject, answer])), {
      ...everything,
      ...answers,
    })
    t.true(
      verdicts.some(({ reasons }) => reasons.some((one) => reason.test(one))),
      JSON.stringify(verdicts),
    )
    for (const { reasons } of verdicts) t.true(reasons.length > 0 && reasons.every((one) => one !== ''))
  })
}
