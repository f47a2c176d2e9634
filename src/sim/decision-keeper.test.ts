/** Records of decisions: keeping them changes nothing, and they tell what the journal tells. */
import test from 'ava'
import fc from 'fast-check'
import { policies } from '../brokerage/policies/index.js'
import { outcomes } from '../brokerage/ranking-watch.js'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { NONE } from '../model/units.js'
import type { DecisionRecords } from './decision-records.js'
import { simulate } from './simulate.js'
import { gridSpecOf, ListWorkload, scenarioWith, siteOf, watching } from './testing/scenarios.js'
import { scenarioOf, smallWorlds } from './testing/small-worlds.js'

/** Verdicts of a decision: each pseudo-queue with the step that refused it, or `candidate`. */
function verdictsOf({ decisions, verdicts, stepNames }: DecisionRecords, row: number): Map<number, string> {
  const found = new Map<number, string>()
  for (let i = 0; i < verdicts.length; i++) {
    const isOfRanking = verdicts.ranking[i] !== NONE && verdicts.ranking[i] === decisions.ranking[row]
    const isOfKind = verdicts.kind[i] !== NONE && verdicts.kind[i] === decisions.kind[row]
    if (!isOfRanking && !isOfKind) continue
    found.set(verdicts.face[i], verdicts.step[i] === NONE ? 'candidate' : stepNames[verdicts.step[i]])
  }
  return found
}

test('with records of decisions a run is the same, under every policy', async (t) => {
  const anyPolicy = fc.constantFrom(...policies.filter(({ name }) => name !== 'as-recorded').map(({ name }) => name))
  const property = fc.asyncProperty(smallWorlds, anyPolicy, async (drawn, policy) => {
    const scenario = scenarioOf(drawn)
    const plain = await simulate(scenario, { policy })
    const placed: string[] = []
    const { through } = watching(([kind, at, id, from, to]) => {
      if (kind === Fact.jobMoved && from === JobState.pending && to === JobState.defined) placed.push(`${at} ${id}`)
    })
    const { summary, decisions: records } = await simulate(scenario, { policy, records: true, through })
    t.is(summary.journal.hash, plain.summary.journal.hash)
    const { decisions } = records!
    let next = 0
    for (let row = 0; row < decisions.length; row++) {
      const outcome = outcomes[decisions.outcome[row]]
      const verdicts = verdictsOf(records!, row)
      if (outcome === 'placed') {
        t.is(`${decisions.timeSeconds[row]} ${decisions.pandaId[row]}`, placed[next], 'the first job of the bunch')
        t.is(verdicts.get(decisions.face[row]), 'candidate', 'it went to a candidate')
        next += decisions.jobs[row]
      } else if (outcome === 'no candidate') {
        t.false([...verdicts.values()].includes('candidate'))
        t.is(verdicts.size, records!.faces.length, 'every queue was refused')
      }
    }
    t.is(next, placed.length, 'every placement is in a row')
  })
  await fc.assert(property, { numRuns: 25 })
})

test('a decision says why here and why not there, in numbers', async (t) => {
  const narrow = siteOf('Narrow', 4)
  const grid = gridSpecOf(
    siteOf('Near', 40),
    {
      ...narrow,
      queues: narrow.queues.map((queue) => ({ ...queue, slots: [{ cores: 1, maxMemoryMB: 500, minMemoryMB: 0 }] })),
    },
    siteOf('Off', 40),
  )
  const tasks = [{ at: 60, run: 100, jobs: 3, name: 'reco', memoryMBPerCore: 2000, dataset: 'data', inputBytes: 1e9 }]
  const scenario = scenarioWith(grid, () => new ListWorkload(tasks, [{ name: 'data', sites: ['Near'] }]), {
    policy: 'production',
    incidents: [{ atSeconds: 0, queue: 'Off', status: 'offline' }],
  })
  const { decisions: records } = await simulate(scenario, { records: true })
  const { decisions, verdicts, stepNames, tagNames, weigherNames, taskNames, faces } = records!
  t.is(decisions.length, 1)
  t.is(taskNames[decisions.task[0]], 'reco')
  t.deepEqual([decisions.timeSeconds[0], decisions.jobs[0], decisions.rank[0], decisions.candidates[0]], [60, 3, 1, 1])
  t.is(faces[decisions.face[0]].queue, 'Near')
  const product = weigherNames.reduce((weight, _, i) => weight * decisions.factors[i], 1)
  t.true(Math.abs(product - decisions.weight[0]) < 1e-12, 'the factors make the weight')
  t.is(decisions.factors[weigherNames.indexOf('input-held')], 2, 'all of the input is there')
  const rows = Array.from({ length: verdicts.length }, (_, i) => {
    const tag = verdicts.tag[i] === NONE ? 'candidate' : tagNames[verdicts.tag[i]]
    const step = verdicts.step[i] === NONE ? '' : stepNames[verdicts.step[i]]
    return [faces[verdicts.face[i]].queue, step, tag, verdicts.observed[i], verdicts.limit[i], verdicts.isTemporary[i]]
  })
  t.deepEqual(rows, [
    ['Off', 'status', 'status', NaN, NaN, 1],
    ['Narrow', 'memory', 'lowmemory', 1800, 500, 0],
    ['Near', '', 'candidate', NaN, NaN, 0],
  ])
})
