import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { Stage, taskOf } from './testing/stage.js'
import { play } from './testing/story.js'

const constants = { pilotKeepAliveSeconds: 1e9, statisticsSeconds: 0, queueCapJobs: 10_000, throttling: 0 }

/** Plays a story on the queues BNL and, in a broken-off state, CERN, and compares line by line. */
const story = test.macro((t: ExecutionContext, text: string) => {
  const stage = new Stage({ grid: gridOf('queue status\nBNL online\nCERN brokeroff'), policy: 'random', constants })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

const two = `
  00:00 submit t jobs=2 label=user | t submitted; 1 created; 2 created; 1 defined at BNL; 1 activated
        | 2 defined at BNL; 2 activated; 2 pilots for BNL`
const again = `1 closed: rebrokered 105; 3 created (#0 attempt 2); 2 closed: rebrokered 105; 4 created (#1 attempt 2)`

test(
  'from a queue that is offline they go when the first has waited more than 3 hours',
  story,
  `${two}
  01:00 queue BNL offline | BNL offline
  02:40 wait              |
  03:19:59 wait           |
  03:20 wait              | ${again}
`,
)

test(
  'also at once, when the queue goes into test after that',
  story,
  `${two}
  03:30 queue BNL test    | BNL test
  04:00 wait              | ${again}
`,
)

test(
  'from a queue that is online they go after more than 12 hours without any progress',
  story,
  `${two}
  12:00 wait              |
  12:40 wait              | ${again}
           | 3 defined at BNL; 3 activated; 4 defined at BNL; 4 activated
`,
)

test(
  'a job that began to run keeps the others for 3 hours',
  story,
  `${two}
  11:00 pilot BNL         | 1 sent
  11:01 started 1         | 1 running
  11:01 heartbeat 1 until 23:00 |
  12:40 wait              |
  14:00 wait              |
  14:39 wait              |
  14:40 wait              | 2 closed: rebrokered 105; 3 created (#1 attempt 2); 3 defined at BNL; 3 activated
`,
)

test(
  'a job that finished does the same, though it is gone',
  story,
  `${two}
  01:00 pilot BNL         | 1 sent
  01:01 started 1         | 1 running
  01:01 heartbeat 1 until 11:00 |
  11:00 finished 1        | 1 holding; 1 finished
  12:40 wait              |
  13:59 wait              |
  14:00 wait              |
  14:40 wait              | 2 closed: rebrokered 105; 3 created (#1 attempt 2); 3 defined at BNL; 3 activated
`,
)

test(
  'what could not be heard is no time without progress, and no wait',
  story,
  `${two}
  01:00 pilot BNL         | 1 sent
  01:01 started 1         | 1 running
  01:01 heartbeat 1 until 11:00 |
  11:00 finished 1        | 1 holding; 1 finished
  11:30 gap 7200          | gap of 7200 s
  14:40 wait              |
  16:00 wait              |
  16:40 wait              | 2 closed: rebrokered 105; 3 created (#1 attempt 2); 3 defined at BNL; 3 activated
`,
)

test(
  'the first that waits too long takes the later ones of its task with it, and nobody else',
  story,
  `${two}
  00:01 pilot BNL         | 1 sent
  00:01 heartbeat 1 until 02:00 |
  01:00 submit later label=user | later submitted; 3 created; 3 defined at BNL; 3 activated; 1 pilots for BNL
  01:00 submit work       | work submitted; 4 created; 4 defined at BNL; 4 activated; 1 pilots for BNL
  02:00 failed 1          | 1 failed: reported; 5 created (#0 attempt 2); 5 defined at BNL; 5 activated; 1 pilots for BNL
  02:30 queue BNL offline | BNL offline
  03:20 wait              | 2 closed: rebrokered 105; 6 created (#1 attempt 2); 5 closed: rebrokered 105; 7 created (#0 attempt 3)
  04:40 wait              | 3 closed: rebrokered 105; 8 created (#0 attempt 2)
  1d 00:00 wait           |
`,
)

test('a group of thousands goes in slices', (t) => {
  const stage = new Stage({ grid: gridOf('queue\nBNL'), policy: 'random', constants })
  stage.report((now) => stage.core.submit(now, taskOf({ jobs: 4000, label: 'user' })))
  stage.pass(0)
  stage.report((now) => stage.core.queueChanged(now, 'BNL', 'offline'))
  stage.pass(4 * 3600)
  stage.core.check()
  t.is(stage.core.state.ended.closed, 4000)
  t.true(stage.mostFacts > 1000, `${stage.mostFacts} facts at once`)
})
