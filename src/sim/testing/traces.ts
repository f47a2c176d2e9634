/** The same story of four jobs in each trace format, for tests. */
import { gwf } from '../traces/gwf.js'
import type { FaultTally } from '../traces/left-out.js'
import { pandaCsv } from '../traces/panda-csv.js'
import { pandaJson } from '../traces/panda-json.js'
import { swf } from '../traces/swf.js'
import type { TraceInfo, TraceJob, TraceReader } from '../traces/trace.js'

export const unknown = {
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

export type StoryJob = Omit<TraceJob, 'line'>

export const start = 1_449_746_833 // 2015-12-10T11:27:13Z

export const story: readonly StoryJob[] = [
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

export interface Sample {
  reader: TraceReader
  file: string
  text: string
  /** What the format cannot tell; the story's value is then replaced by the unknown one. */
  lacks: readonly (keyof typeof unknown)[]
  lines: readonly number[]
  startUnixSeconds: number
  /** What is not quite as it should be; nothing when not given. */
  mended?: Readonly<Record<string, number>>
}

const panda = ['label', 'vo', 'priority', 'inputBytes', 'outputBytes', 'error', 'attempt'] as const

export const samples: readonly Sample[] = [
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
    mended: { 'empty line, passed over': 1 },
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

export async function readAll(
  { reader, file }: { reader: TraceReader; file: string },
  chunks: readonly Buffer[],
  faults?: FaultTally,
): Promise<{ jobs: TraceJob[]; found: Omit<TraceInfo, 'format' | 'bytes' | 'leftOut'> }> {
  const jobs: TraceJob[] = []
  const found = await reader.read(file, stream(chunks), (batch) => void jobs.push(...batch), faults)
  return { jobs, found }
}

async function* stream(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk)
}

export function chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / size)
  return stream(Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size)))
}

/** The sample with its last job many times over. */
export function manyJobs(sample: Sample, jobs: number): string {
  if (sample.reader !== pandaJson) {
    const [last] = sample.text.match(/.*\n$/) ?? ['']
    return sample.text + last.repeat(jobs - story.length)
  }
  const last = sample.text.match(/\{"pandaid": "104".*\}/)?.[0] ?? ''
  return sample.text.replace(last, Array.from({ length: jobs - story.length + 1 }, () => last).join(','))
}
