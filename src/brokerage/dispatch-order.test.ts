import test from 'ava'
import type { Constants } from '../model/constants.js'
import { ShareTree } from '../model/share-tree.js'
import { gridOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { Stage, taskOf } from './testing/stage.js'

const tree = new ShareTree(
  [
    { name: 'Production', value: 75 },
    { name: 'Analysis', value: 25 },
  ],
  'a test',
)

/** A queue with so many activated jobs of each share, submitted in this order; all have the priority of their place. */
function queueWith(
  jobs: readonly [share: string, jobs: number][],
  constants: Partial<Constants>,
  hasTree = true,
): Stage {
  const stage = new Stage({
    grid: gridOf('queue\nBNL'),
    policy: 'random',
    constants: { generatorCycleSeconds: 0, queueCapJobs: 1e6, throttling: 0, statisticsSeconds: 0, ...constants },
    ...(hasTree ? { shares: tree } : {}),
  })
  jobs.forEach(([share, count], i) => {
    stage.report((now) => stage.core.submit(now, taskOf({ name: share, share, jobs: count, priority: 100 * (i + 1) })))
    stage.pass(stage.now)
  })
  return stage
}

/** Shares of the jobs that so many pilots get, one every so many seconds; `-` for none. */
function served(stage: Stage, pilots: number, seconds = 10): string[] {
  return Array.from({ length: pilots }, () => {
    stage.pass(stage.now + seconds)
    const id = stage.pilotAsks({})
    const { jobs, tasks } = stage.core.state
    return id === NONE ? '-' : tasks.names[jobs.task(stage.rowOf.get(id)!)]
  })
}

const noFifo = { fifoDispatchPercent: 0 }

test('§F.3: pilots go to the share that is most under-used, before any priority', (t) => {
  const stage = queueWith(
    [
      ['Production', 50],
      ['Analysis', 50],
    ],
    noFifo,
  )
  const got = served(stage, 40)
  t.is(got.filter((share) => share === 'Production').length, 30)
  t.deepEqual(got.slice(0, 5), ['Production', 'Analysis', 'Production', 'Production', 'Production'])
  stage.core.check()
})

test('§F.3: tests go first, unknown shares last, and within a share priority decides', (t) => {
  const stage = queueWith(
    [
      ['Production', 1],
      ['Nobody', 2],
      ['Production', 1],
      ['Test', 2],
    ],
    noFifo,
  )
  t.deepEqual(
    Array.from({ length: 7 }, () => stage.pilotAsks({})),
    [5, 6, 4, 1, 2, 3, NONE],
  )
})

test('§G.1: the order is up to 10 seconds old', (t) => {
  const jobs: [string, number][] = [
    ['Production', 9],
    ['Analysis', 9],
  ]
  t.deepEqual(served(queueWith(jobs, noFifo), 4, 2), ['Production', 'Production', 'Production', 'Production'])
  t.deepEqual(served(queueWith(jobs, { ...noFifo, shareOrderSeconds: 2 }), 2, 2), ['Production', 'Analysis'])
})

test('without shares priority decides, and no request is plain', (t) => {
  const jobs: [string, number][] = [
    ['Production', 100],
    ['Analysis', 100],
  ]
  t.deepEqual(new Set(served(queueWith(jobs, { fifoDispatchPercent: 100 }, false), 100)), new Set(['Analysis']))
})

/** How many of 20,000 requests get the oldest job although its share is unknown. */
function plainRequests(constants: Partial<Constants>): number {
  const stage = queueWith(
    [
      ['Nobody', 20_000],
      ['Production', 20_000],
    ],
    constants,
  )
  return served(stage, 20_000, 0).filter((share) => share === 'Nobody').length
}

test('§F.3: one request in ten gets the oldest job, whatever its share', (t) => {
  const plain = plainRequests({})
  t.true(Math.abs(plain - 2000) < 130, `${plain} of 20,000`)
  t.is(plainRequests({}), plain, 'the same ones each time')
  t.deepEqual(
    [0, 100].map((fifoDispatchPercent) => plainRequests({ fifoDispatchPercent })),
    [0, 20_000],
  )
})

test('§F.3 [quirk]: it is one in a hundred more, and 0 stands for 10', (t) => {
  const [ten, zero] = [10, 0].map((percent) => plainRequests({ fifoDispatchPercent: percent, quirkFifoDispatch: 1 }))
  t.true(Math.abs(ten - 2200) < 135, `${ten} of 20,000`)
  t.is(zero, ten)
})
