/** What is kept of a core is enough to go on from, wherever its history is cut. */
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { aliveRows } from '../../model/alive-rows.js'
import type { Constants } from '../../model/constants.js'
import type { Core } from '../core.js'
import { choosePilotDemand } from '../pilot-demands/choose-pilot-demand.js'
import { pilotDemands } from '../pilot-demands/index.js'
import type { PilotDemandRule } from '../pilot-demands/pilot-demand-rule.js'
import { policies } from '../policies/index.js'
import type { Policy } from '../policy.js'
import { essence } from '../testing/essence.js'
import { happen, history, type HistoryEvent, historyGrid } from '../testing/history.js'
import { Stage, taskOf } from '../testing/stage.js'
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

function keptStage(policy: Policy, pilotDemand?: PilotDemandRule): KeptStage {
  const stage = new KeptStage({ grid: historyGrid(), policy, ...(pilotDemand && { pilotDemand }) }).keep()
  stage.report((now) => stage.core.datasetKnown(now, 'one', 1e10, ['BNL', 'LYON']))
  stage.report((now) => stage.core.datasetKnown(now, 'two', 1e10, ['CERN']))
  return stage
}

/** A new stage that goes on from what another one kept, perhaps with other constants in its configuration. */
function restoredFrom(other: KeptStage, constants: Partial<Constants> = {}, pilotDemand?: PilotDemandRule): KeptStage {
  const { policy } = other.core
  const stage = new KeptStage({ grid: historyGrid(), policy, constants, ...(pilotDemand && { pilotDemand }) })
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

function compare(t: ExecutionContext, again: Stage, stage: Stage): void {
  const [found, wanted] = [essence(again.core), essence(stage.core)]
  for (const part of Object.keys(wanted)) t.deepEqual(found[part], wanted[part], part)
  // Visits of tasks that have ended are forgotten.
  t.true(again.core.nextDue() >= stage.core.nextDue(), 'nothing is due earlier')
}

const [, ...otherDemands] = pilotDemands.map(({ name }) => choosePilotDemand(name))
const kinds: { name: string; policy: Policy; rule?: PilotDemandRule }[] = [
  ...policies.map((policy) => ({ name: policy.name, policy })),
  ...otherDemands.map((rule) => ({ name: rule.name, policy: policies[0], rule })),
]

for (const { name, policy, rule } of kinds) {
  test(`${name}: a core that is read back stands where the other stood, and goes on to the same ends`, (t) => {
    let [jobs, transfers, attempts] = [0, 0, 0]
    const play = (t: ExecutionContext, before: HistoryEvent[], after: HistoryEvent[]): void => {
      const stage = keptStage(policy, rule)
      before.forEach((event, serial) => {
        happen(stage, event, serial)
        if (serial % 3 === 0) stage.commit()
      })
      stage.commit()
      const again = restoredFrom(stage, {}, rule)
      compare(t, again, stage)
      again.core.check()
      jobs += stage.core.state.jobs.alive
      transfers += stage.core.state.transfers.underWay
      after.forEach((event, serial) => {
        happen(again, event, 100 + serial)
        again.core.check()
        again.commit()
      })
      const third = restoredFrom(again, {}, rule)
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

test('a limit that was set live stays set, though the configuration says the same for a while', (t) => {
  const stage = keptStage(policies[0])
  stage.report((now) => stage.core.changeLimit(now, 'queueCapJobs', 77))
  stage.commit()
  const same = restoredFrom(stage, { queueCapJobs: 77 })
  same.report((now) => same.core.pauseBrokerage(now, true))
  same.commit()
  const another = restoredFrom(same, { queueCapJobs: 5, maxAttempts: 2 })
  t.is(another.core.state.constants.queueCapJobs, 77)
  t.is(another.core.state.constants.maxAttempts, 2, 'the rest follows the configuration')
})

test('a core goes on under another rule for pilots than the one it was kept under', (t) => {
  const [usual, factory] = pilotDemands.map(({ name }) => choosePilotDemand(name))
  for (const [before, after] of [
    [usual, factory],
    [factory, usual],
  ]) {
    const stage = keptStage(policies[0], before)
    stage.pass(5)
    stage.report((now) => stage.core.submit(now, taskOf({ jobs: 3, queue: 'LYON' })))
    stage.pass(11)
    stage.commit()
    const again = restoredFrom(stage, {}, after)
    again.pass(400)
    const asked = again.heard().filter((words) => words.endsWith('pilots for LYON'))
    t.is(asked.length, 1, `${before.name} to ${after.name}`)
  }
})
