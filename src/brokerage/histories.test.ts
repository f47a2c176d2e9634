import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { gridOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { policies } from './policies/index.js'
import type { Policy } from './policy.js'
import { happen, history, type HistoryEvent, historyGrid, historySites } from './testing/history.js'
import { calm, Stage, taskOf } from './testing/stage.js'

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
  stage.report((now) => core.pauseBrokerage(now, false))
  for (const { name } of state.grid.queues) stage.report((now) => core.queueChanged(now, name, 'online'))
  for (const site of historySites) {
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

function play(t: ExecutionContext, policy: Policy, events: readonly HistoryEvent[], isWatched: boolean): Stage {
  const stage = new Stage({ grid: historyGrid(), policy })
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
  const stage = new Stage({ grid: historyGrid() })
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
  core.reprioritise(91, 3, 950)
  core.changeLimit(92, 'bunchJobs', 20.5)
  for (const isPaused of [true, false]) core.pauseBrokerage(93, isPaused)
  core.hearingGap(100, 0.25)
  stage.pass(105)
  for (const { index } of core.state.grid.faces) {
    for (let id = 0; id !== NONE; id = stage.pilotAsks({ face: index })) {
      if (id > 0) core.started(105, stage.rowOf.get(id)!, id)
    }
  }
  for (const [id, row] of stage.rowOf) core.ended(120, row, id, id % 9 === 0 ? 'failed' : 'finished', 5)
  for (const [id, row] of stage.rowOf) if (id % 10 === 0) core.kill(130, row, id)
  core.submit(131, taskOf({ name: 'killed', jobs: 7 }))
  core.killTask(132, 4)
  stage.pass(86_400 * 9)
  core.check()
  t.is(kinds.size, Fact.limitChanged + 1)
  t.deepEqual([journal.facts, journal.hash()], [448, '811a90cad1ef2b68'])
})
