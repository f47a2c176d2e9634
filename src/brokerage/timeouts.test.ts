import test, { type ExecutionContext } from 'ava'
import { causeNames } from '../model/cause.js'
import type { Constants } from '../model/constants.js'
import { JobState, jobStateNames } from '../model/job-state.js'
import type { State } from '../model/state.js'
import { gridOf, linesOf, stateOf } from '../model/testing/small-grid.js'
import type { Seconds } from '../model/units.js'
import { standingJob, standingTask } from './testing/standing-job.js'
import { Timeouts } from './timeouts.js'

const queues = 'queue status\nonline online\nidle online\noffline offline\ntest test\nbrokeroff brokeroff'

/** What the watchdog says at a time of a job, in words. */
function verdictAt(state: State, row: number, now: Seconds): string {
  const verdict = new Timeouts(state).judge(row, now)
  if (verdict === undefined) return 'nothing'
  return `${jobStateNames[verdict.to]}: ${causeNames[verdict.cause]} ${verdict.error}`
}

/**
 * Jobs that came into a state at 0, all the way from their creation: up to the limit nothing becomes of them, and just above
 * it the verdict. At all queues but the idle one jobs begin to run all the time; `heard` pilots never fall silent.
 */
const limits = test.macro((t: ExecutionContext, table: string, constants: Partial<Constants> = {}) => {
  for (const line of linesOf(table)) {
    const { state: standing, label, priority, queue, pilot = 'silent', limit, verdict } = line
    const state = stateOf(gridOf(queues), constants)
    const row = standingJob(state, standingTask(state, { label, priority: Number(priority) }), queue, standing, 0)
    for (const one of state.grid.queues) one.lastStartAt = one.name === 'idle' ? 0 : 1e12
    if (pilot === 'heard') state.jobs.setHeardAt(row, 1e12)
    const what = `${standing} ${label} ${priority} at ${queue}`
    t.is(verdictAt(state, row, Number(limit)), 'nothing', `${what} up to ${limit} s`)
    t.is(verdictAt(state, row, Number(limit) + 1), verdict, `${what} above ${limit} s`)
  }
})

test(
  '§I.1: jobs with a pilot that falls silent',
  limits,
  `
  state    label   priority queue   limit | verdict
  sent     managed 500      online  1800  | failed: no reply 102
  sent     user    500      online  1800  | failed: no reply 102
  sent     managed 900      offline 1800  | failed: no reply 102
  starting managed 500      online  7200  | failed: lost heartbeat 100
  starting user    500      online  7200  | failed: lost heartbeat 100
  stagein  managed 500      online  7200  | failed: lost heartbeat 100
  running  managed 500      online  7200  | failed: lost heartbeat 100
  running  user    900      offline 7200  | failed: lost heartbeat 100
  stageout test    500      online  7200  | failed: lost heartbeat 100
`,
)

test(
  '§I.1: jobs with a pilot that is heard',
  limits,
  `
  state    label   priority queue   pilot limit   | verdict
  starting managed 500      online  heard 172800  | closed: rebrokered 105
  starting managed 799      offline heard 172800  | closed: rebrokered 105
  starting managed 800      online  heard 172800  | closed: rebrokered 105
  starting managed 800      offline heard 14400   | closed: rebrokered 105
  starting managed 800      idle    heard 14400   | closed: rebrokered 105
  starting user    900      offline heard 1814400 | closed: expired 102
  sent     managed 900      offline heard 1814400 | closed: expired 102
  running  managed 900      idle    heard 1814400 | closed: expired 102
  running  user    500      online  heard 1814400 | closed: expired 102
`,
)

test(
  '§I.1, §H.2: jobs whose payload is done',
  limits,
  `
  state        label   priority queue  limit  | verdict
  holding      user    500      online 10800  | failed: held too long 103
  holding      panda   900      online 10800  | failed: held too long 103
  holding      managed 801      online 10800  | failed: held too long 103
  holding      test    801      online 10800  | failed: held too long 103
  holding      managed 800      online 172800 | failed: held too long 103
  holding      test    500      online 172800 | failed: held too long 103
  transferring user    500      online 7200   | failed: output failed 104
  transferring panda   900      online 7200   | failed: output failed 104
  transferring managed 800      online 172800 | failed: output failed 101
  transferring test    800      online 172800 | failed: output failed 101
  transferring managed 799      online 518400 | failed: output failed 101
`,
)

