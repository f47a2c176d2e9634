import test, { type ExecutionContext } from 'ava'
import { JobState } from '../../model/job-state.js'
import { NONE } from '../../model/units.js'
import { bestOfTwo } from '../choosers/best-of-two.js'
import { POLICY_MEMORY } from '../policy.js'
import { manyTransferring } from '../steps/many-transferring.js'
import { spaceLeft } from '../steps/space-left.js'
import { urgentToT1 } from '../steps/urgent-to-t1.js'
import { type Scene, sceneOf, type Work } from '../testing/scene.js'
import { judged } from '../testing/verdicts.js'
import { FaceFigures, workOf } from './at-face.js'
import { inverseWeight } from './inverse-weight.js'

const verdicts = test.macro(judged)
const users = { label: 'user' }

const tiers = `
  queue tier | verdict
  CERN  0    | ok
  BNL   1    | ok
`
test(
  '§D.1: priority 950 goes to T1s',
  verdicts,
  urgentToT1,
  { priority: 950 },
  `${tiers}
  MWT2  2    | priority 950 with 0 input files goes to T1s, the site is a T2
`,
)
test('§D.1: priority 949 goes anywhere', verdicts, urgentToT1, { priority: 949 }, `${tiers}  MWT2 2 | ok`)
test(
  '§D.1: 20 input files a job go to T1s',
  verdicts,
  urgentToT1,
  { inputBytes: 1e9, inputFiles: 20 },
  `${tiers}
  MWT2  2    | priority 500 with 20 input files goes to T1s, the site is a T2
`,
)
test('§D.1: 19 go anywhere', verdicts, urgentToT1, { inputBytes: 1e9, inputFiles: 19 }, `${tiers}  MWT2 2 | ok`)
test('§D.1: so does all of users', verdicts, urgentToT1, { ...users, priority: 950 }, `${tiers}  MWT2 2 | ok`)
test('a grid without T1s has none to prefer', verdicts, urgentToT1, { priority: 950 }, 'queue | verdict\nMWT2 | ok')

test(
  '§D.1: 200 GB stay free when each job of whatever share has written 0.25 GB',
  verdicts,
  spaceLeft,
  {},
  `
  queue tier free assigned activated running otherrunning transferring | verdict
  MWT2  2    200  0        0         0       0            0            | ok
  AGLT2 2    199  0        0         0       0            0            | 199 GiB would be left, 200 must stay free
  SWT2  2    210  10       10        10      10           50           | ok
  NET2  2    210  10       10        10      11           0            | 199 GiB would be left, 200 must stay free
  BNL   1    0    10       10        10      11           0            | ok
`,
)
test('§D.1: for users, what is free now', verdicts, spaceLeft, users, 'queue free running | verdict\nMWT2 200 90 | ok')
test('what nobody told of is enough', verdicts, spaceLeft, {}, 'queue running | verdict\nMWT2 900 | ok')

test(
  '§D.1: 2000 transferring jobs, the own limit, or twice the running ones of all shares',
  verdicts,
  manyTransferring,
  {},
  `
  queue transferlimit running otherrunning transferring | verdict
  BNL   0             0       0            2000         | ok
  CERN  0             0       0            2001         | 2001 jobs transfer their output, the limit is 2000
  RAL   50            20      20           80           | ok
  PIC   50            20      20           81           | 81 jobs transfer their output, the limit is 80
  SARA  50            0       0            51           | 51 jobs transfer their output, the limit is 50
`,
)
test(
  '§D.1: users do not mind',
  verdicts,
  manyTransferring,
  users,
  'queue transferlimit transferring | verdict\nBNL 5 6 | ok',
)

/** 1/w of each queue of a table, as a quotient. */
const inverseWeights = test.macro((t: ExecutionContext, work: Work, table: string) => {
  const { state, bunch, lines } = sceneOf(table, work)
  lines.forEach(({ queue, inverse }, i) => {
    const figures = new FaceFigures(state.grid.faces[i], bunch, state)
    const [over, under = 1] = inverse.split('/').map(Number)
    t.true(Math.abs(inverseWeight(workOf(bunch), figures, state.constants) - over / under) < 1e-12, queue)
  })
})

