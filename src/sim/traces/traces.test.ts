/** One contract for every reader: the same story of four jobs, written in each format, comes out as the same jobs. */
import test from 'ava'
import { gzipSync } from 'node:zlib'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { traceReaders } from './index.js'
import { readTrace } from './open-trace.js'
import type { TraceJob } from './trace.js'
import { chunksOf, manyJobs, readAll, samples, story, unknown } from '../testing/traces.js'

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
    t.deepEqual(found.mended, sample.mended ?? {})
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