test(
  '§I.1: jobs that wait at a queue',
  limits,
  `
  state     label     priority queue     limit  | verdict
  defined   managed   500      online    14400  | closed: rebrokered 105
  defined   user      500      online    14400  | closed: rebrokered 105
  assigned  managed   500      online    43200  | closed: rebrokered 105
  assigned  managed   900      offline   43200  | closed: rebrokered 105
  assigned  user      900      offline   604800 | closed: expired 102
  assigned  install   500      online    604800 | closed: expired 102
  activated managed   500      online    172800 | closed: rebrokered 105
  activated group     500      online    172800 | closed: rebrokered 105
  activated managed   799      offline   172800 | closed: rebrokered 105
  activated managed   900      online    172800 | closed: rebrokered 105
  activated managed   900      brokeroff 172800 | closed: rebrokered 105
  activated managed   800      offline   14400  | closed: rebrokered 105
  activated managed   800      test      14400  | closed: rebrokered 105
  activated managed   800      idle      14400  | closed: rebrokered 105
  activated user      900      offline   604800 | closed: expired 102
  activated prod_test 900      test      604800 | closed: expired 102
`,
)

test(
  '§I.1: analysis and tests that nothing changes in, where no job is too old to wait',
  limits,
  `
  state     label   priority queue  limit   | verdict
  activated user    500      online 604800  | closed: expired 102
  activated test    500      online 604800  | closed: expired 102
  activated managed 500      online 1814400 | closed: expired 102
  assigned  user    500      online 9000000 | closed: expired 102
`,
  { waitingLifetimeSeconds: 9_000_000, activatedTimeoutSeconds: 1e9 },
)

test('§I.1: a queue starts nothing when its last start is more than 2 h ago', (t) => {
  const state = stateOf(gridOf(queues))
  const row = standingJob(state, standingTask(state, { priority: 800 }), 'idle', 'activated', 0)
  const now = 20_000
  const verdicts = [7200, 7201].map((ago) => {
    state.grid.queue('idle')!.lastStartAt = now - ago
    return verdictAt(state, row, now)
  })
  t.deepEqual(verdicts, ['nothing', 'closed: rebrokered 105'])
})

test('limits from creation know no later change, and those from a word begin anew with it', (t) => {
  const state = stateOf(gridOf(queues))
  const [old, spoken] = ['activated', 'sent'].map((standing) =>
    standingJob(state, standingTask(state, { label: 'user' }), 'online', standing, 600_000),
  )
  state.jobs.placedAt[old] = 0
  state.jobs.setHeardAt(spoken, 601_000)
  t.deepEqual(
    [604_800, 604_801].map((now) => verdictAt(state, old, now)),
    ['nothing', 'closed: expired 102'],
  )
  t.deepEqual(
    [602_800, 602_801].map((now) => verdictAt(state, spoken, now)),
    ['nothing', 'failed: no reply 102'],
  )
})

test('a word that a pilot promised does not outlive its job', (t) => {
  const state = stateOf(gridOf(queues))
  const row = standingJob(state, standingTask(state, { label: 'user' }), 'online', 'transferring', 0)
  state.jobs.setHeardAt(row, 1e9)
  t.is(verdictAt(state, row, 7201), 'failed: output failed 104')
})

test('jobs without a place, and rows without a job, have no time-outs', (t) => {
  const state = stateOf(gridOf(queues))
  const pending = state.jobs.add(standingTask(state), 0, 1, JobState.pending, 0)
  const gone = standingJob(state, standingTask(state), 'online', 'activated', 0)
  state.jobs.setState(gone, JobState.finished)
  state.jobs.remove(gone)
  t.deepEqual(
    [pending, gone].map((row) => verdictAt(state, row, 1e9)),
    ['nothing', 'nothing'],
  )
})
