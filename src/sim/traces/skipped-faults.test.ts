/** Traces read on after their faults: which rows are left out, why, and that the others are as they were. */
import test from 'ava'
import { gwf } from './gwf.js'
import { FaultTally } from './left-out.js'
import { pandaCsv } from './panda-csv.js'
import { pandaJson } from './panda-json.js'
import { swf } from './swf.js'
import { chunksOf, manyJobs, readAll, samples, start } from '../testing/traces.js'

const quotedRows = `"pandaid","creationtime","starttime","endtime","jobstatus","computingsite","cpuconsumptiontime"
"1","2024-05-01 10:00:00","2024-05-01 10:01:00","2024-05-01 11:00:00","finished","BNL","3000"
"2","2024-05-01 10:00:10","2024-05-01 10:01:10","2024-05-01 11:00:00","finished","CERN","3000"
"3","2024-05-01 10:00:20","2024-05-01 10:01:20","2024-05-01 11:00:00","failed","BNL","3000"
"4","2024-05-01 10:00:30","2024-05-01 10:01:30","2024-05-01 11:00:00","finished","CERN","3000"
`
const plainRows = quotedRows.replaceAll('"', '')
const times = 'UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm'
const quotes = '7 fields, each in a pair of quotes or without any'

interface Case {
  text: string
  from: string
  to: string
  /** The ids of the rows that are kept. */
  kept: string
  byKind: Record<string, number>
  told: string[]
  /** Whether the faulty row is kept, mended. */
  keepsIt?: boolean
  mended?: Record<string, number>
}

