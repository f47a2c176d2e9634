import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { calm, Stage, type StageSettings, taskOf } from './testing/stage.js'
import { play } from './testing/story.js'

const one = 'queue\nBNL'
const two = 'queue\nBNL\nCERN'

/** Plays a story on the grid of a table and compares line by line. */
const story = test.macro((t: ExecutionContext, grid: string, text: string, settings: Partial<StageSettings> = {}) => {
  const stage = new Stage({ grid: gridOf(grid), ...settings, constants: { ...calm, ...settings.constants } })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

/** Stories up to each state of a job that this core leaves it in between reports. */
const roads: Record<string, string> = {
  pending: `
    00:00 queue BNL offline | BNL offline
    00:00 submit t          | t submitted; 1 created`,
  assigned: `
    00:00 dataset d 1GB CERN | d at 1 sites, 1000 MB
    00:00 submit t queue=BNL dataset=d inputBytes=1e9
          | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB`,
  activated: `
    00:00 submit t queue=BNL nucleus=CERN outputBytes=1e9
          | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL`,
}
roads['sent'] = `${roads['activated']}
    00:01 pilot BNL   | 1 sent`
roads['running'] = `${roads['sent']}
    00:02 started 1   | 1 running`
roads['transferring'] = `${roads['running']}
    00:03 finished 1  | 1 holding; 1 transferring; 1 output BNL→CERN 1000 MB`

const late = `
    00:10 kill 1      |
    00:10 started 1   |
    00:11 heartbeat 1 |
    00:11 finished 1  |
    00:11 failed 1 9  |
    9d 00:00 wait     |`

for (const [state, road] of Object.entries(roads)) {
  const isOnlyQueue = state === 'pending'
  const arrives = /input|output/.test(road) && /GB|transferring/.test(road)
  const end = arrives
    ? road.includes('assigned')
      ? '00:20 arrived 1 | 1 input arrived'
      : '00:20 arrived 1 | 1 output arrived'
    : ''
  test(
    `a killed job that was ${state} is gone; what comes later changes nothing`,
    story,
    isOnlyQueue ? one : two,
    `${road}
    00:10 kill 1      | 1 cancelled: killed; t ended 0+0+1${late.replace('9d 00:00 wait     |', end)}
    9d 00:00 wait     |
  `,
  )
  const beforePilot = ['pending', 'assigned', 'activated'].includes(state)
  if (beforePilot) {
    test(
      `a job that is ${state} has no pilot that could speak for it`,
      story,
      isOnlyQueue ? one : two,
      `${road}
      00:05 started 1   |
      00:05 heartbeat 1 |
      00:05 finished 1  |
      00:05 failed 1 9  |
    `,
    )
  }
}

test(
  'killing one of two pending jobs leaves the other in line, first or last',
  story,
  one,
  `
  00:00 queue BNL offline  | BNL offline
  00:00 submit t jobs=4    | t submitted; 1 created; 2 created; 3 created; 4 created
  00:01 kill 2             | 2 cancelled: killed
  00:01 kill 4             | 4 cancelled: killed
  00:01 kill 1             | 1 cancelled: killed
  00:02 queue BNL online   | BNL online
  01:00 wait               | 3 defined at BNL; 3 activated; 1 pilots for BNL
  01:01 kill 3             | 3 cancelled: killed; t ended 0+0+4
`,
)

test(
  'doubled reports change nothing, and reports of a job whose row another has now touch only their own',
  story,
  one,
  `
  00:00 submit t           | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:01 pilot BNL          | 1 sent
  00:02 started 1          | 1 running
  00:03 started 1          |
  00:04 failed 1 5         | 1 failed: reported 5; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated; 1 pilots for BNL
  00:04 failed 1 5         |
  00:05 submit s           | s submitted; 3 created; 3 defined at BNL; 3 activated; 1 pilots for BNL
  00:06 pilot BNL          | 2 sent
  00:06 pilot BNL          | 3 sent
  00:07 started 1          |
  00:08 finished 1         |
  00:09 kill 1             |
  00:10 started 3          | 3 running
  00:11 finished 3         | 3 holding; 3 finished; s ended 1+0+0
  00:12 finished 2         | 2 holding; 2 finished; t ended 1+0+0
`,
)

test('the rows of that story are indeed used again', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  for (const name of ['t', 's']) {
    stage.report((now) => stage.core.submit(now, taskOf({ name })))
    stage.pass(stage.now)
    const id = stage.pilotAsks({})
    const row = stage.rowOf.get(id)!
    t.is(row, 0, name)
    stage.report((now) => stage.core.ended(now, row, id, 'finished', 0))
  }
  t.is(stage.rowOf.size, 2)
})

test('a transfer that never was has no end', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  for (const transfer of [0, 5, 1e6, -1]) {
    stage.report((now) => stage.core.transferEnded(now, transfer, stage.core.state.transfers.number[transfer], true))
    t.deepEqual(stage.heard(), [], `transfer ${transfer}`)
  }
  t.is(stage.core.state.transfers.underWay, 0)
})

