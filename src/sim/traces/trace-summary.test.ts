import test from 'ava'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderTraceSummary } from './trace-summary-text.js'
import { summarise } from './trace-summary.js'

const text = `; Installation: a made-up one
; UnixStartTime: 1449746833
; Partition: 1 BNL
; Partition: 2 CERN
1 0 60 3600 1 -1 -1 1 -1 -1 1 7 1 -1 -1 1 -1 -1
2 10 0 7200 8 -1 -1 8 -1 -1 0 8 1 -1 -1 2 -1 -1
3 86400 -1 -7 8 -1 -1 8 -1 -1 5 8 1 -1 -1 2 -1 -1
`

test('a trace in numbers and in words', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ailuro-summary-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'day.swf')
  await writeFile(path, text)
  const summary = await summarise(path)
  t.is(summary.records, 3)
  t.is(summary.spanSeconds, 86_400)
  t.is(summary.users, 2)
  t.is(summary.waitSeconds.count, 2)
  t.deepEqual(summary.jobsByStatus, { finished: 1, failed: 1, cancelled: 1, closed: 0, unknown: 0 })
  t.deepEqual(summary.topSites, [
    { site: 'CERN', jobs: 2, coreHours: 16, peakCores: 8 },
    { site: 'BNL', jobs: 1, coreHours: 1, peakCores: 1 },
  ])
  t.is(
    renderTraceSummary({ ...summary, file: 'day.swf' }),
    `day.swf: swf, 3 records, ${text.length} bytes
  Installation: a made-up one
  UnixStartTime: 1449746833

submitted  over 24.0 h from 2015-12-10T11:27:13Z
status     1 finished, 1 failed, 1 cancelled
retries    0
users      2
groups     1
sites      2

          jobs   mean       p50    p90    p95    p99    max
cores        3   5.67         8      8      8      8      8
run time     2  1.5 h  60.0 min  2.0 h  2.0 h  2.0 h  2.0 h
wait         2   30 s       0 s   60 s   60 s   60 s   60 s

site  jobs  core-hours  peak cores
CERN     2          16           8
BNL      1           1           1

never filled: CPU time, requested time, memory, vo, label, priority, input bytes, output bytes, error

mended: run time below zero, taken as unknown (1)
`,
  )
})