test(
  'production of the core: waiting over running jobs of the share, over one where none runs',
  inverseWeights,
  {},
  `
  queue assigned activated defined running otherrunning othershare | inverse
  BNL   4        6         0       20      0            0          | 10/20
  CERN  4        6         0       20      80           90         | 10/20
  LYON  4        6         0       0       80           0          | 10
  RAL   4        6         5       0       0            0          | 10
  PIC   0        0         0       20      0            90         | 0
`,
)
test(
  'users’ jobs of the core: waiting ones of the share over all that run',
  inverseWeights,
  users,
  `
  queue assigned activated defined running otherrunning | inverse
  BNL   4        6         5       20      0            | 15/21
  CERN  4        6         5       20      80           | 15/101
  LYON  4        6         5       0       0            | 15
`,
)
test(
  '§D.1: T1s draw jobs with much input',
  inverseWeights,
  { inputBytes: 600 * 2 ** 20 },
  `
  queue tier activated | inverse
  BNL   1    10        | 10/2
  MWT2  2    10        | 10
`,
)

const memory = new Float64Array(POLICY_MEMORY)

/** Name of the queue chosen for 25 jobs of the bunch that begins with this job of the task. */
function chosen({ state, bunch, candidates, lines }: Scene, ordinal = 0): string {
  bunch.ordinal = ordinal
  const position = bestOfTwo.choose(bunch, candidates, 25, state, memory)
  return position === NONE ? 'none' : lines[position]['queue']
}

/** So many more jobs of the bunch's share wait at a queue. */
function putWaiting({ state, bunch: { kind } }: Scene, queue: string, jobs: number): void {
  const { index } = state.grid.queue(queue)!
  for (let n = 0; n < jobs; n++) {
    state.counters.move(index, kind.shareIndex, kind.resourceType, NONE, JobState.activated)
  }
}

test('best-of-two: the smallest 1/w, reckoned anew from the jobs that were placed', (t) => {
  const scene = sceneOf(`
    queue running activated
    BNL   100     20
    MWT2  10      1
    AGLT2 10      3
  `)
  // 1/w: 0.2, 0.1, 0.3; with 25 jobs more at MWT2 2.6, then at BNL 0.45.
  const places = [0, 1, 2].map((ordinal) => {
    const queue = chosen(scene, ordinal)
    putWaiting(scene, queue, 25)
    return queue
  })
  t.deepEqual(places, ['MWT2', 'BNL', 'AGLT2'])
})

test('best-of-two: the next within twice of it when it holds more of the input', (t) => {
  const choices: [table: string, expected: string][] = [
    ['queue running activated input\nBNL 10 9  no\nMWT2 10 5 no\nAGLT2 10 11 9', 'MWT2'],
    ['queue running activated input\nBNL 10 9  5 \nMWT2 10 5 4 \nAGLT2 10 11 9', 'BNL'],
    ['queue running activated input\nBNL 10 9  4 \nMWT2 10 5 4 \nAGLT2 10 11 9', 'MWT2'],
    ['queue running activated input\nBNL 10 10 5 \nMWT2 10 5 4 \nAGLT2 10 11 9', 'BNL'],
    ['queue running activated input\nBNL 10 11 5 \nMWT2 10 5 4 \nAGLT2 10 12 9', 'MWT2'],
  ]
  for (const [table, expected] of choices) t.is(chosen(sceneOf(table, { jobs: 9, inputBytes: 1e6 })), expected, table)
  t.is(chosen(sceneOf(choices[1][0])), 'MWT2', 'work without input has nothing to hold')
})

test('best-of-two: production takes equals in grid order, users by lot', (t) => {
  const table = 'queue\nBNL\nMWT2\nAGLT2'
  const ordinals = [...Array(300).keys()]
  const production = sceneOf(table)
  t.true(ordinals.every((ordinal) => chosen(production, ordinal) === 'BNL'))
  const analysis = sceneOf(table, users)
  const drawn = ordinals.map((ordinal) => chosen(analysis, ordinal))
  for (const queue of ['BNL', 'MWT2', 'AGLT2']) {
    const times = drawn.filter((one) => one === queue).length
    t.true(times > 70 && times < 130, `${queue} ${times} times`)
  }
})

test('best-of-two: other weights count, weight 0 and full queues are left out', (t) => {
  const scene = sceneOf('queue activated\nBNL 4\nMWT2 5\nAGLT2 9')
  scene.candidates.weight.set([0.5, 1, 1])
  t.is(chosen(scene), 'MWT2')
  scene.candidates.weight[1] = 0
  t.is(chosen(scene), 'BNL')
  scene.candidates.queued.fill(0)
  scene.candidates.cap.set([30, 30, 0])
  t.deepEqual([chosen(scene), chosen(scene), chosen(scene)], ['BNL', 'BNL', 'none'])
})