const cases: Record<string, Case> = {
  'a missing column': {
    text: quotedRows,
    from: '"2",',
    to: '',
    kept: '1 3 4',
    byKind: { 'number of fields': 1 },
    told: ['jobs.csv:3: the row has 6 fields; allowed: 7 fields, as in the header row'],
  },
  'an extra column': {
    text: quotedRows,
    from: '"2",',
    to: '"2","2",',
    kept: '1 3 4',
    byKind: { 'number of fields': 1 },
    told: ['jobs.csv:3: the row has 8 fields; allowed: 7 fields, as in the header row'],
  },
  'a bad number': {
    text: quotedRows,
    from: '"CERN","3000"',
    to: '"CERN","3O00"',
    kept: '1 3 4',
    byKind: { cpuconsumptiontime: 1 },
    told: ['jobs.csv:3: cpuconsumptiontime is "3O00"; allowed: a number, empty for unknown'],
  },
  'a date of 1970': {
    text: quotedRows,
    from: '2024-05-01 10:00:10',
    to: '1970-01-01 00:00:00',
    kept: '1 3 4',
    byKind: { creationtime: 1 },
    told: [`jobs.csv:3: creationtime is "1970-01-01 00:00:00"; allowed: ${times}`],
  },
  'a date that is none': {
    text: quotedRows,
    from: '2024-05-01 10:00:10',
    to: '2024-04-31 10:00:10',
    kept: '1 3 4',
    byKind: { creationtime: 1 },
    told: [`jobs.csv:3: creationtime is "2024-04-31 10:00:10"; allowed: ${times}, empty or 1970 for unset`],
  },
  'a date of the past': {
    text: quotedRows,
    from: '2024-05-01 10:00:20',
    to: '2003-05-01 10:00:20',
    kept: '1 2 4',
    byKind: { order: 1 },
    told: [
      'jobs.csv:4: creationtime is "2003-05-01 10:00:20", earlier than that of the record above; allowed: records in order of creationtime',
    ],
  },
  'a date of the future, which would make all below it too early': {
    text: quotedRows,
    from: '2024-05-01 10:00:10',
    to: '2099-05-01 10:00:10',
    kept: '1 3 4',
    byKind: { order: 1 },
    told: ['jobs.csv:3: the record was submitted later than the one below; allowed: records in order of submission'],
    mended: { 'start before creation, wait taken as unknown': 1 },
  },
  'a date of the future in the first row': {
    text: quotedRows,
    from: '2024-05-01 10:00:00',
    to: '2099-05-01 10:00:00',
    kept: '2 3 4',
    byKind: { order: 1 },
    told: ['jobs.csv:2: the record was submitted later than the one below; allowed: records in order of submission'],
    mended: { 'start before creation, wait taken as unknown': 1 },
  },
  'a quote missing behind a field': {
    text: quotedRows,
    from: '"CERN",',
    to: '"CERN,',
    kept: '1 3 4',
    byKind: { quotes: 1 },
    told: [`jobs.csv:3: the quotes leave 6 fields; allowed: ${quotes}`],
  },
  'a quote missing behind the last field': {
    text: quotedRows,
    from: '"CERN","3000"',
    to: '"CERN","3000',
    kept: '1 3 4',
    byKind: { quotes: 1 },
    told: [`jobs.csv:3: the quotes leave 13 fields; allowed: ${quotes}`],
  },
  'a quote missing at the end of the file': {
    text: quotedRows,
    from: '"2024-05-01 10:01:30","2024-05-01 11:00:00","finished","CERN","3000"',
    to: '"2024-05-01 10:01:30","2024-05-01 11:00:00","finished","CERN","3000',
    kept: '1 2 3',
    byKind: { quotes: 1 },
    told: ['jobs.csv:5: a quoted field is open at the end of the file; allowed: pairs of quotes'],
  },
  'a lone quote among plain fields': {
    text: plainRows,
    from: ',CERN,',
    to: ',"CERN,',
    kept: '1 3 4',
    byKind: { quotes: 1 },
    told: ['jobs.csv:3: a quoted field is open at the end of the file; allowed: pairs of quotes'],
  },
  'a quote inside a quoted field': {
    text: quotedRows,
    from: '"CERN",',
    to: '"CE"RN",',
    kept: '1 2 3 4',
    byKind: {},
    told: [],
    keepsIt: true,
    mended: { 'quote inside a field, taken as text': 1 },
  },
  'a quote inside a plain field': {
    text: plainRows,
    from: ',CERN,',
    to: ',CE"RN,',
    kept: '1 2 3 4',
    byKind: {},
    told: [],
    keepsIt: true,
    mended: { 'quote inside a field, taken as text': 1 },
  },
  'a negative duration': {
    text: quotedRows,
    from: '"2024-05-01 11:00:00","failed"',
    to: '"2024-05-01 10:01:19","failed"',
    kept: '1 2 3 4',
    byKind: {},
    told: [],
    keepsIt: true,
    mended: { 'end before start, run time taken as unknown': 1 },
  },
  'an empty line': {
    text: quotedRows,
    from: '\n"2"',
    to: '\n\n"2"',
    kept: '1 2 3 4',
    byKind: {},
    told: [],
    keepsIt: true,
    mended: { 'empty line, passed over': 1 },
  },
  'a line without an end': {
    text: quotedRows,
    from: '"CERN",',
    to: `"CE${'R'.repeat(1024 * 1024)}N",`,
    kept: '1 3 4',
    byKind: { length: 1 },
    told: ['jobs.csv:3: the record is longer than 1 MiB; allowed: records of at most 1 MiB'],
  },
  'a row over two lines with a missing column': {
    text: quotedRows,
    from: '"2","2024-05-01 10:00:10",',
    to: '"2\n2",',
    kept: '1 3 4',
    byKind: { 'number of fields': 1 },
    told: ['jobs.csv:3: the row has 6 fields; allowed: 7 fields, as in the header row'],
  },
  'faults in all but the last row': {
    text: quotedRows,
    from: quotedRows.slice(quotedRows.indexOf('"1"'), quotedRows.indexOf('"4"')),
    to: '"1","2\n"2"3",\n,\n',
    kept: '4',
    byKind: { quotes: 2, 'number of fields': 1 },
    told: [
      `jobs.csv:2: the quotes leave 3 fields; allowed: ${quotes}`,
      `jobs.csv:3: the quotes leave 2 fields; allowed: ${quotes}`,
      'jobs.csv:4: the row has 2 fields; allowed: 7 fields, as in the header row',
    ],
  },
}

