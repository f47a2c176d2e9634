/** Malformed and odd traces: one clear error for each fault, mended faults counted. */
import test from 'ava'
import { gwf } from './gwf.js'
import { traceReaders } from './index.js'
import { pandaCsv } from './panda-csv.js'
import { pandaJson } from './panda-json.js'
import { swf } from './swf.js'
import type { TraceReader } from './trace.js'
import { chunksOf, readAll, samples, start } from '../testing/traces.js'

/** What is done to a sample's text, and the message that follows. */
const faults: readonly [reader: TraceReader, from: string | RegExp, to: string, message: string][] = [
  [swf, ' 3600 ', ' abc ', 'day.swf:6: field 4 (run time) is "abc"; allowed: a number, -1 for unknown'],
  [swf, ' 3600 ', ' 0x10 ', 'day.swf:6: field 4 (run time) is "0x10"; allowed: a number, -1 for unknown'],
  [swf, ' 3600 ', ' - ', 'day.swf:6: field 4 (run time) is "-"; allowed: a number, -1 for unknown'],
  [swf, '101 5 ', 'x 5 ', 'day.swf:6: field 1 (job number) is "x"; allowed: a number'],
  [swf, '101 5 ', '101 -5 ', 'day.swf:6: field 2 (submit time) is "-5"; allowed: seconds, 0 or more'],
  [swf, '101 5 ', '101 -1 ', 'day.swf:6: field 2 (submit time) is "-1"; allowed: seconds, 0 or more'],
  [
    swf,
    '104 95 ',
    '104 34 ',
    'day.swf:10: field 2 (submit time) is 34, earlier than that of the record above; allowed: records in order of submit time',
  ],
  [
    swf,
    ' 3600 1 ',
    ' 3600 1.5 ',
    'day.swf:6: field 5 (allocated processors) is "1.5"; allowed: a whole number, -1 for unknown',
  ],
  [
    swf,
    ' 5 13 ',
    ' 7 13 ',
    'day.swf:7: field 11 (status) is "7"; allowed: 1 (finished), 0 (failed), 5 (cancelled), 2 to 4 (part of a job), -1 (unknown)',
  ],
  [swf, ' 1 12 3 ', ' 1 me 3 ', 'day.swf:6: field 12 (user) is "me"; allowed: a number, -1 for unknown'],
  [swf, / 1 -1 -1\n102/, '\n102', 'day.swf:6: the record has 15 fields; allowed: at least 18 fields'],
  [swf, String(start - 5), 'noon', 'day.swf:2: UnixStartTime is "noon"; allowed: seconds since 1970'],
  [
    swf,
    ' 3600 ',
    ` ${'9'.repeat(400)} `,
    `day.swf:6: field 4 (run time) is "${'9'.repeat(56)}...; allowed: a number, -1 for unknown`,
  ],
  [
    swf,
    ' 3600 ',
    ' '.repeat(1024 * 1024),
    'day.swf:6: the line is longer than 1 MiB; allowed: text in lines of at most 1 MiB',
  ],
  [gwf, '\t3600\t', '\tabc\t', 'day.gwf:3: field 4 (run time) is "abc"; allowed: a number, -1 for unknown'],
  [gwf, ' -1 -1 -1 -1 -1 -1\n', '\n', 'day.gwf:6: the record has 5 fields; allowed: at least 11 fields'],
  [
    gwf,
    `104 ${start + 90}`,
    `104 ${start}`,
    `day.gwf:6: field 2 (submit time) is ${start}, earlier than that of the record above; allowed: records in order of submit time`,
  ],
  [
    pandaCsv,
    '101,2015-12-10T11:27:13',
    '101,yesterday',
    'jobs.csv:2: creationtime is "yesterday"; allowed: UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm, empty or 1970 for unset',
  ],
  [
    pandaCsv,
    '101,2015-12-10T11:27:13',
    '101,2015-02-30T11:27:13',
    'jobs.csv:2: creationtime is "2015-02-30T11:27:13"; allowed: UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm, empty or 1970 for unset',
  ],
  [
    pandaCsv,
    '101,2015-12-10T11:27:13',
    '101,1970-01-01 00:00:00',
    'jobs.csv:2: creationtime is "1970-01-01 00:00:00"; allowed: UTC as YYYY-MM-DDThh:mm:ss, YYYY-MM-DD hh:mm:ss or M/D/YYYY h:mm',
  ],
  [
    pandaCsv,
    '103,2015-12-10T11:27:43',
    '103,2015-12-10T11:27:42',
    'jobs.csv:6: creationtime is "2015-12-10T11:27:42", earlier than that of the record above; allowed: records in order of creationtime',
  ],
  [pandaCsv, ',12000,', ',lots,', 'jobs.csv:6: cpuconsumptiontime is "lots"; allowed: a number, empty for unknown'],
  [pandaCsv, ',CERN,8,', ',CERN,1.5,', 'jobs.csv:6: corecount is "1.5"; allowed: a whole number'],
  [pandaCsv, ',failed,', ',,', 'jobs.csv:6: jobstatus is ""; allowed: a value'],
  [pandaCsv, ',64,Zürich', ',64', 'jobs.csv:6: the row has 20 fields; allowed: 21 fields, as in the header row'],
  [
    pandaCsv,
    ',64,Zürich',
    ',64,Zürich,',
    'jobs.csv:6: the row has 22 fields; allowed: 21 fields, as in the header row',
  ],
  [
    pandaCsv,
    'creationtime,',
    'created,',
    'jobs.csv:1: the header row lacks creationtime; allowed: columns with at least pandaid, creationtime, jobstatus, computingsite',
  ],
  [
    pandaCsv,
    'Zürich',
    '"Zürich',
    'jobs.csv:6: a quoted field is open at the end of the file; allowed: pairs of quotes',
  ],
  [
    pandaCsv,
    'plain',
    'x'.repeat(1024 * 1024),
    'jobs.csv:2: the record is longer than 1 MiB; allowed: records of at most 1 MiB',
  ],
  [
    pandaJson,
    '"12000"',
    '"lots"',
    'jobs.json: job 3: cpuconsumptiontime is "lots"; allowed: a number, empty for unknown',
  ],
  [pandaJson, '"12000"', '[12000]', 'jobs.json: job 3: cpuconsumptiontime is [12000]; allowed: text or a number'],
  [pandaJson, '"pandaid": 103, ', '', 'jobs.json: job 3: pandaid is nothing; allowed: a value'],
  [
    pandaJson,
    '"104", "creationtime": "2015-12-10T11:28:43"',
    '"104", "creationtime": "2015-12-10T11:27:42"',
    'jobs.json: job 4: creationtime is "2015-12-10T11:27:42", earlier than that of the record above; allowed: records in order of creationtime',
  ],
  [
    pandaJson,
    '"jobs": [\n',
    '"jobs": {}, "other": [\n',
    'jobs.json: "jobs" is no array; allowed: an array of job records',
  ],
  [
    pandaJson,
    '"jobs": [\n',
    '"other": [\n',
    'jobs.json: there is no array "jobs"; allowed: a JSON object with an array "jobs"',
  ],
  [
    pandaJson,
    '"jobs": [\n',
    '"jobs": [ 5,\n',
    'jobs.json: job 1: the record begins with "5"; allowed: JSON objects with commas between them',
  ],
  [
    pandaJson,
    'Zürich"},',
    'Zürich"}',
    'jobs.json: job 2: no comma follows the record; allowed: JSON objects with commas between them',
  ],
  [pandaJson, '"}"}}]}\n', '"}"}}]', 'jobs.json: the file ends within the object; allowed: a complete JSON object'],
  [
    pandaJson,
    '"}"}}]}\n',
    '"}"}}]} x',
    'jobs.json: text follows the JSON object; allowed: one JSON object with an array "jobs"',
  ],
  [
    pandaJson,
    '{"selection',
    '["selection',
    'jobs.json: the file does not begin with "{"; allowed: one JSON object with an array "jobs"',
  ],
  [
    pandaJson,
    'Zürich',
    'x'.repeat(1024 * 1024),
    'jobs.json: job 2: the record is longer than 1 MiB; allowed: records of at most 1 MiB',
  ],
]

