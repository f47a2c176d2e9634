/** One core, two worlds: each scenario straight, and with every report and order passing through the live host. */
import test from 'ava'
import { policies } from '../brokerage/policies/index.js'
import type { Reports } from '../brokerage/ports.js'
import { Host } from '../live/host.js'
import { Fact, Journal } from '../model/journal.js'
import { readScenario } from '../sim/scenario-file.js'
import { type Scenario, simulate } from '../sim/simulate.js'
import { testScenario, testScenarios } from '../sim/testing/scenarios.js'

for (const name of testScenarios) {
  const scenario = readScenario(testScenario(name))
  for (const policy of policies) {
    // Where nothing is preassigned, as-recorded is just another policy; where all is, the others must comply.
    test(`${name}, ${policy.name}: straight and through the live host`, async (t) => {
      const straight = await simulate(scenario, { policy, records: true })
      let host: Host | undefined
      const hosted = await simulate(scenario, {
        policy,
        records: true,
        through: (build, world) => (host = new Host(build, world)),
      })
      t.is(hosted.summary.journal.hash, straight.summary.journal.hash)
      t.deepEqual(hosted, straight, 'metrics, series, sites and records')
      t.true(straight.summary.jobs.finished > 0, 'something happened')
      t.is(host!.facts.length, straight.summary.journal.facts, 'facts kept by the host')
      t.is(host!.hearing.jobs, straight.summary.attempts.unfinished, 'jobs the host remembers')
      const again = new Journal()
      for (const [kind, at, subject, a, b, c, d] of host!.facts) again.write(kind, at, subject, a, b, c, d, -1)
      t.is(again.hash(), straight.summary.journal.hash, 'the journal written again from the facts kept')
    })
  }
}

/** The same run with some reports made otherwise on their way to the host. */
async function hashWith(scenario: Scenario, otherwise: (host: Host) => Partial<Reports>): Promise<string> {
  const { summary } = await simulate(scenario, {
    through: (build, world) => {
      const host = new Host(build, world)
      const own = otherwise(host)
      const reports = new Proxy(host, {
        get: (_, name: keyof Reports) => own[name] ?? (host[name].bind(host) as unknown),
      })
      return { reports, core: host.core, listener: (next) => host.listener(next) }
    },
  })
  return summary.journal.hash
}

test('the host names jobs by PandaID alone: rows it is given do not matter', async (t) => {
  const scenario = readScenario(testScenario('failures'))
  const hash = await hashWith(scenario, (host) => ({
    started: (now, _, id) => host.started(now, 999_999, id),
    heartbeat: (now, _, id, until) => host.heartbeat(now, -7, id, until),
    ended: (now, _, id, outcome, code) => host.ended(now, 0, id, outcome, code),
  }))
  t.is(hash, (await simulate(scenario)).summary.journal.hash)
})

test('a final report or the end of a transfer that comes twice changes nothing', async (t) => {
  const scenario = readScenario(testScenario('failures'))
  let repeated = 0
  const hash = await hashWith(scenario, (host) => ({
    ended: (now, row, id, outcome, code) => {
      host.ended(now, row, id, outcome, code)
      host.ended(now, row, id, 'failed', 1)
      repeated++
    },
    transferEnded: (now, transfer, number, arrived) => {
      host.transferEnded(now, transfer, number, arrived)
      host.transferEnded(now, transfer, number, false)
      repeated++
    },
  }))
  t.true(repeated > 1_000, `${repeated} reports were repeated`)
  t.is(hash, (await simulate(scenario)).summary.journal.hash)
})

test('orders go out only after the facts they follow from are committed', async (t) => {
  const scenario = readScenario(testScenario('failures'))
  let host: Host | undefined
  let ordered = 0
  await simulate(scenario, {
    through: (build, world) => {
      host = new Host(build, {
        transfer: (now, transfer) => {
          const { jobId } = host!.core.state.transfers
          ordered++
          const committed = host!.facts
            .slice(-3_000)
            .some(([kind, , id]) => kind === Fact.transferOrdered && id === jobId[transfer])
          if (!committed) t.fail(`transfer for job ${jobId[transfer]} was ordered before its fact was committed`)
          world.transfer(now, transfer)
        },
        requestPilots: (now, face, pilots) => {
          ordered++
          const committed = host!.facts
            .slice(-3_000)
            .some(([kind, at, , a]) => kind === Fact.pilotsRequested && at === now && a === face)
          if (!committed) t.fail(`pilots for ${face} were requested before the fact was committed`)
          world.requestPilots(now, face, pilots)
        },
      })
      return host
    },
  })
  t.true(ordered > 1_000, `${ordered} orders`)
})
