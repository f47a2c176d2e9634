import test from 'ava'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readTrace } from './open-trace.js'

const record = '1 0 -1 60 1 -1 -1 1 -1 -1 1 1 1 -1 -1 1 -1 -1\n'
const formats = 'gwf, swf, panda-csv, panda-json'

/** A file's bytes and how the message goes on behind its path. */
const refusals: readonly [title: string, bytes: Buffer, rest: string][] = [
  ['an empty file', Buffer.alloc(0), ': the file is empty; allowed: a file with at least one job'],
  ['an empty gzip file', gzipSync(''), ': the file is empty; allowed: a file with at least one job'],
  ['prose', Buffer.from('Dear all,\n'), `: the format is not recognised; allowed: ${formats} (--format forces one)`],
  ['one odd byte', Buffer.from([0x1f]), `: the format is not recognised; allowed: ${formats} (--format forces one)`],
  ['a binary file', Buffer.from([1, 2, 0, 3]), `: the file is binary; allowed: text in one of the formats ${formats}`],
  [
    'Parquet',
    Buffer.from('PAR1\u0015\u0000\u0015\u0004 … PAR1'),
    `: this is Parquet, which ailuro writes for other tools and does not read; allowed: the trace in one of the formats ${formats}`,
  ],
  [
    'a gzip file that is cut off',
    gzipSync(record.repeat(1000)).subarray(0, 60),
    ': the gzip data are cut off or corrupt (unexpected end of file); allowed: a complete gzip file',
  ],
  [
    'a gzip file with a wrong byte',
    corrupt(gzipSync(record.repeat(1000))),
    ': the gzip data are cut off or corrupt (incorrect data check); allowed: a complete gzip file',
  ],
  [
    'records of the wrong format',
    Buffer.from('{"jobs": []}'),
    ': no job in format panda-json; allowed: a file with at least one job',
  ],
]

for (const [title, bytes, rest] of refusals) {
  test(`refused: ${title}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'ailuro-open-trace-'))
    t.teardown(() => rm(folder, { recursive: true }))
    const path = join(folder, 'trace')
    await writeFile(path, bytes)
    const error = await t.throwsAsync(() => readTrace(path, () => {}))
    t.is(error?.name, 'BadInput')
    t.is(error?.message, `${path}${rest}`)
  })
}

test('refused: a file that is not there, a directory, a format that is not', async (t) => {
  const missing = await t.throwsAsync(() => readTrace('/no/such.swf', () => {}))
  t.is(missing?.message, '/no/such.swf: there is no such file; allowed: the path of a trace file')
  const directory = await t.throwsAsync(() => readTrace(tmpdir(), () => {}))
  t.is(directory?.message, `${tmpdir()}: this is a directory; allowed: the path of a trace file`)
  const format = await t.throwsAsync(() => readTrace('/no/such.swf', () => {}, { format: 'xml' }))
  t.is(format?.message, `format: no trace format is called "xml"; allowed: ${formats}`)
})

test('a forced format is used whatever the file looks like', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-open-trace-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'trace.csv')
  await writeFile(path, record)
  const trace = await readTrace(path, () => {}, { format: 'swf' })
  t.is(trace.format, 'swf')
  t.is(trace.records, 1)
})

test('what the taker of jobs throws comes out as it is', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-open-trace-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'trace.swf')
  await writeFile(path, record)
  const refusal = new Error('full')
  const error = await t.throwsAsync(() => readTrace(path, () => Promise.reject(refusal)))
  t.is(error, refusal)
})

/** Changes the checksum at the end, so that all data are unpacked before the fault is seen. */
function corrupt(packed: Buffer): Buffer {
  packed[packed.length - 8] ^= 1
  return packed
}
