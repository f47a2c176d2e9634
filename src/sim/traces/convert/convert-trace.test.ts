/** Conversions: what is read back is what was read, but for what the conversion says. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { samples, start } from '../../testing/traces.js'
import { readTrace } from '../open-trace.js'
import type { TraceJob } from '../trace.js'
import { type Conversion, convertTrace } from './convert-trace.js'
import { textSinks } from './trace-sink.js'

type Target = keyof typeof textSinks
const targets = Object.keys(textSinks) as Target[]

/** What a conversion of the four jobs of the samples should say, by the format they come from. */
const said: Record<string, Record<Target, readonly string[]>> = {
  swf: { swf: [], gwf: [], panda: ['header'] },
  gwf: { swf: ['vo', 'columns'], gwf: ['columns'], panda: ['header', 'columns'] },
  'panda-csv': {
    swf: ['attempt', 'label', 'priority', 'inputBytes', 'outputBytes', 'error', 'vo', 'columns'],
    gwf: ['attempt', 'label', 'priority', 'inputBytes', 'outputBytes', 'error', 'columns'],
    panda: ['columns'],
  },
  'panda-json': {
    swf: ['attempt', 'label', 'priority', 'inputBytes', 'outputBytes', 'error', 'vo', 'columns'],
    gwf: ['attempt', 'label', 'priority', 'inputBytes', 'outputBytes', 'error', 'columns'],
    panda: ['columns'],
  },
}

for (const { reader, file, text } of samples) {
  for (const to of targets) {
    test(`${reader.name} to ${to}: the same jobs come back, but for what is said`, async (t) => {
      const folder = scratch(t)
      const source = join(folder, file)
      writeFileSync(source, text)
      const out = join(folder, 'out.gz')
      const conversion = await convertTrace(source, out, textSinks[to])
      t.deepEqual(conversion.changes.map(({ field }) => field).sort(), said[reader.name][to].toSorted())
      t.is(conversion.records, 4)
      const [before, after] = [await readAll(source), await readAll(out)]
      t.is(after.format, to === 'panda' ? 'panda-csv' : to)
      t.is(after.startUnixSeconds, start)
      t.is(difference(before.jobs, after.jobs, conversion), undefined)
      t.deepEqual(readdirSync(folder).sort(), [file, 'out.gz'].sort())
    })
  }
}

const name = fc.constantFrom('alice', 'bob', 'a,b "c"', 'RAL LCG2', 'Zürich', '7', '12')
const seconds = fc.integer({ min: 0, max: 200_000 })
const record = fc.record(
  {
    pandaid: fc.oneof(fc.integer({ min: 1, max: 7e9 }), fc.constant('a-1')),
    apart: fc.integer({ min: 0, max: 4000 }),
    wait: seconds,
    run: seconds,
    jobstatus: fc.constantFrom('finished', 'failed', 'cancelled', 'closed', 'running'),
    computingsite: name,
    corecount: fc.integer({ min: 1, max: 64 }),
    cpuconsumptiontime: fc.double({ min: 0.001, max: 1e7, noNaN: true }),
    maxcpucount: fc.integer({ min: 1, max: 1e6 }),
    minramcount: fc.integer({ min: 1, max: 64_000 }),
    attemptnr: fc.integer({ min: 1, max: 5 }),
    user: name,
    workinggroup: name,
    vo: name,
    prodsourcelabel: name,
    assignedpriority: fc.integer({ min: -1000, max: 1000 }),
    inputfilebytes: fc.integer({ min: 0, max: 1e13 }),
    outputfilebytes: fc.integer({ min: 0, max: 1e13 }),
    ddmerrorcode: fc.integer({ min: 0, max: 500 }),
    nevents: fc.integer(),
  },
  { requiredKeys: ['pandaid', 'apart', 'jobstatus'] },
)

