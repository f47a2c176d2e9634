/** One contract for all rules by which pilots are asked for. */
import test from 'ava'
import fc from 'fast-check'
import { type QueueStatus, queueStatuses } from '../../model/grid.js'
import { gridOf } from '../../model/testing/small-grid.js'
import { NONE } from '../../model/units.js'
import { Stage, taskOf } from '../testing/stage.js'
import { choosePilotDemand } from './choose-pilot-demand.js'
import { pilotDemands } from './index.js'
import { answers, ask, figuresOf, queueOf, type Standing } from './testing/asking.js'

const someStanding = fc.array(fc.tuple(fc.nat(300), fc.nat(200), fc.nat(400)), { minLength: 1, maxLength: 4 })

/** Statuses of queues that get no pilots for their jobs, by what the sources of each rule say. */
const closedTo: Readonly<Record<string, readonly QueueStatus[]>> = {
  'one-per-job': [],
  autopyfactory: ['offline'],
  'harvester-pull': ['offline', 'standby'],
}

for (const { name, about, usual } of pilotDemands) {
  const rule = choosePilotDemand(name)

  test(`${name} has a name, says what it does, and is the same whether numbers are usual or given`, (t) => {
    t.is(rule.name, name)
    t.regex(about, /.{10}/)
    const finite = Object.fromEntries(Object.entries(usual.numbers).filter(([, value]) => value < Infinity))
    const spelt = choosePilotDemand({ name, ...finite, ...(usual.chain.length > 0 && { chain: [...usual.chain] }) })
    const standing: Standing = [[300, 3, 40]]
    t.deepEqual(ask(spelt, 'online', standing), ask(rule, 'online', standing))
    t.true(rule.cycleSeconds === undefined || rule.cycleSeconds > 0)
  })

  test(`${name} answers each pseudo-queue with a whole number, the same each time, and the last step that it tells`, (t) => {
    fc.assert(
      fc.property(someStanding, fc.constantFrom(...queueStatuses), (standing, status) => {
        const queue = queueOf(status, standing.length)
        const told = new Map<number, number>()
        const wanted = rule.newPilots(queue, figuresOf(standing), ({ index }, _, pilots) => told.set(index, pilots))
        t.is(wanted.length, standing.length)
        wanted.forEach((pilots, face) => {
          t.true(Number.isInteger(pilots) && pilots >= 0)
          t.is(pilots, Math.max(0, told.get(face)!))
        })
        t.deepEqual(ask(rule, status, standing), [...wanted])
      }),
    )
  })

  test(`${name} asks for pilots where jobs wait and the queue is not closed`, (t) => {
    for (const status of queueStatuses) {
      const [pilots] = ask(rule, status, [[10, 0, 0]])
      t.is(pilots > 0, !closedTo[name].includes(status), status)
    }
    t.deepEqual(ask(rule, 'online', [[10, 10, 0]]), [0], 'nor for jobs that pilots are under way for')
  })

  test(`${name}: all jobs get a pilot in the end, lost ones are replaced, and after the last job nothing is due`, (t) => {
    const stage = new Stage({ grid: gridOf('queue\nBNL\nCERN'), pilotDemand: choosePilotDemand(name) })
    const queues = stage.core.state.grid.queues
    stage.report((now) => stage.core.submit(now, taskOf({ jobs: 60, user: 'bob' })))
    let lost = 0
    for (let minute = 1; stage.core.state.tasks.alive > 0; minute++) {
      t.true(minute < 600, 'for ever')
      stage.pass(minute * 60)
      for (const queue of queues) {
        const face = queue.faces[0].index
        for (let coming = queue.pilotsUnderWay; coming > 0; coming--) {
          if (lost++ % 3 === 0) stage.report((now) => stage.core.pilotsLost(now, face, 1))
          else {
            const id = stage.pilotAsks({ face })
            if (id === NONE) continue
            stage.report((now) => stage.core.started(now, stage.rowOf.get(id)!, id))
            stage.report((now) => stage.core.ended(now, stage.rowOf.get(id)!, id, 'finished', 0))
          }
        }
        t.is(queue.pilotsUnderWay, 0)
      }
      stage.core.check()
    }
    t.deepEqual(stage.taskEnds, [60, 0, 0])
    t.is(stage.core.nextDue(), Infinity)
  })
}

test('within random limits, no rule asks for more than they allow', (t) => {
  const limit = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(someStanding, limit, limit, limit, (standing, queued, total, cycle) => {
      const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
      const pending = sum(standing.map((one) => one[1]))
      const running = sum(standing.map((one) => one[2]))
      const numbers = { nQueueLimitWorker: queued, maxWorkers: total, maxNewWorkersPerCycle: cycle }
      const workers = sum(ask(choosePilotDemand({ name: 'harvester-pull', ...numbers }), 'online', standing))
      t.true(workers === 0 || (pending + workers <= queued && pending + running + workers <= total && workers <= cycle))
      const limits = { maxPending: queued, maxToRun: total, maxPerCycle: cycle }
      ask(choosePilotDemand({ name: 'autopyfactory', ...limits }), 'online', standing).forEach((pilots, face) => {
        const [, waiting, working] = standing[face]
        t.true(pilots === 0 || (waiting + pilots <= queued && waiting + working + pilots <= total && pilots <= cycle))
      })
    }),
  )
})

test(
  'one-per-job: as many as lack a pilot',
  test.macro(answers),
  'one-per-job',
  `
  activated pending running status  wants | settings
  120       20      900     online  100   | -
  120       121     0       online  0     | -
  5         0       0       offline 5     | -
`,
)

test('a rule that looks at all queues is asked every cycle, while there is work', (t) => {
  const pilotDemand = choosePilotDemand({ name: 'autopyfactory', maxPerCycle: 2, queues: { CERN: { minPerCycle: 1 } } })
  const stage = new Stage({
    grid: gridOf('queue\nBNL\nCERN'),
    pilotDemand,
    constants: { generatorCycleSeconds: 0, pilotKeepAliveSeconds: 1e9, statisticsSeconds: 0 },
  })
  stage.pass(1000)
  t.deepEqual(stage.heard(), [], 'no work, no pilots')
  stage.report((now) => stage.core.submit(now, taskOf({ jobs: 5, queue: 'BNL' })))
  stage.pass(1300)
  t.deepEqual(
    stage.heard().filter((words) => words.includes('pilots')),
    [
      ...['@00:16:40 2 pilots for BNL', '@00:16:40 1 pilots for CERN'],
      ...['@00:20 2 pilots for BNL', '@00:20 1 pilots for CERN'],
    ],
    'at once, and then no sooner than two minutes later',
  )
})