test(
  'pilots are requested for what no pilot is under way for, at each cycle',
  story,
  'queue cores\nBNL 1\nCERN 8',
  `
  00:00:01 submit t jobs=3      | t submitted
  00:00:10 wait                 | 1 created; 2 created; 3 created; 1 defined at BNL; 1 activated
           | 2 defined at BNL; 2 activated; 3 defined at BNL; 3 activated
  00:01:00 wait                 | 3 pilots for BNL
  00:02:00 submit s jobs=1      | s submitted; 4 created; 4 defined at BNL; 4 activated; 1 pilots for BNL
  00:02:30 submit u cores=8     | u submitted; 5 created; 5 defined at CERN; 5 activated
  00:03:00 wait                 | 1 pilots for CERN
  00:03:30 pilot BNL            | 1 sent
  00:03:40 finished 1           | 1 holding; 1 finished
  00:03:40 pilot BNL first=false | 2 sent
  00:03:50 pilots-lost BNL 2    | 2 pilots lost at BNL
  00:04:00 wait                 | 1 pilots for BNL
  00:04:10 pilots-lost BNL 99   | 2 pilots lost at BNL
  00:05:00 wait                 | 2 pilots for BNL
  00:05:10 pilot BNL            | 3 sent
  00:05:11 pilot BNL            | 4 sent
  00:05:12 pilot BNL            | no job
  00:05:12 pilots-lost BNL 1    | 0 pilots lost at BNL
  00:06:00 wait                 |
`,
)

test(
  'without a candidate production waits an hour, analysis 20 minutes',
  story,
  'queue status\nBNL brokeroff',
  `
  00:00    submit p             | p submitted; 1 created
  00:00    submit a label=user  | a submitted; 2 created
  00:01    queue BNL online     | BNL online
  00:19:59 wait                 |
  00:20    wait                 | 2 defined at BNL; 2 activated; 1 pilots for BNL
  00:59:59 wait                 |
  01:00    wait                 | 1 defined at BNL; 1 activated; 1 pilots for BNL
`,
)

test(
  'a task goes on in the next cycle as long as it gets places, and waits when its queue is full',
  story,
  one,
  `
  00:00    submit t jobs=5 |
           | t submitted; 1 created; 2 created; 3 created; 4 created; 5 created; 1 defined at BNL; 1 activated
           | 2 defined at BNL; 2 activated; 2 pilots for BNL
  00:00:05 pilot BNL       | 1 sent
  00:00:10 wait            | 3 defined at BNL; 3 activated; 4 defined at BNL; 4 activated
  00:00:20 wait            |
  00:00:30 pilot BNL       | 2 sent
  00:00:31 pilot BNL       | 3 sent
  00:30    heartbeat 1     | @00:01 1 pilots for BNL
  00:30    heartbeat 2     |
  00:30    heartbeat 3     |
  00:59    wait            |
  01:00    finished 3      | 3 holding; 3 finished
  01:00:19 wait            |
  01:00:20 wait            | 5 defined at BNL; 5 activated
`,
  { constants: { bunchJobs: 2, queueCapJobs: 2 } },
)

