import test from 'ava'
import { PeakConcurrency } from './peak-concurrency.js'
import type { TraceJob } from './trace.js'

/** Jobs as `submit wait run cores`, `-` for unknown; then peak cores and core-seconds. */
const cases: readonly [title: string, jobs: string, peakCores: number, coreSeconds: number][] = [
  ['one job', '0 - 10 4', 4, 40],
  ['two that overlap', '0 - 10 4; 5 - 10 2', 6, 60],
  ['freed and taken in the same instant', '0 - 10 4; 10 - 10 4', 4, 80],
  ['three submitted at once', '0 - 10 1; 0 - 10 1; 0 - 10 1', 3, 30],
  ['starts out of order', '0 100 10 8; 1 0 10 1; 105 0 10 2', 10, 110],
  ['a long wait ends between two others', '0 50 10 8; 1 20 40 1; 2 0 10 4', 9, 160],
  ['a job that never started', '0 - - 64; 0 - 10 1', 1, 10],
  ['a run of no length takes no core', '5 0 0 64; 5 0 10 1', 1, 10],
]

for (const [title, jobs, peakCores, coreSeconds] of cases) {
  test(title, (t) => {
    const peak = new PeakConcurrency()
    const parsed = jobs.split('; ').map((text) => job('BNL', text))
    parsed.forEach((one) => peak.add(one))
    t.deepEqual(peak.finish(), [{ site: 'BNL', jobs: parsed.length, peakCores, coreSeconds }])
  })
}

test('sites are apart, in order of first appearance; jobs without one are left out', (t) => {
  const peak = new PeakConcurrency()
  peak.add(job('CERN', '0 - 10 1'))
  peak.add(job(undefined, '0 - 10 99'))
  peak.add(job('BNL', '0 - 10 2'))
  peak.add(job('CERN', '1 - 10 1'))
  t.deepEqual(peak.finish(), [
    { site: 'CERN', jobs: 2, peakCores: 2, coreSeconds: 20 },
    { site: 'BNL', jobs: 1, peakCores: 2, coreSeconds: 20 },
  ])
})

test('a thousand jobs give what a full sort of all starts and ends gives', (t) => {
  const peak = new PeakConcurrency()
  const changes: [time: number, cores: number][] = []
  let chance = 1
  const draw = (below: number): number => (chance = (chance * 48_271) % 2_147_483_647) % below
  for (let index = 0, submit = 0; index < 1000; index++) {
    submit += draw(4)
    const [wait, run, cores] = [draw(50), 1 + draw(40), 1 + draw(8)]
    peak.add(job('BNL', `${submit} ${wait} ${run} ${cores}`))
    changes.push([submit + wait, cores], [submit + wait + run, -cores])
  }
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1])
  let [running, expected] = [0, 0]
  for (const [, cores] of changes) expected = Math.max(expected, (running += cores))
  t.is(peak.finish()[0].peakCores, expected)
})

function job(site: string | undefined, text: string): TraceJob {
  const [submit, waitSeconds, runSeconds, cores] = text.split(' ').map((one) => (one === '-' ? undefined : Number(one)))
  return {
    line: 1,
    id: '1',
    submitSeconds: submit ?? 0,
    waitSeconds,
    runSeconds,
    cores: cores ?? 1,
    cpuSeconds: undefined,
    requestedSeconds: undefined,
    memoryMBPerCore: undefined,
    status: 'unknown',
    attempt: 1,
    user: undefined,
    group: undefined,
    vo: undefined,
    label: undefined,
    site,
    priority: undefined,
    inputBytes: undefined,
    outputBytes: undefined,
    error: undefined,
  }
}
