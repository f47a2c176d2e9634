/** What the recounts of loads, executing power, transfers and copies find; those of jobs and tasks stand in state.test.ts. */
import test from 'ava'
import { Cause } from './cause.js'
import { checkState } from './check.js'
import { ReplicaKind } from './dataset-table.js'
import { JobState } from './job-state.js'
import { move } from './move.js'
import { PartSet } from './part-set.js'
import type { State } from './state.js'
import { plainRules } from './task-rules.js'
import { gridOf, needsOf, stateOf } from './testing/small-grid.js'
import { Activity, TransferKind } from './transfer-table.js'

const BNL = 0
const CERN = 1

/** Four jobs at BNL, each a state further, with a transfer to CERN, and a dataset of which CERN has half. */
function populated(): State {
  const state = stateOf(gridOf('queue cores\nBNL 8\nCERN 1'))
  const { jobs, tasks, kinds, transfers, datasets } = state
  const task = tasks.add('reco', 1, 0)
  tasks.kind[task] = kinds.hold(needsOf({ cores: 8 }), state.shareNumber('reco')).index
  tasks.jobs[task] = tasks.created[task] = state.jobsSubmitted = 4
  tasks.rules[task] = { ...plainRules, diskIoKBps: 300.1 }
  tasks.nucleus[task] = CERN
  const steps = [JobState.sent, JobState.starting, JobState.running, JobState.transferring]
  steps.forEach((last, ordinal) => {
    const row = jobs.add(task, ordinal, 1, JobState.pending, 10)
    jobs.setFace(row, BNL)
    for (const to of [JobState.activated, ...steps]) {
      if (to === JobState.activated) move(state, row, JobState.defined, 20, Cause.course)
      if (to === JobState.transferring) move(state, row, JobState.holding, 20, Cause.course)
      move(state, row, to, 30, Cause.course)
      if (to === last) break
    }
  })
  const transfer = transfers.add(3, jobs.id(3), TransferKind.output, Activity.output, BNL, CERN, 1e9, 7, 0)
  jobs.setTransfer(3, transfer)
  const whole = { bytes: 1e10, files: 9, parts: undefined }
  datasets.know('raw', 1e10, 9, [
    { site: BNL, kind: ReplicaKind.primary, ...whole },
    { site: CERN, kind: ReplicaKind.tape, ...whole },
  ])
  for (const part of [0, 1]) datasets.addPart(0, CERN, part, 4)
  return state
}

const halfOf = ({ datasets }: State) => datasets.copies[0][2]

/** What may be wrong, how it is planted, and how the recount tells it. */
const corruptions: [what: string, plant: (state: State) => void, message: RegExp][] = [
  [
    'cores of a job that starts',
    ({ counters }) => (counters.busyCores[BNL] -= 8),
    /^cores that run or start, BNL: counted 16, kept 8/,
  ],
  [
    'cores of a job that runs',
    ({ counters }) => counters.runningCores[CERN]++,
    /^cores that run, CERN: counted 0, kept 1/,
  ],
  [
    'disk traffic',
    ({ counters }) => (counters.diskIoKBps[BNL] += 0.01),
    /^disk traffic, BNL: counted 300.1, kept 300.11/,
  ],
  ['disk traffic that is no number', ({ counters }) => (counters.diskIoKBps[BNL] = NaN), /^disk traffic, BNL: .* NaN/],
  [
    'an output that goes elsewhere',
    ({ counters }) => counters.transferringTo[CERN * 2 + BNL]++,
    /^outputs on their way, CERN to BNL: counted 0, kept 1/,
  ],
  [
    'an output that is not on its way',
    ({ counters }) => counters.transferringTo[BNL * 2 + CERN]--,
    /^outputs on their way, BNL to CERN: counted 1, kept 0/,
  ],
  [
    'power with pilots',
    ({ executing }) => executing.count(0, 10, 1),
    /^HS06 of reco with pilots: counted 240, kept 250/,
  ],
  [
    'files on their way',
    ({ transfers }) => transfers.queuedFiles[(Activity.output * 2 + BNL) * 2 + CERN]--,
    /^files from BNL to CERN, activity 1: counted 7, kept 6/,
  ],
  [
    'files in another line',
    ({ transfers }) => (transfers.activity[0] = Activity.express),
    /^files from BNL to CERN, activity 1: counted 0, kept 7/,
  ],
  [
    'a part not counted',
    (state) => halfOf(state).parts!.count--,
    /^dataset raw, cached copy at site 1: 2 parts .* as 1/,
  ],
  ['bytes of a part', (state) => (halfOf(state).bytes = 4e9), /: 4000000000 bytes and 4 files for 2 of 4 parts$/],
  ['files of a part', (state) => (halfOf(state).files = 5), /: 5000000000 bytes and 5 files for 2 of 4 parts$/],
  [
    'a copy larger than the whole',
    ({ datasets }) => (datasets.bytes[0] = 1e9),
    /^dataset raw, primary .*: larger than/,
  ],
  [
    'a complete copy that is not listed',
    ({ datasets }) => (datasets.replicas[0] = Int32Array.of()),
    /^dataset raw: complete at sites 0, but kept as complete at $/,
  ],
  [
    'a part or a tape listed as complete',
    ({ datasets }) => (datasets.replicas[0] = Int32Array.of(BNL, CERN)),
    /^dataset raw: complete at sites 0, but kept as complete at 0,1$/,
  ],
  [
    'a copy twice',
    (state) => state.datasets.copies[0].push({ ...halfOf(state), parts: new PartSet(4) }),
    /^dataset raw: more than one cached copy at site 1/,
  ],
]

test('a sound state passes the recount', (t) => {
  const state = populated()
  t.notThrows(() => checkState(state))
  const { counters } = state
  t.deepEqual([counters.busyCores[BNL], counters.runningCores[BNL], counters.diskIoKBps[BNL]], [16, 8, 300.1])
  t.is(counters.transferring(BNL, CERN), 1)
})

test('sums of fractions that were rounded on their way pass', (t) => {
  const state = populated()
  for (let i = 0; i < 1000; i++) state.counters.diskIoKBps[BNL] += 0.1
  state.counters.diskIoKBps[BNL] -= 100
  t.not(state.counters.diskIoKBps[BNL], 300.1)
  t.notThrows(() => checkState(state))
})

for (const [what, plant, message] of corruptions) {
  test(`the recount finds ${what}`, (t) => {
    const state = populated()
    plant(state)
    t.throws(() => checkState(state), { message })
  })
}
