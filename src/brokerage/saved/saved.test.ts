/** What is kept of a core is enough to go on from, wherever its history is cut. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { aliveRows } from '../../model/alive-rows.js'
import { NONE } from '../../model/units.js'
import type { Core } from '../core.js'
import { policies } from '../policies/index.js'
import type { Policy } from '../policy.js'
import { happen, history, type HistoryEvent, historyGrid, historySites } from '../testing/history.js'
import { Stage } from '../testing/stage.js'
import { savedKinds } from './saved-rows.js'
import type { Saver } from './saver.js'

/** A stage whose rows are kept as a store would keep them: as text, by kind and key. */
class KeptStage extends Stage {
  readonly rows = new Map<string, string>()
  private saver: Saver | undefined

  keep(): this {
    this.saver = this.core.saver()
    this.core.state.journal.listener = this.saver.listener(this.core.state.journal.listener)
    return this
  }

  commit(): void {
    for (const { kind, key, row } of this.saver!.changes(this.now)) {
      if (row === undefined) this.rows.delete(`${kind} ${key}`)
      else this.rows.set(`${kind} ${key}`, JSON.stringify(row))
    }
  }
}

function keptStage(policy: Policy): KeptStage {
  const stage = new KeptStage({ grid: historyGrid(), policy }).keep()
  stage.report((now) => stage.core.datasetKnown(now, 'one', 1e10, ['BNL', 'LYON']))
  stage.report((now) => stage.core.datasetKnown(now, 'two', 1e10, ['CERN']))
  return stage
}

/** A new stage that goes on from what another one kept. */
function restoredFrom(other: KeptStage): KeptStage {
  const stage = new KeptStage({ grid: historyGrid(), policy: other.core.policy })
  restore(stage.core, other.rows)
  stage.keep()
  stage.now = other.now
  for (const row of aliveRows(stage.core.state.jobs)) stage.rowOf.set(stage.core.state.jobs.id(row), row)
  for (const [id, times] of other.sent) stage.sent.set(id, times)
  for (const [name, text] of other.rows) stage.rows.set(name, text)
  return stage
}

function restore(core: Core, rows: ReadonlyMap<string, string>): void {
  const restorer = core.restorer()
  for (const kind of savedKinds) {
    const keys = [...rows.keys()]
      .filter((name) => name.startsWith(`${kind} `))
      .map((name) => Number(name.split(' ')[1]))
    for (const key of keys.sort((one, other) => one - other)) {
      restorer.read(kind, key, JSON.parse(rows.get(`${kind} ${key}`)!) as never)
    }
  }
  restorer.done()
}

/** The state as far as it must survive, in words that do not depend on rows. */
function essence({ core, now }: Stage): Record<string, unknown> {
  const { jobs, tasks, transfers, datasets, grid, counters, executing, shares, ended, journal } = core.state
  const jobsById = [...aliveRows(jobs)]
    .sort((one, other) => jobs.id(one) - jobs.id(other))
    .map((row) => ({
      id: jobs.id(row),
      task: tasks.number[jobs.task(row)],
      ordinal: jobs.ordinal(row),
      attempt: jobs.attempt[row],
      failures: jobs.failures(row),
      standing: jobs.state(row),
      face: jobs.face(row),
      times: [jobs.since(row), jobs.startedAt(row), jobs.firstStartedAt(row), jobs.createdAt[row], jobs.placedAt[row]],
      transfer: jobs.transfer(row) === NONE ? NONE : transfers.number[jobs.transfer(row)],
      error: jobs.error[row],
    }))
  const rowsOf = (top: number, number: Float64Array) => [...Array(top).keys()].filter((row) => number[row] !== 0)
  const tasksByNumber = rowsOf(tasks.top, tasks.number)
    .sort((one, other) => tasks.number[one] - tasks.number[other])
    .map((row) => ({
      number: tasks.number[row],
      name: tasks.names[row],
      needs: core.state.kinds.at(tasks.kind[row]).memoryMBPerCore,
      counts: [
        tasks.jobs,
        tasks.created,
        tasks.finished,
        tasks.failed,
        tasks.cancelled,
        tasks.running,
        tasks.pending,
      ].map((column) => column[row]),
      place: [tasks.priority[row], tasks.nucleus[row], tasks.isHeld[row], tasks.dataset[row]],
      queues: tasks.queues[row],
      rules: tasks.rules[row],
    }))
  const transfersByNumber = rowsOf(transfers.top, transfers.number)
    .sort((one, other) => transfers.number[one] - transfers.number[other])
    .map((row) => [transfers.number, transfers.jobId, transfers.from, transfers.to, transfers.bytes].map((c) => c[row]))
  return {
    now,
    jobsById,
    tasksByNumber,
    transfersByNumber,
    copies: datasets.copies.map((copies) =>
      copies.map(({ site, kind, bytes, parts }) => [site, kind, bytes, parts?.runs()]),
    ),
    queues: grid.queues.map(({ status, lastStartAt, pilotsUnderWay }) => [status, lastStartAt, pilotsUnderWay]),
    storage: grid.sites.map(({ storage }) => ({ ...storage })),
    links: historySites.map((_, from) => grid.costs.measured(from, (from + 1) % 3)),
    byQueue: [...counters.byQueue],
    // A share that no task has any more is forgotten, and runs nothing.
    power: shares
      .all()
      .map((name) => `${name} ${executing.hs06(shares.find(name)!)}`)
      .filter((words) => !words.endsWith(' 0'))
      .sort(),
    ended,
    created: [jobs.created, tasks.submitted, transfers.ordered, core.state.jobsSubmitted],
    journal: [journal.facts, journal.hash()],
    constants: core.state.constants,
  }
}

function compare(t: ExecutionContext, again: Stage, stage: Stage): void {
  const [found, wanted] = [essence(again), essence(stage)]
  for (const part of Object.keys(wanted)) t.deepEqual(found[part], wanted[part], part)
  // Visits of tasks that have ended are forgotten.
  t.true(again.core.nextDue() >= stage.core.nextDue(), 'nothing is due earlier')
}

for (const policy of policies) {
  test(`${policy.name}: a core that is read back stands where the other stood, and goes on to the same ends`, (t) => {
    let [jobs, transfers, attempts] = [0, 0, 0]
    const play = (t: ExecutionContext, before: HistoryEvent[], after: HistoryEvent[]): void => {
      const stage = keptStage(policy)
      before.forEach((event, serial) => {
        happen(stage, event, serial)
        if (serial % 3 === 0) stage.commit()
      })
      stage.commit()
      const again = restoredFrom(stage)
      compare(t, again, stage)
      again.core.check()
      jobs += stage.core.state.jobs.alive
      transfers += stage.core.state.transfers.underWay
      after.forEach((event, serial) => {
        happen(again, event, 100 + serial)
        again.core.check()
        again.commit()
      })
      const third = restoredFrom(again)
      compare(t, third, again)
      third.core.check()
      attempts += third.core.state.jobs.created
    }
    fc.assert(
      fc.property(history, history, (before, after) => play(t, before, after)),
      { numRuns: 40 },
    )
    t.true(
      jobs > 100 && transfers > 20 && attempts > 1000,
      `${jobs} jobs, ${transfers} transfers, ${attempts} attempts`,
    )
  })
}
