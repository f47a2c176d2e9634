import test from 'ava'
import { gzipSync } from 'node:zlib'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gwf } from './gwf.js'
import { traceReaders } from './index.js'
import { readTrace } from './open-trace.js'
import { pandaCsv } from './panda-csv.js'
import { pandaJson } from './panda-json.js'
import { swf } from './swf.js'
import type { TraceInfo, TraceJob, TraceReader } from './trace.js'

/** One contract for every reader: the same story of four jobs, written in each format, comes out as the same jobs. */

const unknown = {
  waitSeconds: undefined,
  runSeconds: undefined,
  cpuSeconds: undefined,
  requestedSeconds: undefined,
  memoryMBPerCore: undefined,
  user: undefined,
  group: undefined,
  vo: undefined,
  label: undefined,
  site: undefined,
  priority: undefined,
  inputBytes: undefined,
  outputBytes: undefined,
  error: undefined,
  attempt: 1,
} as const

type StoryJob = Omit<TraceJob, 'line'>

const start = 1_449_746_833 // 2015-12-10T11:27:13Z

const story: readonly StoryJob[] = [
  {
    ...unknown,
    id: '101',
    submitSeconds: 0,
    waitSeconds: 60,
    runSeconds: 3600,
    cores: 1,
    cpuSeconds: 3000,
    requestedSeconds: 7200,
    memoryMBPerCore: 2000,
    status: 'finished',
    user: '12',
    group: '3',
    vo: 'atlas',
    label: 'managed',
    site: 'BNL',
    priority: 900,
    inputBytes: 55_685_499,
    outputBytes: 923_376_107,
  },
  { ...unknown, id: '102', submitSeconds: 30, cores: 8, status: 'cancelled', user: '13' },
  {
    ...unknown,
    id: '103',
    submitSeconds: 30,
    waitSeconds: 0,
    runSeconds: 1800,
    cores: 8,
    cpuSeconds: 12_000,
    status: 'failed',
    site: 'CERN',
    error: 'pilot:1099',
    attempt: 2,
  },
  { ...unknown, id: '104', submitSeconds: 90, cores: 1, status: 'unknown' },
]

interface Sample {
  reader: TraceReader
  file: string
  text: string
  /** What the format cannot tell; the story's value is then replaced by the unknown one. */
  lacks: readonly (keyof typeof unknown)[]
  lines: readonly number[]
  startUnixSeconds: number
}

const panda = ['label', 'vo', 'priority', 'inputBytes', 'outputBytes', 'error', 'attempt'] as const

