import test from 'ava'
import { fakeRun } from '../testing/fake-runs.js'
import type { AttemptRecords } from '../../sim/run-result.js'
import { JobLives } from './job-lives.js'
import { tellingJobs } from './telling-jobs.js'

/** Records of a few attempts: task, ordinal, and when it started after its submission, if it did. */
function recordsOf(...attempts: readonly (readonly [task: number, ordinal: number, wait?: number])[]): AttemptRecords {
  const { attempts: made } = fakeRun({ records: attempts.length }).records!
  attempts.forEach(([task, ordinal, wait], row) => {
    made.task[row] = task
    made.ordinal[row] = ordinal
    made.submitSeconds[row] = 100
    made.startSeconds[row] = wait === undefined ? NaN : 100 + wait
  })
  return made
}

const own = new JobLives(recordsOf([0, 0, 60], [0, 1], [1, 0, 10], [0, 1, 500], [0, 2, 30], [1, 1]))
const rival = new JobLives(recordsOf([1, 0, 90], [0, 0, 55], [0, 1, 90], [0, 2, 30]))

test('attempts are gathered into jobs, which wait until the first start of any', (t) => {
  t.deepEqual([...own.waitSeconds], [60, 500, 10, 30, NaN])
  t.deepEqual([...own.attempts], [1, 2, 1, 1, 1])
  t.deepEqual(own.life(1), { task: 'simul', ordinal: 1, rows: [1, 3] })
})

test('the same job is found in the records of another run by its task and ordinal', (t) => {
  t.is(own.placeIn(rival, 2), 0)
  t.is(own.placeIn(rival, 4), undefined)
  t.deepEqual([...own.lossesTo(rival)], [5, 410, -80, 0, NaN])
})

test('telling jobs: typical, longest, most tried, lost and won most, each once', (t) => {
  const told = (jobs: ReturnType<typeof tellingJobs>): string[] => jobs.map(({ why, job }) => `${why}: ${job}`)
  t.deepEqual(told(tellingJobs(own, rival)), ['Typical: the median wait: 0', 'The longest wait: 1', 'Won most: 2'])
  t.deepEqual(told(tellingJobs(rival, undefined)), ['Typical: the median wait: 0', 'The longest wait: 0'].slice(0, 1))
  t.deepEqual(tellingJobs(new JobLives(recordsOf([0, 0])), rival), [])
})
