/** `ailuro trace` beside `ailuro replay`: what they print, their exit codes, and what they leave behind. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { StudySummary } from '../lab/study-summary.js'
import { root } from '../sim/testing/scenarios.js'
import type { TraceCheck } from '../sim/traces/check/trace-check.js'
import { oneByOne } from './testing/command-line.js'

const trace = `${root}scenarios/tests/small.swf`

function scratch(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-trace-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a trace with faults: check lists them all, replay refuses it or leaves them out and says so', async (t) => {
  const folder = scratch(t)
  const record = (id: number, run: string): string => `${id} ${id} 0 ${run} 1 -1 -1 1 -1 -1 1 1 1 -1 -1 1 -1 -1\n`
  writeFileSync(join(folder, 'faulty.swf'), `${record(1, '60')}${record(2, 'x')}${record(3, '60')}4 4\n`)
  const replay = ['replay', 'faulty.swf', '--policies', 'random']
  const [check, asJson, refused, tolerant] = await oneByOne(
    [
      ['trace', 'check', 'faulty.swf'],
      ['trace', 'check', 'faulty.swf', '--json'],
      replay,
      [...replay, '--skip-faults'],
    ],
    folder,
  )
  t.is(check.code, 2)
  t.is(check.err, '')
  t.regex(
    check.out,
    /^Faults of records: .*\n {2}1 × faulty run time\n {6}faulty\.swf:2: field 4 \(run time\) is "x"; allowed: /m,
  )
  t.regex(check.out, /^ {2}1 × faulty number of fields\n {6}faulty\.swf:4: the record has 2 fields; allowed: /m)
  t.is(asJson.code, 2)
  const { records, leftOut } = JSON.parse(asJson.out) as TraceCheck
  t.deepEqual([records, leftOut.records, leftOut.told.length], [2, 2, 2])
  t.is(refused.code, 2)
  t.is(tolerant.code, 0, tolerant.err)
  t.regex(tolerant.out.replace(/\s+/g, ' '), /2 of 4 records have a fault and are left out: 1 × run time, 1 × number/)
})

test('a trace is converted, checked and replayed; what stands is not replaced unasked', async (t) => {
  const folder = scratch(t)
  const to = (format: string, ...more: string[]): string[] => [
    'trace',
    'convert',
    trace,
    'out.gz',
    '--to',
    format,
    ...more,
  ]
  const [done, again, forced, asJson, replayed, parquet] = await oneByOne(
    [
      to('gwf'),
      to('swf'),
      to('panda', '--force'),
      ['trace', 'check', 'out.gz', '--json'],
      ['replay', 'out.gz', '--policies', 'random', '--json'],
      ['trace', 'convert', trace, 'out.parquet', '--to', 'parquet', '--json'],
    ],
    folder,
  )
  t.is(done.code, 0, done.err)
  t.regex(done.out, /^out\.gz: 160 jobs of \S+small\.swf \(swf\)\nNothing is lost\.\n$/)
  t.deepEqual([again.code, again.out], [2, ''])
  t.regex(
    again.err,
    /^ailuro: out\.gz: there is such a file already; allowed: a new file, or --force to replace this one\n$/,
  )
  t.is(forced.code, 0, forced.err)
  t.regex(forced.out, /\nWhat is lost or made up:\n- /)
  t.is(asJson.code, 0, asJson.err)
  t.like(JSON.parse(asJson.out) as TraceCheck, { format: 'panda-csv', records: 160 })
  t.is(replayed.code, 0, replayed.err)
  t.is((JSON.parse(replayed.out) as StudySummary).runs[0].jobs.submitted, 160)
  t.like(JSON.parse(parquet.out), { records: 160, from: 'swf', leftOut: { records: 0 } })
  t.deepEqual(readdirSync(folder).sort(), ['out.gz', 'out.parquet'])
})
