import test from 'ava'
import { JobState } from './job-state.js'
import { JobTable } from './job-table.js'
import { NONE } from './units.js'

test('walks pass over blocks of rows without a job, and over no job', (t) => {
  const jobs = new JobTable()
  for (let i = 0; i < 3000; i++) jobs.add(0, i, 1, JobState.pending, 0)
  const kept = [0, 63, 64, 700, 1999, 2999]
  for (let row = 0; row < 3000; row++) if (!kept.includes(row)) jobs.remove(row)
  const seen: number[] = []
  let steps = 0
  for (let row = jobs.skipEmpty(0); row < jobs.top; row = jobs.skipEmpty(row + 1)) {
    steps++
    if (jobs.id(row) !== 0) seen.push(row)
  }
  t.deepEqual(seen, kept)
  t.true(steps <= kept.length * 64, `${steps} rows were looked at`)
  for (const row of kept) jobs.remove(row)
  t.is(jobs.skipEmpty(0), jobs.top)
})

test('a recycled job row starts afresh', (t) => {
  const jobs = new JobTable()
  const row = jobs.add(1, 2, 3, JobState.running, 4)
  for (const column of ['next', 'error'] as const) jobs[column][row] = 9
  jobs.setFailures(row, 9)
  jobs.setFace(row, 9)
  jobs.setTransfer(row, 9)
  jobs.setStartedAt(row, 9)
  jobs.setFirstStartedAt(row, 9)
  jobs.setHeardAt(row, 99)
  jobs.remove(row)
  t.is(jobs.add(5, 6, 7, JobState.pending, 8), row, 'the freed row is used again')
  const numbers = [jobs.task(row), jobs.ordinal(row), jobs.attempt[row], jobs.failures(row), jobs.state(row)]
  const places = [jobs.face(row), jobs.transfer(row), jobs.next[row]]
  const times = [jobs.createdAt[row], jobs.since(row), jobs.heardAt(row)]
  t.deepEqual(
    [...numbers, ...places, ...times, jobs.error[row]],
    [5, 6, 7, 0, JobState.pending, NONE, NONE, NONE, 8, 8, 8, 0],
  )
  t.true(Number.isNaN(jobs.startedAt(row)) && Number.isNaN(jobs.firstStartedAt(row)))
})
