/** What is odd about a log as a whole: planted in a clean trace of each format, it is found; in a clean one nothing is. */
import test from 'ava'
import { checkText, cleanRows, type Format, formats, type Row, textOf } from '../../testing/planted-traces.js'
import { testPlants } from '../../testing/plants.js'

const hour = 3600
const day = 24 * hour
const panda: readonly Format[] = ['panda-csv', 'panda-json']

const submitField = {
  swf: 'submit time',
  gwf: 'submit time',
  'panda-csv': 'creationtime',
  'panda-json': 'creationtime',
}

testPlants({
  'a pause': {
    in: formats,
    rows: (rows) => later(rows, 60, 60 * hour),
    kind: 'gap',
    count: 1,
    at: [60],
    field: submitField,
    found: /60\.5 h .*; 12\d jobs/,
  },
  'a clock that jumps': {
    in: formats,
    rows: (rows) => later(rows, 60, 40 * day),
    kind: 'clock-jump',
    count: 1,
    at: [60],
    field: submitField,
    also: ['weekly-gap'],
  },
  'a clock that is set back': {
    in: formats,
    rows: (rows) => {
      for (let n = 60; n < 70; n++) rows[n].submit = rows[59].submit + 60 * (n - 59)
      later(rows, 63, -hour, 70)
    },
    kind: 'clock-set-back',
    count: 1,
    at: [65],
    field: '',
    also: ['order'],
  },
  'a flurry': {
    in: formats,
    rows: () =>
      cleanRows(180).map((row, n) => {
        if (n < 40) return row
        if (n >= 100) return { ...row, submit: row.submit - 59 * 1800 }
        return { ...row, submit: 40 * 1800 + 30 * (n - 40), user: 5 }
      }),
    kind: 'flurry',
    count: 1,
    at: [40],
    field: 'user',
    found: /user u?5 submitted 60 of the 6\d jobs of hour 21; the median hour has 2/,
  },
  'a limit on run times': {
    in: formats,
    rows: (rows) => rows.slice(100, 110).forEach((row) => (row.run = 3000)),
    kind: 'capped-run',
    count: 10,
    at: [100],
    field: 'run time',
    found: /3000 s/,
  },
  'a log that is cut out of a busy time': {
    in: formats,
    rows: (rows) => rows.forEach((row, n) => ((row.submit = 300 * n), (row.requested = 9000 + n))),
    kind: 'censored-end',
    count: 0,
    at: [119],
    field: '',
    also: ['censored-start'],
  },
  'weekends off': {
    in: formats,
    rows: (rows) => {
      rows.forEach((row, n) => (row.submit = 4 * hour * n + (n % 7)))
      return rows.filter(({ submit }) => Math.floor(submit / day) % 7 < 5)
    },
    kind: 'weekly-gap',
    count: 2,
    at: [undefined, undefined],
    field: '',
    found: /Saturday/,
  },
  'one user': {
    in: formats,
    rows: (rows) => rows.forEach((row, n) => (row.user = n === 5 ? 2 : 1)),
    kind: 'one-user',
    count: 1,
    at: [undefined],
    field: 'user',
  },
  'two tasks': {
    in: panda,
    rows: (rows) => rows.forEach((row, n) => (row.task = n % 2 ? 60 : 61)),
    kind: 'one-task',
    count: 1,
    at: [undefined],
    field: 'jeditaskid',
  },
  'a part of a larger stream': {
    in: panda,
    rows: (rows) => rows.forEach((row, n) => (row.id = 7001 + 50 * n)),
    kind: 'sample',
    count: 1,
    at: [undefined],
    field: 'pandaid',
    found: /120 records of 5951 job numbers/,
  },
  'a second attempt': {
    in: panda,
    rows: (rows) => void (rows[30].attempt = 2),
    kind: 'attempt-rows',
    count: 1,
    at: [30],
    field: 'attemptnr',
  },
})

for (const format of formats) {
  test(`${format}: of a handful of jobs within a minute no rate, edge or gap is told, and that once`, async (t) => {
    const rows = cleanRows(4).map((row, n) => ({
      ...row,
      submit: 20 * n,
      run: 3000,
      requested: 6000,
      cpu: 2000 * row.cores,
    }))
    const { findings, course } = await checkText(format, textOf(format, rows))
    t.deepEqual(
      findings.map(({ kind, count, first }) => [kind, count, first[0].found]),
      [['short-log', 1, '4 records over 1 min']],
    )
    t.is(course.jobsPerDay, undefined)
    t.is(course.peakHour.jobs, 4)
    later(rows, 2, 40 * hour)
    const apart = await checkText(format, textOf(format, rows))
    t.deepEqual(
      apart.findings.map(({ kind }) => kind),
      ['short-log'],
      'a pause between a few jobs is no gap',
    )
  })

  test(`${format}: many jobs within minutes have no edges either`, async (t) => {
    const rows = cleanRows().map((row, n) => ({ ...row, submit: 10 * n }))
    const { findings } = await checkText(format, textOf(format, rows))
    t.deepEqual(
      findings.map(({ kind }) => kind),
      ['short-log'],
    )
  })

  test(`${format}: nothing is found in a clean trace`, async (t) => {
    const check = await checkText(format, textOf(format, cleanRows()))
    t.deepEqual(check.findings, [])
    t.is(check.records, 120)
    t.deepEqual([check.users, check.groups, check.sites], [7, 3, 4])
    t.is(check.tasks, format.startsWith('panda') ? 12 : undefined)
    t.is(check.course.peakHour.jobs, 2)
    t.is(check.quantities.runSeconds.max, 600 + 17 * 119)
    t.deepEqual(check.jobsByStatus, { finished: 108, failed: 12, cancelled: 0, closed: 0, unknown: 0 })
    t.is(check.quantities.inputBytes.count, format.startsWith('panda') ? 120 : 0)
  })
}

/** Submits records of a range so much later. */
function later(rows: Row[], from: number, seconds: number, until = rows.length): Row[] {
  for (const row of rows.slice(from, until)) row.submit += seconds
  return rows
}
