/** What is wrong with single records: planted in a clean trace of each format that can have it, it is found there. */
import { cleanRows, type Format, formats, type Row } from '../../testing/planted-traces.js'
import { testPlants } from '../../testing/plants.js'

const panda: readonly Format[] = ['panda-csv', 'panda-json']
const standard: readonly Format[] = ['swf', 'gwf']

const cpuField = {
  swf: 'CPU time',
  gwf: 'CPU time',
  'panda-csv': 'cpuconsumptiontime',
  'panda-json': 'cpuconsumptiontime',
}
testPlants({
  'a wait below zero': {
    in: standard,
    rows: (rows) => void (rows[4].wait = -7),
    kind: 'negative-wait',
    count: 1,
    at: [4],
    field: 'wait time',
    found: /-7/,
  },
  'a start before creation': {
    in: panda,
    rows: (rows) => void ([rows[4].wait, rows[4].run] = [-7, 700]),
    kind: 'negative-wait',
    count: 1,
    at: [4],
    field: 'starttime',
  },
  'a run time below zero': {
    in: standard,
    rows: (rows) => void ([rows[5].run, rows[5].status, rows[5].cpu] = [-1359980917, 'finished', undefined]),
    kind: 'end-before-start',
    count: 1,
    at: [5],
    field: 'run time',
    found: /-1359980917/,
  },
  'an end before its start': {
    in: panda,
    rows: (rows) => void ([rows[5].run, rows[5].status, rows[5].cpu] = [-60, 'finished', undefined]),
    kind: 'end-before-start',
    count: 1,
    at: [5],
    field: 'endtime',
  },
  'a quantity below zero': {
    in: panda,
    rows: (rows) => void (rows[6].inputBytes = -5),
    kind: 'negative-quantity',
    count: 1,
    at: [6],
    field: 'inputfilebytes',
    found: /-5/,
  },
  'no processors': {
    in: standard,
    rows: (rows) => void ([rows[7].cores, rows[7].usedCores, rows[7].cpu] = [-1, -1, undefined]),
    kind: 'no-processors',
    count: 1,
    at: [7],
    field: 'allocated processors',
  },
  'a date of 1970': {
    in: panda,
    rows: (rows) => void (rows[8].run = undefined),
    text: (text, format) =>
      format === 'panda-csv'
        ? text.replace(/(2024-05-06T04:00:2\d),,finished/, '$1,1970-01-01T00:00:00,failed')
        : text.replace(/"endtime":""/, '"endtime":"1970-01-01T00:00:00"'),
    kind: 'unset-date',
    count: 1,
    at: [8],
    field: 'endtime',
    found: /1970-01-01/,
  },
  'an efficiency above 1': {
    in: formats,
    rows: (rows) => void (rows[1].cpu = rows[1].run! * 1.3),
    kind: 'efficiency-above-1',
    count: 1,
    at: [1],
    field: cpuField,
    found: /efficiency 1\.30/,
  },
  'double-counted cores': {
    in: formats,
    rows: (rows) => rows.forEach((row) => row.cores > 1 && (row.cpu! *= row.cores)),
    kind: 'double-counted-cores',
    count: 40,
    at: [0, 3, 6, 9, 12],
    field: cpuField,
  },
  'one job with cores counted twice among others without': {
    in: formats,
    rows: (rows) => void (rows[3].cpu! *= 8),
    kind: 'efficiency-above-1',
    count: 1,
    at: [3],
    field: cpuField,
  },
  'CPU time of one core': {
    in: formats,
    rows: (rows) => rows.forEach((row) => row.cores > 1 && (row.cpu = row.cpu! / row.cores)),
    kind: 'one-core-cpu',
    count: 40,
    at: [0, 3, 6, 9, 12],
    field: cpuField,
  },
  'run times multiplied by the cores': {
    in: standard,
    rows: (rows) =>
      rows.forEach((row) => row.cores > 1 && ((row.requested = row.run!), (row.run! *= 4), (row.cpu! *= 4))),
    kind: 'core-time-walltime',
    count: 40,
    at: [0, 3, 6, 9, 12],
    field: 'run time',
  },
  'job_walltime as core-time': {
    in: panda,
    text: (text, format) => changed(text, format, 'job_walltime', (row) => row.run! * row.cores),
    kind: 'core-time-walltime',
    count: 40,
    at: [0, 3, 6, 9, 12],
    field: 'job_walltime',
  },
  'a job_walltime that is neither': {
    in: panda,
    text: (text, format) => changed(text, format, 'job_walltime', (row, n) => row.run! + (n === 9 ? 100 : 0)),
    kind: 'stated-walltime-differs',
    count: 1,
    at: [9],
    field: 'job_walltime',
  },
  'a job_queuetime of its own': {
    in: panda,
    text: (text, format) => changed(text, format, 'job_queuetime', (row, n) => row.wait! + (n === 9 ? 100 : 0)),
    kind: 'stated-wait-differs',
    count: 1,
    at: [9],
    field: 'job_queuetime',
  },
  'corecount is not the cores used': {
    in: panda,
    rows: (rows) => void (rows[3].usedCores = 4),
    kind: 'cores-differ',
    count: 1,
    at: [3],
    field: 'corecount',
    found: /corecount is 8, used 4/,
  },
  'processors requested are not those allocated': {
    in: standard,
    rows: (rows) => void ([rows[3].usedCores, rows[3].cpu] = [4, 1000]),
    kind: 'cores-differ',
    count: 1,
    at: [3],
    field: 'allocated processors',
    found: /8 requested, 4 allocated/,
  },
  'runs over their request': {
    in: standard,
    rows: (rows) => void (rows[1].requested = 300),
    kind: 'over-request',
    count: 1,
    at: [1],
    field: 'run time',
  },
  'a number that occurs twice': {
    in: formats,
    rows: (rows) => void (rows[30].id = rows[12].id),
    kind: 'duplicate',
    count: 1,
    at: [30],
    field: { swf: 'job number', gwf: 'job number', 'panda-csv': 'pandaid', 'panda-json': 'pandaid' },
    found: /7013/,
  },
  'a closed row that came again elsewhere': {
    in: panda,
    rows: (rows) => {
      Object.assign(rows[10], { status: 'closed', wait: undefined, run: undefined, cpu: undefined })
      rows[20].name = rows[10].name
    },
    kind: 're-brokered',
    count: 1,
    at: [10],
    field: 'jobstatus',
    found: /closed at LYON, again at BNL on line 2[12]/,
  },
  'a failed row that never ran and came again elsewhere': {
    in: panda,
    rows: (rows) => {
      Object.assign(rows[13], { wait: undefined, run: undefined, cpu: undefined })
      rows[20].name = rows[13].name
    },
    kind: 're-brokered',
    count: 1,
    at: [13],
    field: 'jobstatus',
    found: /failed at CERN, again at BNL/,
  },
  'a closed row that never came again': {
    in: panda,
    rows: (rows) => void Object.assign(rows[10], { status: 'closed', wait: undefined, run: undefined, cpu: undefined }),
    kind: 'closed-for-good',
    count: 1,
    at: [10],
    field: 'jobstatus',
  },
  'a job without an end': {
    in: formats,
    rows: (rows) => void Object.assign(rows[10], { run: undefined, cpu: undefined }),
    kind: 'no-end',
    count: 1,
    at: [10],
    field: { swf: 'run time', gwf: 'run time', 'panda-csv': 'endtime', 'panda-json': 'endtime' },
  },
  'a measured quantity that is a constant': {
    in: formats,
    rows: (rows) => rows.forEach((row) => (row.cpu = 100 * row.cores)),
    text: (text, format) =>
      format === 'panda-csv' || format === 'panda-json' ? changed(text, format, 'cpuconsumptiontime', () => 100) : text,
    kind: 'constant-measure',
    count: 1,
    at: [undefined],
    field: cpuField,
  },
  'a column of one value': {
    in: formats,
    rows: (rows) => rows.forEach((row) => (row.group = 3)),
    kind: 'constant-column',
    count: 1,
    at: [undefined],
    field: { swf: 'group', gwf: 'group', 'panda-csv': 'workinggroup', 'panda-json': 'workinggroup' },
    found: /3/,
  },
  'a faulty record': {
    in: formats,
    text: (text, format) =>
      text.replace(format === 'panda-json' ? '"cpuconsumptiontime":566' : /\b566\b/, (cpu) =>
        format === 'panda-json' ? '"cpuconsumptiontime":"x"' : cpu.replace('566', 'x'),
      ),
    rows: (rows) => void ([rows[1].cpu, rows[1].cores, rows[1].usedCores] = [566, 1, 1]),
    kind: 'cpu',
    count: 1,
    at: [1],
    field: cpuField,
    found: /"x"; allowed: a number/,
  },
})

/** The text of clean rows with a column of PanDA's set to something else. */
function changed(text: string, format: Format, column: string, value: (row: Row, n: number) => number): string {
  const rows = cleanRows()
  if (format === 'panda-json') {
    const { jobs } = JSON.parse(text) as { jobs: Record<string, unknown>[] }
    return JSON.stringify({ jobs: jobs.map((job, n) => ({ ...job, [column]: value(rows[n], n) })) })
  }
  const [head, ...lines] = text.trimEnd().split('\n')
  const place = head.split(',').indexOf(column)
  const body = lines.map((line, n) =>
    line
      .split(',')
      .with(place, String(value(rows[n], n)))
      .join(','),
  )
  return `${[head, ...body].join('\n')}\n`
}