test(
  'high priorities are placed first, and equal ones in order of submission',
  story,
  one,
  `
  00:00:01 submit low priority=100   | low submitted
  00:00:02 submit high priority=900  | high submitted
  00:00:03 submit high2 priority=900 | high2 submitted
  00:00:10 wait | 1 created; 1 defined at BNL; 1 activated; 2 created; 2 defined at BNL; 2 activated
           | 3 created; 3 defined at BNL; 3 activated
`,
)

test(
  'what is known of a dataset may change between two tasks',
  story,
  two,
  `
  00:00 dataset d 1GB BNL  | d at 1 sites, 1000 MB
  00:00 dataset e 1GB CERN | e at 1 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:01 dataset d 1GB CERN | d at 1 sites, 1000 MB
  00:01 submit s dataset=e inputBytes=1e9 | s submitted; 2 created; 2 defined at CERN; 2 activated; 1 pilots for CERN
  00:02 submit u dataset=d inputBytes=1e9 | u submitted; 3 created; 3 defined at CERN; 3 activated; 1 pilots for CERN
  00:03 submit v dataset=e inputBytes=1e9 | v submitted; 4 created; 4 defined at CERN; 4 activated; 1 pilots for CERN
  00:04 submit w dataset=d inputBytes=1e9 | w submitted; 5 created; 5 defined at CERN; 5 activated; 1 pilots for CERN
  00:05 submit x dataset=e inputBytes=1e9 | x submitted; 6 created; 6 defined at CERN; 6 activated; 1 pilots for CERN
`,
  { policy: 'data-locality-only' },
)

test(
  'a job that was closed has not failed',
  story,
  one,
  `
  00:00    submit t maxFailures=1 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  2d 00:40 wait          | 1 closed: rebrokered 105; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
  2d 00:41 pilot BNL     | 2 sent
  2d 00:42 failed 2      | 2 failed: reported; t ended 0+1+0
`,
)

test('a job knows when it started, and when it first did', (t) => {
  const stage = new Stage({ grid: gridOf(one) })
  const { core } = stage
  const { jobs } = core.state
  core.submit(0, taskOf())
  const starts = [100, 300].map((at, i) => {
    stage.pass(at)
    const id = stage.pilotAsks({})
    const row = stage.rowOf.get(id)!
    const before = [jobs.startedAt(row), jobs.firstStartedAt(row), jobs.failures(row), jobs.attempt[row]]
    core.started(at, row, id)
    const after = [jobs.startedAt(row), jobs.firstStartedAt(row)]
    if (i === 0) core.ended(at + 1, row, id, 'failed', 0)
    return [before, after]
  })
  t.deepEqual(starts, [
    [
      [NaN, NaN, 0, 1],
      [100, 100],
    ],
    [
      [NaN, 100, 1, 2],
      [300, 100],
    ],
  ])
})

test(
  'no job waits longer than a job may live',
  story,
  one,
  `
  00:00    submit t | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:40    wait     |
  01:20    wait     | 1 closed: expired 102; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
  02:00    wait     |
  02:40    wait     | 2 closed: expired 102; 3 created (#0 attempt 3); 3 defined at BNL; 3 activated
`,
  { constants: { jobLifetimeSeconds: 3600 } },
)

test(
  'a job that waited long has its two hours from its start',
  story,
  one,
  `
  00:00    submit t    | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  09:00    pilot BNL   | 1 sent
  09:01    started 1   | 1 running
  10:41    wait        |
`,
)