for (const [title, { text, from, to, kept, byKind, told, keepsIt, mended = {} }] of Object.entries(cases)) {
  test(`panda-csv: ${title}`, async (t) => {
    const faulty = text.replace(from, to)
    t.not(faulty, text)
    const whole = await readAll({ reader: pandaCsv, file: 'jobs.csv' }, [Buffer.from(text)])
    for (const size of [faulty.length, 7919, 11]) {
      if (size === 11 && faulty.length > 10_000) continue
      const faults = new FaultTally()
      const chunks: Buffer[] = []
      for await (const chunk of chunksOf(faulty, size)) chunks.push(chunk)
      const { jobs, found } = await readAll({ reader: pandaCsv, file: 'jobs.csv' }, chunks, faults)
      t.is(jobs.map(({ id }) => id).join(' '), kept)
      t.is(found.records, jobs.length)
      t.is(faults.records, sum(byKind))
      t.deepEqual(faults.byKind, byKind)
      t.deepEqual(faults.told, told)
      t.deepEqual(found.mended, mended)
      if (keepsIt === true) continue
      // What is kept is as if the rest had never been there.
      const first = found.startUnixSeconds! - whole.found.startUnixSeconds!
      const untouched = whole.jobs.filter(({ id }) => jobs.some((job) => job.id === id))
      t.deepEqual(
        jobs.map((job) => ({ ...job, line: 0, submitSeconds: job.submitSeconds + first })),
        untouched.map((job) => ({ ...job, line: 0 })),
      )
    }
  })
}

test('a header row that is none ends the reading whatever is to be left out', async (t) => {
  for (const [from, to] of [
    ['"creationtime"', '"created"'],
    ['"pandaid"', 'panda"id'],
    ['"pandaid"', '"panda"id'],
    ['"\n"1"', '\n"1"'],
    ['"\n"1"', '""\n"1"'],
  ]) {
    const text = quotedRows.replace(from, to)
    const error = await t.throwsAsync(() =>
      pandaCsv.read('jobs.csv', chunksOf(text, 100), () => undefined, new FaultTally()),
    )
    t.is(error?.name, 'BadInput')
    t.true(error?.message.startsWith('jobs.csv:1: '), error?.message)
  }
})

/** What is done to a sample's text, the ids that are kept and the kind of fault. */
const otherFormats = [
  [swf, ' 3600 ', ' abc ', '102 103 104', 'run time'],
  [swf, '104 95 ', '104 34 ', '101 102 103', 'order'],
  [swf, '102 35 ', '102 3500000 ', '101 103 104', 'order'],
  [swf, / 1 -1 -1\n102/, '\n102', '102 103 104', 'number of fields'],
  [gwf, '\t3600\t', '\tabc\t', '102 103 104', 'run time'],
  [gwf, `104 ${start + 90}`, `104 ${start}`, '101 102 103', 'order'],
  [pandaJson, '"12000"', '"lots"', '101 102 104', 'cpuconsumptiontime'],
  [pandaJson, '"pandaid": 103, ', '"pandaid": 103,, ', '101 102 104', 'JSON'],
] as const

for (const [reader, from, to, kept, kind] of otherFormats) {
  test(`${reader.name}: ${String(from).trim()} -> ${to.trim()} is left out`, async (t) => {
    const sample = samples.find((candidate) => candidate.reader === reader)!
    const text = sample.text.replace(from, to)
    t.not(text, sample.text)
    const faults = new FaultTally()
    const { jobs } = await readAll(sample, [Buffer.from(text)], faults)
    t.is(jobs.map(({ id }) => id).join(' '), kept)
    t.deepEqual(faults.byKind, { [kind]: 1 })
    t.is(faults.told.length, 1)
  })
}

for (const sample of samples) {
  test(`${sample.reader.name}: with nothing to leave out, all comes as without`, async (t) => {
    const text = manyJobs(sample, 10_000)
    const strict = await readAll(sample, [Buffer.from(text)])
    const tolerant = await readAll(sample, [Buffer.from(text)], new FaultTally())
    t.deepEqual(tolerant, strict)
    t.is(tolerant.jobs.length, 10_000)
  })
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((a, b) => a + b, 0)
}
