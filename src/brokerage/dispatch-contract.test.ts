import test from 'ava'
import fc from 'fast-check'
import { JobState } from '../model/job-state.js'
import { ShareTree } from '../model/share-tree.js'
import { gridOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import type { PilotAsk } from './ports.js'
import { byUnderUse, dispatchRank, useOf } from './shares.js'
import { Stage, taskOf } from './testing/stage.js'

const tree = new ShareTree(
  [
    {
      name: 'Production',
      value: 60,
      children: [
        { name: 'Simulation', value: 2 },
        { name: 'Reprocessing', value: 1 },
      ],
    },
    { name: 'Analysis', value: 40 },
  ],
  'a test',
)
const shares = ['Simulation', 'Reprocessing', 'Analysis', 'Test', 'Nobody']
const labels = ['managed', 'user', 'prod_test', 'rc_alrb']

const someTask = fc.record({
  share: fc.constantFrom(...shares),
  label: fc.constantFrom(...labels),
  priority: fc.constantFrom(100, 500, 501, 900),
  cores: fc.constantFrom(1, 1, 8),
  memoryMBPerCore: fc.constantFrom(1000, 3000),
  scratchMB: fc.constantFrom(0, 5000),
  walltimeSeconds: fc.constantFrom(0, 600, 7200),
  user: fc.constantFrom('alice', 'bob'),
  jobs: fc.integer({ min: 1, max: 4 }),
})

/** Mostly the first, that is: not given. */
const seldom = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 4 }, { arbitrary: fc.constantFrom(...others), weight: 1 })

const somePilot = fc.record({
  face: fc.constantFrom(0, 0, 1),
  memoryMB: seldom(0, 2000, 16_000),
  scratchMB: seldom(0, 4000),
  remainingSeconds: seldom(0, 1000),
  label: seldom<string | undefined>(undefined, 'unified', 'user', 'test', 'rc_alrb'),
  resourceType: seldom<number | undefined>(undefined, 0, 2, 4),
  user: seldom<string | undefined>(undefined, 'bob'),
  taskNumber: seldom<number | undefined>(undefined, 2),
})

/** Something happens: tasks come, pilots ask, jobs are killed or leave their pilot. */
const step = fc.oneof(
  { arbitrary: fc.record({ task: someTask }), weight: 4 },
  { arbitrary: fc.record({ pilot: somePilot }), weight: 6 },
  { arbitrary: fc.record({ kill: fc.nat(30) }), weight: 1 },
  { arbitrary: fc.record({ finish: fc.nat(30) }), weight: 1 },
)

const served: Record<string, readonly string[]> = {
  unified: ['managed', 'prod_test', 'user'],
  user: ['user'],
  test: ['prod_test'],
  rc_alrb: ['rc_alrb'],
}

/** What brokerage.md §F.2-F.3 says in plain words: filter all activated jobs, sort, take the first. */
function expectedJob({ core }: Stage, pilot: Omit<PilotAsk, 'first'>): number {
  const { jobs, tasks, kinds, users, executing, shares: names } = core.state
  const hs06 = (name: string): number => executing.hs06(names.find(name) ?? 1e6)
  const order = byUnderUse(useOf(tree, hs06, executing.totalHs06()))
  const found: [rank: number, priority: number, id: number][] = []
  for (let row = 0; row < jobs.top; row++) {
    if (jobs.id(row) === 0 || jobs.state(row) !== JobState.activated || jobs.face(row) !== pilot.face) continue
    const task = jobs.task(row)
    const kind = kinds.at(tasks.kind[task])
    const fits = [
      pilot.label === undefined || served[pilot.label].includes(kind.label),
      pilot.memoryMB === 0 || kind.requiredMemoryMB <= pilot.memoryMB,
      pilot.scratchMB === 0 || kind.scratchMB <= pilot.scratchMB,
      pilot.remainingSeconds === 0 || tasks.walltimeSeconds[task] <= pilot.remainingSeconds,
      pilot.resourceType === undefined || kind.resourceType === pilot.resourceType,
      pilot.user === undefined || users.nameOf(tasks.user[task]) === pilot.user,
      pilot.taskNumber === undefined || tasks.number[task] === pilot.taskNumber,
    ]
    if (!fits.includes(false)) found.push([dispatchRank(order, kind.share), -tasks.priority[task], jobs.id(row)])
  }
  found.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
  return found.length === 0 ? NONE : found[0][2]
}

test('whatever is asked, a pilot gets the job that the rules name', (t) => {
  let [given, refused] = [0, 0]
  const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    const constants = { generatorCycleSeconds: 0, queueCapJobs: 1e6, statisticsSeconds: 0, throttling: 0 }
    const stage = new Stage({
      grid: gridOf('queue cores\nBNL 1+8'),
      policy: 'random',
      constants: { ...constants, fifoDispatchPercent: 0, shareOrderSeconds: 0, sentTimeoutSeconds: 1e9 },
      shares: tree,
    })
    const { core } = stage
    steps.forEach((one, i) => {
      stage.pass(i)
      if ('task' in one) stage.report((now) => core.submit(now, taskOf({ name: `task-${i}`, ...one.task })))
      else if ('pilot' in one) {
        const expected = expectedJob(stage, one.pilot)
        t.is(stage.pilotAsks(one.pilot), expected)
        if (expected === NONE) refused++
        else given++
      } else {
        const id = 'kill' in one ? one.kill : one.finish
        const row = stage.rowOf.get(id) ?? NONE
        stage.report((now) => ('kill' in one ? core.kill(now, row, id) : core.ended(now, row, id, 'finished', 0)))
      }
      stage.pass(i)
      core.check()
    })
  })
  fc.assert(property, { numRuns: 150 })
  t.true(given > 500 && refused > 500, `${given} pilots got a job, ${refused} none`)
})