for (const [reader, from, to, message] of faults) {
  const title = `${reader.name}: ${String(from).trim().slice(0, 40)} -> ${to.trim().slice(0, 40)} (${to.length})`
  test(title, async (t) => {
    const sample = samples.find((candidate) => candidate.reader === reader)
    if (sample === undefined) return t.fail()
    const text = sample.text.replace(from, to)
    t.not(text, sample.text)
    const bytes = Buffer.from(text)
    for (const size of [bytes.length, 7919]) {
      const error = await t.throwsAsync(() => reader.read(sample.file, chunksOf(text, size), () => {}))
      t.is(error?.name, 'BadInput')
      t.is(error?.message, message, `in chunks of ${size}`)
    }
  })
}

test('panda-json: JSON on one line is not taken for CSV', (t) => {
  const text = '{"selectionsummary":[],"jobs":[{"pandaid":101,"jobstatus":"finished"},\n{"pandaid":102}]}'
  t.deepEqual(
    traceReaders.filter((reader) => reader.recognises('a file', text)),
    [pandaJson],
  )
})

test('panda-json: a record that is no JSON is named', async (t) => {
  const text = '{"jobs": [{"pandaid": 1,}]}'
  await t.throwsAsync(() => pandaJson.read('jobs.json', chunksOf(text, 100), () => {}), {
    name: 'BadInput',
    message: /^jobs\.json: job 1: the record is no JSON \(.+\); allowed: a JSON object$/,
  })
})