const samples: readonly Sample[] = [
  {
    reader: swf,
    file: 'day.swf',
    lacks: panda,
    lines: [6, 7, 9, 10],
    startUnixSeconds: start,
    text: `; Version: 2.2
; UnixStartTime: ${start - 5}
; Partition:  1 BNL
; Partition:  2 CERN

101 5 60 3600 1 3000 -1 1 7200 2048000 1 12 3 -1 -1 1 -1 -1
102 35 -1 -1 -1 -1 -1 8 -1 -1 5 13 -1 -1 -1 -1 -1 -1
; a remark, indented by
\t103   35  0 1800. 8 1.5e3 -1 -1 -1 -1 0 -1 -1 -1 -1 2 -1 -1\x20
104 95 -1 -1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
`,
  },
  {
    reader: gwf,
    file: 'day.gwf',
    lacks: panda.filter((field) => field !== 'vo'),
    lines: [3, 4, 5, 6],
    startUnixSeconds: start,
    text: `# Grid: a made-up one
# JobID SubmitTime WaitTime ...
101\t${start}\t60\t3600\t1\t3000\t-1\t1\t7200\t2048000\t1\t12\t3\t-1\t-1\t-1\tUI\tBNL\tUNITARY\t-1\t-1\t-1\t-1\t-1\t-1\t-1\t-1\tatlas\t-1
102\t${start + 30}\t-1\t-1\t-1\t-1\t-1\t8\t-1\t-1\t5\t13
103 ${start + 30} 0 1800 8 1500 -1 -1 -1 -1 0 -1 -1 -1 -1 CERN
104 ${start + 90} -1 -1 1 -1 -1 -1 -1 -1 -1
`,
  },
  {
    reader: pandaCsv,
    file: 'jobs.csv',
    lacks: [],
    lines: [2, 3, 6, 7],
    startUnixSeconds: start,
    text: `PANDAID,creationtime,"starttime",endtime,jobstatus,computingsite,corecount,cpuconsumptiontime,maxcpucount,minramcount,attemptnr,user,workinggroup,vo,prodsourcelabel,assignedpriority,inputfilebytes,outputfilebytes,piloterrorcode,exeerrorcode,jobname
101,2015-12-10T11:27:13,2015-12-10 11:28:13,2015-12-10T12:28:13,finished,BNL,1,3000,7200,2000,1,12,3,atlas,managed,900,55685499.0,923376107,0,0,plain
102,2015-12-10T11:27:43,1970-01-01T00:00:00,,cancelled,NULL,8,,0,,1,13,,,,,,,0,0,"two
lines, a comma and a ""quote"""

103,2015-12-10T11:27:43,2015-12-10T11:27:43,2015-12-10T11:57:43,failed,CERN,8,12000,,,2,,,,,,,,1099,64,Zürich
104,2015-12-10T11:28:43,,,activated,,,,,0,0,,,,,,,,,,
`,
  },
  {
    reader: pandaJson,
    file: 'jobs.json',
    lacks: [],
    lines: [1, 2, 3, 4],
    startUnixSeconds: start,
    text: `{"selectionsummary": [{"field": "jobs", "list": ["jobs", {"jobs": [1]}]}], "note": "\\"jobs\\": [",
"jobs": [
  {"pandaid": 101, "creationtime": "2015-12-10T11:27:13", "starttime": "2015-12-10T11:28:13", "endtime": "2015-12-10T12:28:13",
   "jobstatus": "finished", "computingsite": "BNL", "corecount": 1, "cpuconsumptiontime": 3000, "maxcpucount": 7200,
   "minramcount": 2000, "attemptnr": 1, "produsername": "12", "workinggroup": "3", "vo": "atlas", "prodsourcelabel": "managed",
   "assignedpriority": 900, "inputfilebytes": 55685499, "outputfilebytes": 923376107, "piloterrorcode": 0,
   "datasets": [{"name": "a]}{[\\"\\\\", "files": {}}]},
  {"pandaid": 102, "creationtime": "2015-12-10T11:27:43", "starttime": null, "jobstatus": "cancelled", "computingsite": null,
   "corecount": 8, "user": "13", "jobname": "Zürich"},
  {"pandaid": 103, "creationtime": "2015-12-10T11:27:43", "starttime": "2015-12-10T11:27:43", "endtime": "2015-12-10T11:57:43",
   "jobstatus": "failed", "computingsite": "CERN", "corecount": 8, "cpuconsumptiontime": "12000", "attemptnr": 2,
   "piloterrorcode": 1099, "exeerrorcode": 64},
  {"pandaid": "104", "creationtime": "2015-12-10T11:28:43", "jobstatus": "activated", "computingsite": ""}
], "errsByCount": [{"error": "pilot:1099", "count": 1, "pandalist": {"1": "}"}}]}
`,
  },
]

