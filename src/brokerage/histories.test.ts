import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { queueStatuses } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { gridOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { policies } from './policies/index.js'
import type { Policy } from './policy.js'
import type { TaskSubmission } from './ports.js'
import { calm, Stage, taskOf } from './testing/stage.js'

const grid = () =>
  gridOf(`
    queue  site cores memory walltime
    BNL    BNL  1+8   4000   0
    CERN   CERN 1     2000   90000
    CERN_8 CERN 8     0      0
    LYON   LYON 1     3000   0
  `)

/** One thing that happens: what, to whom, how, and how long after the last. */
type Event = readonly [verb: number, subject: number, detail: number, wait: number]

const sites = ['BNL', 'CERN', 'LYON']
const waits = [0, 0, 5, 60, 1200, 7200, 50_000, 200_000]
const history: fc.Arbitrary<Event[]> = fc.array(
  fc.tuple(fc.nat(18), fc.nat(1000), fc.nat(1000), fc.constantFrom(...waits)),
  { maxLength: 40, size: 'max' },
)

function someTask(name: string, subject: number, detail: number): TaskSubmission {
  const hasInput = subject % 2 === 0
  const cores = detail % 4 === 0 ? 8 : 1
  return taskOf({
    name,
    jobs: 1 + (subject % 30),
    cores,
    priority: [100, 500, 900, 1001][detail % 4],
    label: detail % 3 === 0 ? 'user' : 'managed',
    memoryMBPerCore: 1000 + (subject % 2) * 1000,
    walltimeSeconds: (detail % 5) * 30_000,
    share: ['simulation', 'reco'][detail % 2],
    dataset: hasInput ? ['one', 'two'][detail % 2] : undefined,
    inputBytes: hasInput ? 1e9 : 0,
    outputBytes: 1e8,
    rules: { isScout: detail % 13 === 0, readsOverWan: detail % 5 === 0 ? 'use' : 'no', diskIoKBps: detail % 3 },
    nucleus: detail % 7 > 3 ? ['BNL', 'LYON', 'auto'][subject % 3] : undefined,
    queue: detail % 11 === 0 ? (cores === 8 ? 'CERN_8' : 'LYON') : undefined,
    maxFailures: 1 + (detail % 3),
    maxAttempts: 1 + (subject % 6),
  })
}

/** A job out of all that ever were, those of now rather than those of long ago. */
function jobOf(stage: Stage, subject: number): readonly [row: number, id: number] {
  const ids = [...stage.rowOf.keys()]
  const id = ids.length === 0 ? 1 : ids[Math.max(0, ids.length - 1 - (subject % 40))]
  return [stage.rowOf.get(id) ?? 0, id]
}

function happen(stage: Stage, [verb, subject, detail, wait]: Event, serial: number): void {
  const { core } = stage
  const { grid } = core.state
  stage.pass(stage.now + wait)
  const [row, id] = jobOf(stage, subject)
  const face = subject % grid.faces.length
  stage.report((now) => {
    switch (verb) {
      case 0:
      case 1:
        core.submit(now, someTask(`task-${serial}`, subject, detail))
        break
      case 2:
        core.started(now, row, id)
        break
      case 3:
        core.heartbeat(now, row, id, now + detail * 10)
        break
      case 4:
        core.ended(now, row, id, 'finished', 0)
        break
      case 5:
        core.ended(now, row, id, 'failed', detail)
        break
      case 6:
        core.transferEnded(now, subject % 20, stage.core.state.transfers.number[subject % 20], detail % 4 > 0)
        break
      case 7:
        core.kill(now, row, id)
        break
      case 8:
        core.queueChanged(now, grid.queues[subject % 4].name, queueStatuses[detail % queueStatuses.length])
        break
      case 9:
        core.pilotsLost(now, face, detail % 5)
        break
      case 10:
        if (detail % 5 === 0) core.hearingGap(now, detail * 20)
        break
      case 11:
        core.datasetKnown(now, ['one', 'two'][subject % 2], 1e10, [['BNL'], ['CERN', 'LYON']][detail % 2])
        break
      case 12:
        core.replicaArrived(
          now,
          ['one', 'two'][subject % 2],
          sites[detail % 3],
          detail % 2 === 0 ? 'primary' : 'cached',
        )
        break
      case 13:
        core.replicaGone(now, ['one', 'two'][subject % 2], sites[detail % 3], detail % 2 === 0 ? 'primary' : 'cached')
        break
      case 14:
        core.storageChanged(now, sites[subject % 3], { readWan: detail % 4 > 0, writeWan: detail % 5 > 0 })
        break
      case 15:
        core.linkMeasured(now, sites[subject % 3], sites[detail % 3], { hourMBps: detail, dayMBps: NaN, weekMBps: 1 })
        break
    }
  })
  for (let n = verb >= 16 ? 5 : 0; n > 0; n--) {
    stage.pilotAsks({ face, first: detail % 3 > 0, remainingSeconds: detail % 2 === 0 ? 0 : detail * 100 })
  }
  stage.pass(stage.now)
}

/** Nothing is recounted differently, and no lineage has two attempts alive, nor any job two pilots. */
function checkAll(t: ExecutionContext, stage: Stage): void {
  stage.core.check()
  const { jobs, tasks } = stage.core.state
  const lineages = new Set<string>()
  for (let row = 0; row < jobs.top; row++) {
    if (jobs.id(row) === 0) continue
    const lineage = `${tasks.number[jobs.task(row)]} ${jobs.ordinal(row)}`
    t.false(lineages.has(lineage), `lineage ${lineage} is alive twice`)
    lineages.add(lineage)
    const isSent = jobs.state(row) >= JobState.sent
    t.is(stage.sent.get(jobs.id(row)) ?? 0, isSent ? 1 : 0, `job ${jobs.id(row)} and its pilots`)
  }
  for (const [id, times] of stage.sent) t.is(times, 1, `job ${id} was given to one pilot`)
}

/** Lets everything that is left come to its end: all in order and everywhere, pilots too, every transfer arrives. */
function drain(t: ExecutionContext, stage: Stage): void {
  const { core } = stage
  const { state } = core
  for (const { name } of state.grid.queues) stage.report((now) => core.queueChanged(now, name, 'online'))
  for (const site of sites) {
    stage.report((now) => core.storageChanged(now, site, { readWan: true, writeWan: true }))
    for (const dataset of ['one', 'two']) stage.report((now) => core.replicaArrived(now, dataset, site, 'primary'))
  }
  for (let round = 0; state.jobsSubmitted > endedOf(stage); round++) {
    t.true(round < 200, `${state.jobs.alive} jobs hang`)
    stage.pass(stage.now + 1800)
    for (let transfer = 0; transfer < state.transfers.top; transfer++) {
      stage.report((now) => core.transferEnded(now, transfer, stage.core.state.transfers.number[transfer], true))
    }
    for (let row = 0; row < state.jobs.top; row++) {
      stage.report((now) => core.ended(now, row, state.jobs.id(row), 'finished', 0))
    }
    for (const { index } of state.grid.faces) {
      for (let id = 0; id !== NONE;) id = stage.pilotAsks({ face: index })
    }
  }
  for (let transfer = 0; transfer < state.transfers.top; transfer++) {
    stage.report((now) => core.transferEnded(now, transfer, stage.core.state.transfers.number[transfer], true))
  }
}

function endedOf(stage: Stage): number {
  const { jobsFinished, jobsFailed, jobsCancelled } = stage.core.state.ended
  return jobsFinished + jobsFailed + jobsCancelled
}

function play(t: ExecutionContext, policy: Policy, events: readonly Event[], isWatched: boolean): Stage {
  const stage = new Stage({ grid: grid(), policy })
  stage.report((now) => stage.core.datasetKnown(now, 'one', 1e10, ['BNL', 'LYON']))
  stage.report((now) => stage.core.datasetKnown(now, 'two', 1e10, ['CERN']))
  events.forEach((event, serial) => {
    happen(stage, event, serial)
    if (isWatched) checkAll(t, stage)
  })
  return stage
}

for (const policy of policies) {
  test(`${policy.name}: whatever is reported, nothing is lost, doubled or left behind`, (t) => {
    let [submitted, attempts] = [0, 0]
    fc.assert(
      fc.property(history, (events) => {
        const stage = play(t, policy, events, true)
        const { state } = stage.core
        const hash = state.journal.hash()
        t.is(play(t, policy, events, false).core.state.journal.hash(), hash, 'the same reports give the same facts')
        drain(t, stage)
        checkAll(t, stage)
        const { ended } = state
        t.deepEqual(stage.taskEnds, [ended.jobsFinished, ended.jobsFailed, ended.jobsCancelled], 'tasks tell all ends')
        t.is(ended.finished + ended.failed + ended.closed + ended.cancelled, state.jobs.created, 'all attempts ended')
        t.deepEqual([state.jobs.alive, state.tasks.alive, state.transfers.underWay], [0, 0, 0], 'all rows are free')
        t.true(
          state.kinds.all.every((kind) => kind === undefined),
          'no kind of work is left',
        )
        const { byQueue, byShare, byType } = state.counters
        t.true(
          [byQueue, byShare, byType].every((counts) => counts.every((count) => count === 0)),
          'all counters are 0',
        )
        submitted += state.jobsSubmitted
        attempts += state.jobs.created
      }),
      { numRuns: 60 },
    )
    t.true(submitted > 1000 && attempts > submitted, `${submitted} jobs, ${attempts} attempts: the histories are rich`)
  })
}

test('a task of 100,000 jobs, and the re-brokerage of its dead site, go in slices', (t) => {
  const constants = { queueCapJobs: 1e6, throttling: 0 }
  const stage = new Stage({ grid: gridOf('queue status\nBNL online\nCERN brokeroff'), policy: 'random', constants })
  const { core } = stage
  stage.report((now) => core.submit(now, taskOf({ jobs: 100_000, priority: 800 })))
  stage.pass(0)
  core.check()
  t.is(core.state.counters.total(0, JobState.activated), 100_000)
  t.true(stage.mostFacts > 1000, `${stage.mostFacts} facts at once: the slices are not too thin`)
  stage.heard()
  stage.report((now) => core.queueChanged(now, 'BNL', 'offline'))
  stage.report((now) => core.queueChanged(now, 'CERN', 'online'))
  stage.pass(4 * 3600 + 2400)
  core.check()
  t.is(core.state.counters.total(0, JobState.activated), 0)
  t.is(core.state.counters.total(1, JobState.activated), 100_000)
  t.is(core.state.ended.closed, 100_000)
})

test('a task whose slice ends where its queue is full has got places, and goes on in the next cycle', (t) => {
  // 750 jobs are two facts each, as much as a slice has, and thirty bunches of 25.
  const own = { queueCapJobs: 750, pilotCycleSeconds: 86_400, throttling: 0 }
  const stage = new Stage({ grid: gridOf('queue\nBNL'), constants: { ...calm, ...own } })
  stage.report((now) => stage.core.submit(now, taskOf({ jobs: 3000 })))
  stage.pass(0)
  t.is(stage.core.state.counters.total(0, JobState.activated), 750)
  t.is(stage.core.nextDue(), 10)
  stage.pass(10)
  t.is(stage.core.nextDue(), 2400)
})

test('what is due is never long past', (t) => {
  const stage = new Stage({ grid: gridOf('queue\nBNL') })
  t.is(stage.core.nextDue(), Infinity)
  stage.pass(10_000)
  stage.report((now) => stage.core.submit(now, taskOf()))
  stage.pass(10_000)
  t.true(stage.core.nextDue() > 10_000)
})

test('every kind of fact is written as it was: golden', (t) => {
  const stage = new Stage({ grid: grid() })
  const { core } = stage
  const { journal } = core.state
  const kinds = new Set<Fact>()
  const { hear } = journal.listener!
  journal.listener = {
    hear: (kind, ...rest) => {
      kinds.add(kind)
      hear(kind, ...rest)
    },
  }
  core.datasetKnown(1, 'd', 3e9, ['LYON', 'CERN'], 3)
  core.replicaArrived(1.25, 'd', 'BNL', 'cached')
  for (const site of ['BNL', 'CERN']) core.replicaGone(1.5, 'd', site, site === 'BNL' ? 'cached' : 'primary')
  core.storageChanged(1.75, 'CERN', { readWan: false })
  core.submit(2, taskOf({ name: 'open', outputBytes: 1e9, nucleus: 'auto' }))
  core.submit(2.5, taskOf({ name: 'far', jobs: 40, dataset: 'd', inputBytes: 2e9, outputBytes: 1e9, nucleus: 'BNL' }))
  core.submit(3, taskOf({ name: 'wide', cores: 8, firstOrdinal: 100, priority: 900, maxFailures: 1 }))
  stage.pass(60)
  for (let transfer = 0; transfer < core.state.transfers.top; transfer++)
    core.transferEnded(70, transfer, core.state.transfers.number[transfer], transfer > 0)
  core.pilotsLost(80, 0, 2)
  core.queueChanged(90, 'CERN', 'test')
  core.hearingGap(100, 0.25)
  stage.pass(105)
  for (const { index } of core.state.grid.faces) {
    for (let id = 0; id !== NONE; id = stage.pilotAsks({ face: index })) {
      if (id > 0) core.started(105, stage.rowOf.get(id)!, id)
    }
  }
  for (const [id, row] of stage.rowOf) core.ended(120, row, id, id % 9 === 0 ? 'failed' : 'finished', 5)
  for (const [id, row] of stage.rowOf) if (id % 10 === 0) core.kill(130, row, id)
  stage.pass(86_400 * 9)
  core.check()
  t.is(kinds.size, Fact.storageChanged + 1)
  t.deepEqual([journal.facts, journal.hash()], [441, '04ce7efdc7fc9785'])
})
