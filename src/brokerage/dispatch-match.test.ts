import test, { type ExecutionContext } from 'ava'
import { atlasResourceTypes } from '../model/resource-type.js'
import { gridOf, linesOf } from '../model/testing/small-grid.js'
import { NONE } from '../model/units.js'
import { Stage, taskOf } from './testing/stage.js'

/** Every source label the rules name, and one they do not. */
const labels = ['managed', 'test', 'prod_test', 'install', 'user', 'panda', 'rc_alrb']

/** A queue with an activated job for each of these tasks, then in this status. */
function queueWith(tasks: readonly Parameters<typeof taskOf>[0][], status: 'online' | 'test' = 'online'): Stage {
  const constants = { generatorCycleSeconds: 0, queueCapJobs: 1000, statisticsSeconds: 0 }
  const stage = new Stage({ grid: gridOf('queue cores\nBNL 1+8'), constants })
  tasks.forEach((task, i) => {
    stage.report((now) => stage.core.submit(now, taskOf({ name: `task-${i}`, ...task })))
    stage.pass(stage.now)
  })
  if (status === 'test') stage.report((now) => stage.core.queueChanged(now, 'BNL', 'test'))
  return stage
}

/** Which of the labels a pilot gets, one job of each being there. */
const serves = test.macro((t: ExecutionContext, status: 'online' | 'test', table: string) => {
  for (const { pilot, gets } of linesOf(table)) {
    const stage = queueWith(
      labels.map((label) => ({ label })),
      status,
    )
    const got: string[] = []
    for (let id = NONE, n = 0; n < 9; n++) {
      id = stage.pilotAsks({ label: pilot === '-' ? undefined : pilot })
      if (id !== NONE) got.push(labels[id - 1])
      stage.core.check()
    }
    t.is(got.join(' '), gets, pilot)
  }
})

test(
  '§F.2: the label of a pilot says whose jobs it runs',
  serves,
  'online',
  `
  pilot     | gets
  -         | managed test prod_test install user panda rc_alrb
  user      | install user panda
  managed   | managed test prod_test install
  unified   | managed test prod_test install user panda
  test      | test prod_test install
  prod_test | prod_test
  panda     | panda
  rc_alrb   | rc_alrb
  ptest     |
`,
)

test(
  '§F.1: at a queue in test the usual labels get tests alone',
  serves,
  'test',
  `
  pilot     | gets
  -         | test prod_test install
  user      | test prod_test install
  managed   | test prod_test install
  unified   | test prod_test install
  test      | test prod_test install
  rc_alrb   | rc_alrb
  panda     | panda
`,
)

test('§F.2, §F.4: a pilot for one resource type runs no other', (t) => {
  const memories = [1000, 2000, 3000, 4000]
  const stage = queueWith(memories.map((memoryMBPerCore) => ({ memoryMBPerCore })))
  const got = ['SCORE_HIMEM', 'SCORE_VHIMEM', 'MCORE', 'SCORE', 'SCORE', 'SCORE_LOMEM'].map((type) =>
    stage.pilotAsks({ resourceType: atlasResourceTypes.findIndex(({ name }) => name === type) }),
  )
  t.deepEqual(got, [3, 4, NONE, 2, NONE, 1])
})

test('§F.2: a pilot for one user or one task runs no other work, be it first in line', (t) => {
  const stage = queueWith([
    { user: 'alice', priority: 900 },
    { user: 'bob', priority: 300, jobs: 2 },
    { user: 'bob', priority: 500 },
  ])
  const { number } = stage.core.state.tasks
  const asks = [
    { user: 'carol' },
    { user: 'bob', taskNumber: number[0] },
    { taskNumber: number[1] },
    { user: 'bob' },
    { user: 'bob', taskNumber: number[1], remainingSeconds: 60 },
    { user: 'bob' },
    { taskNumber: number[0] },
  ]
  t.deepEqual(
    asks.map((ask) => stage.pilotAsks(ask)),
    [NONE, NONE, 2, 4, 3, NONE, 1],
  )
  stage.core.check()
})