test('any jobs, from each format to each: what differs is said', async (t) => {
  const folder = scratch(t)
  const source = join(folder, 'source.json')
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), async (records) => {
      writeFileSync(source, monitorJson(records))
      for (const first of targets) {
        const between = join(folder, first)
        const one = await convertTrace(source, between, textSinks[first], { force: true })
        const [read, written] = [await readAll(source), await readAll(between)]
        t.is(difference(read.jobs, written.jobs, one), undefined)
        for (const second of targets) {
          const out = join(folder, 'out')
          const two = await convertTrace(between, out, textSinks[second], { force: true })
          t.is(difference(written.jobs, (await readAll(out)).jobs, two), undefined, `${first} to ${second}`)
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('an unknown wait or start, fractions and blanks: what is made up is said', async (t) => {
  const folder = scratch(t)
  const source = join(folder, 'day.swf')
  writeFileSync(source, '; Partition: 1 RAL LCG2\n1 0 -1 60.5 1 -1 -1 1 -1 -1 1 1 1 -1 -1 1 -1 -1\n')
  const toPanda = await convertTrace(source, join(folder, 'a.csv'), textSinks.panda)
  t.deepEqual(
    toPanda.changes.map(({ field }) => field),
    ['start', 'waitSeconds', 'submitSeconds', 'waitSeconds', 'runSeconds'],
  )
  const { jobs, startUnixSeconds } = await readAll(join(folder, 'a.csv'))
  t.is(startUnixSeconds, Date.UTC(2000, 0, 1) / 1000)
  t.like(jobs[0], { waitSeconds: 0, runSeconds: 61, site: 'RAL LCG2' })
  const toGwf = await convertTrace(source, join(folder, 'a.gwf'), textSinks.gwf)
  t.true(toGwf.changes.some(({ field, change }) => field === 'site' && change === 'blanks become _'))
  t.is((await readAll(join(folder, 'a.gwf'))).jobs[0].site, 'RAL_LCG2')
})

test('SWF: a header with source, version and start; 18 fields; GWF: 29', async (t) => {
  const folder = scratch(t)
  const source = join(folder, samples[2].file)
  writeFileSync(source, samples[2].text)
  await convertTrace(source, join(folder, 'a.swf'), textSinks.swf)
  await convertTrace(source, join(folder, 'a.gwf.gz'), textSinks.gwf)
  const swf = readFileSync(join(folder, 'a.swf'), 'utf8')
  t.regex(
    swf,
    /^; Version: 2\.2\n; Conversion: ailuro \S+, from panda-csv\n; MaxJobs: 4\n; MaxRecords: 4\n; UnixStartTime: 1449746833\n/,
  )
  t.regex(
    swf,
    /\n; Partition: 1 BNL\n; Partition: 2 CERN\n;\n101 0 60 3600 1 3000 -1 1 7200 2048000 1 12 3 -1 -1 1 -1 -1\n/,
  )
  const records = swf.split('\n').filter((line) => /^\d/.test(line))
  t.deepEqual(
    records.map((line) => line.split(' ').length),
    [18, 18, 18, 18],
  )
  const gwf = gunzipSync(readFileSync(join(folder, 'a.gwf.gz'))).toString()
  const lines = gwf.split('\n').filter((line) => /^\d/.test(line))
  t.deepEqual(
    lines.map((line) => line.split('\t').length),
    [29, 29, 29, 29],
  )
})

test('all or nothing: an output that stands, a fault in the middle, a folder that is not there', async (t) => {
  const folder = scratch(t)
  const source = join(folder, 'day.swf')
  const good = '1 0 0 60 1 -1 -1 1 -1 -1 1 1 1 -1 -1 1 -1 -1\n'
  writeFileSync(source, `${good}2 5\n${good}`)
  const out = join(folder, 'out')
  const faulty = await t.throwsAsync(convertTrace(source, out, textSinks.swf))
  t.regex(faulty!.message, /day\.swf:2: the record has 2 fields/)
  t.false(existsSync(out))
  const { records, leftOut } = await convertTrace(source, out, textSinks.swf, { skipFaults: true })
  t.deepEqual([records, leftOut.records], [2, 1])
  const refused = await t.throwsAsync(convertTrace(source, out, textSinks.gwf, { skipFaults: true }))
  t.is(refused!.message, `${out}: there is such a file already; allowed: a new file, or --force to replace this one`)
  t.is((await readAll(out)).format, 'swf')
  await convertTrace(source, out, textSinks.panda, { skipFaults: true, force: true })
  t.is((await readAll(out)).format, 'panda-csv')
  const lost = await t.throwsAsync(convertTrace(source, join(folder, 'no/out'), textSinks.swf, { skipFaults: true }))
  t.regex(lost!.message, /: there is no folder .*no; allowed: a path in a folder that is there/)
  const failing = await t.throwsAsync(
    convertTrace(source, join(folder, 'b'), textSinks.swf, {
      skipFaults: true,
      onProgress: () => {
        throw new Error('stop')
      },
    }),
  )
  t.is(failing!.message, 'stop')
  const misnamed = await t.throwsAsync(
    convertTrace(source, join(folder, 'a.csv.gz'), textSinks.swf, { skipFaults: true }),
  )
  t.regex(
    misnamed!.message,
    /a\.csv\.gz: a file of this name is read as panda-csv; allowed: a name that does not end in /,
  )
  t.deepEqual(readdirSync(folder).sort(), ['day.swf', 'out'])
})

test('the input is never replaced, by whatever name it is called', async (t) => {
  const folder = scratch(t)
  const source = join(folder, 'day.swf')
  const text = '1 0 0 60 1 -1 -1 1 -1 -1 1 1 1 -1 -1 1 -1 -1\n2 5\n'
  writeFileSync(source, text)
  symlinkSync(source, join(folder, 'soft'))
  linkSync(source, join(folder, 'hard'))
  for (const out of [source, `${folder}/./day.swf`, join(folder, 'soft'), join(folder, 'hard')]) {
    const refused = await t.throwsAsync(convertTrace(source, out, textSinks.swf, { skipFaults: true, force: true }))
    const found = `this is the input ${source} itself; allowed: another file than the one that is read`
    t.is(refused!.message, `${out}: ${found}`)
  }
  t.is(readFileSync(source, 'utf8'), text)
})

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-convert-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

async function readAll(path: string) {
  const jobs: TraceJob[] = []
  const info = await readTrace(path, (batch) => void jobs.push(...batch))
  return { jobs, ...info }
}

/** The first field that differs without being said; undefined when there is none. */
function difference(
  before: readonly TraceJob[],
  after: readonly TraceJob[],
  { changes }: Conversion,
): string | undefined {
  if (before.length !== after.length) return `${before.length} jobs became ${after.length}`
  const changed = new Set(changes.map(({ field }) => field))
  for (const [index, job] of before.entries()) {
    for (const key of Object.keys(job) as (keyof TraceJob)[]) {
      if (key === 'line' || changed.has(key) || isSame(job[key], after[index][key])) continue
      return `job ${index + 1}: ${key} ${String(job[key])} became ${String(after[index][key])}`
    }
  }
  return undefined
}

/** CPU time and memory go through a division by cores, whose last bit may be lost. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return Math.abs(a - b) <= 1e-14 * Math.abs(a)
}

/** Records as BigPanDA gives them, in order of creation. */
function monitorJson(records: readonly { apart: number; wait?: number; run?: number }[]): string {
  let creation = start
  const time = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19)
  const jobs = records.map(({ apart, wait, run, ...record }) => {
    creation += apart
    const begin = wait === undefined ? undefined : creation + wait
    return {
      ...record,
      creationtime: time(creation),
      computingsite: null,
      ...record,
      starttime: begin === undefined ? null : time(begin),
      endtime: begin === undefined || run === undefined ? null : time(begin + run),
    }
  })
  return JSON.stringify({ jobs })
}