for (const sample of samples) {
  const { reader } = sample
  const expected = story.map((job, index) => ({
    ...job,
    ...Object.fromEntries(sample.lacks.map((field) => [field, unknown[field]])),
    line: sample.lines[index],
  }))
  const bytes = Buffer.from(sample.text)

  test(`${reader.name}: the story comes out as its jobs`, async (t) => {
    const { jobs, found } = await readAll(sample, [bytes])
    t.deepEqual(jobs, expected)
    t.is(found.records, story.length)
    t.is(found.startUnixSeconds, sample.startUnixSeconds)
    t.deepEqual(found.mended, {})
  })

  test(`${reader.name}: wherever the text is cut into chunks, the jobs are the same`, async (t) => {
    for (let at = 1; at < bytes.length; at++) {
      const { jobs } = await readAll(sample, [bytes.subarray(0, at), bytes.subarray(at)])
      t.deepEqual(jobs, expected, `cut at ${at}`)
    }
    const { jobs } = await readAll(
      sample,
      Array.from(bytes, (byte) => Buffer.of(byte)),
    )
    t.deepEqual(jobs, expected, 'byte by byte')
  })

  test(`${reader.name}: line ends of Windows, a byte order mark and a missing last newline change nothing`, async (t) => {
    const variants = [sample.text.replaceAll('\n', '\r\n'), `\uFEFF${sample.text}`, sample.text.trimEnd()]
    for (const text of variants) {
      const { jobs } = await readAll(sample, [Buffer.from(text)])
      t.deepEqual(jobs, expected, JSON.stringify(text.slice(-20)))
    }
  })

  test(`${reader.name}: it alone recognises its text, whatever the file is called`, (t) => {
    const recognising = traceReaders.filter((candidate) => candidate.recognises('a file', sample.text))
    t.deepEqual(recognising, [reader])
    t.true(reader.recognises(sample.file, ''))
  })

  test(`${reader.name}: plain and gzipped files give the same`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ailuro-traces-'))
    t.teardown(() => rm(folder, { recursive: true }))
    const plain = join(folder, sample.file)
    const zipped = join(folder, 'without-an-extension')
    const packed = gzipSync(bytes)
    await writeFile(plain, bytes)
    await writeFile(zipped, packed)
    const jobs: TraceJob[][] = [[], []]
    const fromPlain = await readTrace(plain, (batch) => void jobs[0].push(...batch))
    const fromZipped = await readTrace(zipped, (batch) => void jobs[1].push(...batch))
    t.deepEqual(jobs, [expected, expected])
    t.is(fromPlain.format, reader.name)
    t.is(fromPlain.bytes, bytes.length)
    t.deepEqual(fromZipped, { ...fromPlain, bytes: packed.length })
  })

  test(`${reader.name}: waits for the jobs to be taken and hands them on in batches`, async (t) => {
    const long = manyJobs(sample, 10_000)
    let waiting = 0
    let taken = 0
    let largest = 0
    await reader.read(sample.file, chunksOf(long, 64 * 1024), (jobs) => {
      t.is(waiting++, 0, 'the next batch came while the one before was being taken')
      taken += jobs.length
      largest = Math.max(largest, jobs.length)
      return new Promise((resolve) => {
        setImmediate(() => {
          waiting--
          resolve()
        })
      })
    })
    t.is(taken, 10_000)
    t.true(largest <= 6000)
  })
}

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
    'jobs.csv:5: a quoted field is open at the end of the file; allowed: pairs of quotes',
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

async function readAll(
  { reader, file }: { reader: TraceReader; file: string },
  chunks: readonly Buffer[],
): Promise<{ jobs: TraceJob[]; found: Omit<TraceInfo, 'format' | 'bytes'> }> {
  const jobs: TraceJob[] = []
  const found = await reader.read(file, stream(chunks), (batch) => void jobs.push(...batch))
  return { jobs, found }
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

function chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / size)
  return stream(Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)))
}

/** The sample with its last job many times over. */
function manyJobs(sample: Sample, jobs: number): string {
  if (sample.reader !== pandaJson) {
    const [last] = sample.text.match(/.*\n$/) ?? ['']
    return sample.text + last.repeat(jobs - story.length)
  }
  const last = sample.text.match(/\{"pandaid": "104".*\}/)?.[0] ?? ''
  return sample.text.replace(last, Array.from({ length: jobs - story.length + 1 }, () => last).join(','))
}