test('swf: faults of real logs are mended and counted', async (t) => {
  const text = `
1 0 -5 -1359980917 0 -1 -1 0 -1 -1 1 -1 -1 -1 -1 7 -1 -1
1 -1 -1 100 4 -1 -1 4 -1 -1 2 -1 -1 -1 -1 7 -1 -1
2 9 1 100 -1 -1 -1 4 -1 -1 1 -1 -1 -1 -1 7 -1 -1
`
  const { jobs, found } = await readAll({ reader: swf, file: 'day.swf' }, [Buffer.from(text)])
  t.deepEqual(
    jobs.map(({ line, runSeconds, waitSeconds, cores, site }) => ({ line, runSeconds, waitSeconds, cores, site })),
    [
      { line: 2, runSeconds: undefined, waitSeconds: undefined, cores: 1, site: 'partition-7' },
      { line: 4, runSeconds: 100, waitSeconds: 1, cores: 4, site: 'partition-7' },
    ],
  )
  t.is(found.startUnixSeconds, undefined)
  t.deepEqual(found.mended, {
    'wait time below zero, taken as unknown': 1,
    'run time below zero, taken as unknown': 1,
    'no processors, taken as 1': 1,
    'line for a part of a job (status 2, 3 or 4), left out: the job has its own line': 1,
  })
})

test('swf: Alea logs count from their first submission and state memory in bytes per job', async (t) => {
  const text = '7 1356996695 71 600 2 1 1024 2 900 4294967296 1 101 1 1 -1 1 1 1 {1129,1129} q_2w 1:ppn=2\n'
  const { jobs, found } = await readAll({ reader: swf, file: 'wagap' }, [Buffer.from(text)])
  t.is(jobs[0].submitSeconds, 0)
  t.is(jobs[0].memoryMBPerCore, 2048)
  t.is(jobs[0].cpuSeconds, undefined)
  t.is(found.startUnixSeconds, 1_356_996_695)
  t.true(swf.recognises('wagap', text))
})

test('panda-csv: times from a spreadsheet, and times that contradict each other', async (t) => {
  const text = `pandaid,creationtime,starttime,endtime,jobstatus,computingsite
1,12/31/2024 9:05,12/31/2024 10:05,1/1/2025 0:05,finished,BNL
2,12/31/2024 9:06,12/31/2024 9:05,12/31/2024 9:04,finished,BNL
`
  const { jobs, found } = await readAll({ reader: pandaCsv, file: 'jobs.csv' }, [Buffer.from(text)])
  t.is(found.startUnixSeconds, Date.UTC(2024, 11, 31, 9, 5) / 1000)
  t.is(jobs[0].waitSeconds, 3600)
  t.is(jobs[0].runSeconds, 14 * 3600)
  t.is(jobs[1].submitSeconds, 60)
  t.deepEqual(found.mended, {
    'start before creation, wait taken as unknown': 1,
    'end before start, run time taken as unknown': 1,
  })
})
