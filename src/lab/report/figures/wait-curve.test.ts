import test from 'ava'
import { fakeRun, fakeStudy } from '../../testing/fake-runs.js'
import type { RunResult } from '../../../sim/run-result.js'
import { materialOf } from '../material.js'
import { waitCurve } from './wait-curve.js'

/** Where the curve of a run ends: the part of its jobs that started at all. */
function endOf(run: RunResult): number {
  const { rows } = waitCurve(materialOf(fakeStudy({ runs: [run] })))!.data
  const [policy, , started] = rows[rows.length - 1]
  return policy === 'production' ? Number(started) : NaN
}

/** A run of 1,000 jobs in which so many of those that count started. */
function runWith(counted: number, started: number): RunResult {
  const run = fakeRun({ started })
  return { ...run, summary: { ...run.summary, window: { ...run.summary.window, counted } } }
}

test('a curve ends at the part of the jobs that started, of those that count', (t) => {
  t.is(endOf(runWith(1_000, 1_000)), 1)
  t.is(endOf(runWith(1_000, 600)), 0.6)
  t.is(endOf(runWith(500, 500)), 1)
})

test('nothing where no job started', (t) => {
  const idle = { ...fakeRun({ started: 0 }), waitCdf: [] }
  t.is(waitCurve(materialOf(fakeStudy({ runs: [idle] }))), undefined)
})
