import test from 'ava'
import { Cause, causeNames } from './cause.js'
import { checkState } from './check.js'
import { Fact } from './journal.js'
import {
  isFinal,
  isWithPilot,
  JOB_STATES,
  JobState,
  type JobStateName,
  jobStateNames,
  lifecycle,
  mayMove,
} from './job-state.js'
import { move } from './move.js'
import type { State } from './state.js'
import { gridOf, needsOf, stateOf } from './testing/small-grid.js'
import { Activity, TransferKind } from './transfer-table.js'

/** panda-protocol.md §5.1: each state and where it leaves to; ends from outside (closed, cancelled) are common to all. */
const documented: Record<string, string> = {
  pending: 'defined',
  defined: 'assigned activated waiting',
  waiting: 'defined closed',
  assigned: 'activated',
  activated: 'sent throttled closed',
  throttled: 'activated closed',
  sent: 'starting running failed',
  starting: 'running',
  running: 'holding transferring failed',
  holding: 'transferring merging finished failed',
  transferring: 'finished failed',
  merging: 'finished failed',
  finished: '',
  failed: '',
  cancelled: '',
  closed: '',
}

const stateOfName = (name: string) => jobStateNames.indexOf(name as JobStateName) as JobState
const finals = ['finished', 'failed', 'cancelled', 'closed']

test('the lifecycle has every documented state and step', (t) => {
  t.deepEqual([...jobStateNames].sort(), [...Object.keys(documented), 'stagein', 'stageout'].sort())
  for (const [from, to] of Object.entries(documented)) {
    for (const name of to.split(' ').filter((word) => word !== '')) {
      t.true(mayMove(stateOfName(from), stateOfName(name)), `${from} → ${name}`)
    }
  }
})

test('every state but the final ones can be left for closed and cancelled; the final ones lead nowhere', (t) => {
  for (const from of jobStateNames) {
    const isEnd = finals.includes(from)
    t.is(isFinal(stateOfName(from)), isEnd, from)
    t.is(lifecycle[from].length === 0, isEnd, from)
    for (const to of ['closed', 'cancelled'])
      t.is(mayMove(stateOfName(from), stateOfName(to)), !isEnd, `${from} → ${to}`)
    for (const to of jobStateNames) t.is(mayMove(stateOfName(from), stateOfName(to)), lifecycle[from].includes(to))
    t.false(mayMove(stateOfName(from), stateOfName(from)), `${from} → ${from}`)
    t.false(mayMove(stateOfName(from), JobState.pending), `${from} → pending`)
  }
  const withPilot = jobStateNames.filter((name) => isWithPilot(stateOfName(name)))
  t.deepEqual(withPilot, ['sent', 'starting', 'stagein', 'running', 'stageout'])
})

test('every job can come to each end, through legal steps', (t) => {
  const reached = new Set<JobStateName>(['pending'])
  for (const from of reached) for (const to of lifecycle[from]) reached.add(to)
  t.is(reached.size, JOB_STATES)
})

test('causes have words', (t) => {
  t.is(causeNames[Cause.course], 'course')
  t.is(causeNames[Cause.expired], 'expired')
  t.is(causeNames[Cause.rebrokered], 'rebrokered')
})

/** One task with an activated, a running and a pending job, and a fourth that is still to be created. */
function populated(): { state: State; task: number; activated: number; running: number; pending: number } {
  const state = stateOf(gridOf('queue\nBNL\nCERN'))
  const kind = state.kinds.hold(needsOf(), state.shares.numberOf('simulation'))
  const task = state.tasks.add('reco', 1, 0)
  state.tasks.kind[task] = kind.index
  state.tasks.jobs[task] = 4
  state.tasks.created[task] = 3
  state.jobsSubmitted = 4
  const [activated, running, pending] = [0, 1, 2].map((ordinal) =>
    state.jobs.add(task, ordinal, 1, JobState.pending, 10),
  )
  state.tasks.pendingHead[task] = state.tasks.pendingTail[task] = pending
  state.tasks.pending[task] = 1
  state.jobs.setFace(activated, 0)
  state.jobs.setFace(running, 1)
  for (const row of [activated, running]) {
    for (const to of [JobState.defined, JobState.activated]) move(state, row, to, 20, Cause.course)
  }
  for (const to of [JobState.sent, JobState.running]) move(state, running, to, 30, Cause.course)
  return { state, task, activated, running, pending }
}

test('a move keeps the counters and tells the journal of the job as it was', (t) => {
  const { state, activated } = populated()
  const { counters, jobs, journal } = state
  const heard: unknown[] = []
  journal.listener = {
    hear: (kind, at, subject, a, b, c, d, row) =>
      heard.push([kind, at, subject, a, b, c, d, row, jobs.state(row), jobs.since(row)]),
  }
  t.is(counters.total(0, JobState.activated), 1)
  move(state, activated, JobState.closed, 40, Cause.rebrokered)
  const { activated: from, closed } = { activated: JobState.activated, closed: JobState.closed }
  t.deepEqual(heard, [[Fact.jobMoved, 40, 1, from, closed, 0, Cause.rebrokered, activated, from, 20]])
  t.is(counters.total(0, JobState.activated), 0)
  t.is(counters.total(0, JobState.closed), 0, 'ended jobs leave the counters')
  t.deepEqual([jobs.state(activated), jobs.since(activated)], [JobState.closed, 40])
})

test('an illegal move throws with the story of the job and changes nothing', (t) => {
  const { state, running, pending } = populated()
  const hash = state.journal.hash()
  t.throws(() => move(state, running, JobState.activated, 50, Cause.course), {
    message:
      'no step from running to activated: job 2 (task reco, ordinal 1, attempt 1) is running at CERN since 30 s, cause: course',
  })
  t.throws(() => move(state, pending, JobState.sent, 50, Cause.killed), {
    message:
      'no step from pending to sent: job 3 (task reco, ordinal 2, attempt 1) is pending at no queue since 10 s, cause: killed',
  })
  t.is(state.journal.hash(), hash)
  t.notThrows(() => checkState(state))
})

type Populated = ReturnType<typeof populated>

/** What may be wrong, how it is planted, and how the recount tells it. */
const corruptions: [what: string, plant: (it: Populated) => void, message: RegExp][] = [
  [
    'a job in a state it was not moved to',
    ({ state, activated }) => {
      state.jobs.setState(activated, JobState.sent)
    },
    /^jobs by queue, queue 0, activated: counted 0, kept 1/,
  ],
  [
    'a queue counter',
    ({ state }) => state.counters.byQueue[JobState.holding * state.grid.queues.length]++,
    /^jobs by queue, queue 0, holding: counted 0, kept 1/,
  ],
  [
    'a share counter',
    ({ state }) => state.counters.byShare[state.counters.shareRow(0, JobState.running) + 1]++,
    /^jobs by share, queue 1, running: counted 1, kept 2/,
  ],
  [
    'a type counter',
    ({ state }) => state.counters.byType[state.counters.typeRow(0, 1, JobState.running) + 1]--,
    /^jobs by resource type, queue 1, running: counted 1, kept 0/,
  ],
  [
    'the power that jobs of a share hold',
    ({ state }) => {
      state.executing.count(0, 0.5, 1)
    },
    /^HS06 of simulation with pilots: counted 10, kept 10.5/,
  ],
  [
    'a job at another queue',
    ({ state, running }) => {
      state.jobs.setFace(running, 0)
    },
    /^jobs by queue, queue 0, running: counted 1, kept 0/,
  ],
  [
    'an ended job that kept its row',
    ({ state, running }) => move(state, running, JobState.failed, 40, Cause.reported),
    /^ended but not gone: job 2 /,
  ],
  [
    'a lineage too many',
    ({ state, task }) => state.tasks.created[task]++,
    /^task reco: 4 lineages created, but 3 alive and 0 ended/,
  ],
  [
    'a lineage ended that is alive',
    ({ state, task }) => state.tasks.finished[task]++,
    /^task reco: 3 lineages created, but 3 alive and 1 ended/,
  ],
  ['a pending count', ({ state, task }) => state.tasks.pending[task]++, /^task reco: 2 pending, 1 in its list/],
  [
    'a list of pending jobs without end',
    ({ state, pending }) => (state.jobs.next[pending] = pending),
    /^task reco: 1 pending, 2 in its list/,
  ],
  [
    'a placed job among the pending ones',
    ({ state, task, activated }) => (state.tasks.pendingHead[task] = activated),
    /^task reco: a stranger among its pending jobs/,
  ],
  ['a lineage submitted that is nowhere', ({ state }) => state.jobsSubmitted++, /^5 jobs submitted, 4 accounted for/],
  ['an attempt ended that never was', ({ state }) => state.ended.failed++, /^3 attempts created, 4 accounted for/],
  ['an ended lineage that never was', ({ state }) => state.ended.jobsFinished++, /^4 jobs submitted, 5 accounted for/],
  [
    "another job's transfer",
    ({ state, running, activated }) => {
      state.jobs.setTransfer(
        running,
        state.transfers.add(activated, 1, TransferKind.input, Activity.input, 0, 1, 5, 1, 0),
      )
    },
    /^transfer 0 is not for job 2 /,
  ],
]

test('a sound state passes the recount', (t) => {
  const { state, running } = populated()
  state.jobs.setTransfer(running, state.transfers.add(running, 2, TransferKind.input, Activity.input, 0, 1, 5, 1, 0))
  t.notThrows(() => checkState(state))
})

for (const [what, plant, message] of corruptions) {
  test(`the recount finds ${what}`, (t) => {
    const it = populated()
    plant(it)
    t.throws(() => checkState(it.state), { message })
  })
}
