import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { calm, Stage } from './testing/stage.js'
import { play } from './testing/story.js'

const one = 'queue\nBNL'
const two = 'queue\nBNL\nCERN'

/** Plays a story on the grid of a table and compares line by line. */
const story = test.macro((t: ExecutionContext, grid: string, text: string) => {
  const stage = new Stage({ grid: gridOf(grid), constants: calm })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

const activated = `
  00:00 submit t maxFailures=2 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL`
const sent = `${activated}
  00:01 pilot BNL | 1 sent`
const running = `${sent}
  00:02 started 1 | 1 running`

test(
  'a job with its input at hand runs and is finished',
  story,
  one,
  `
  00:00    dataset d 4GB BNL                    | d at 1 sites, 4000 MB
  00:00:05 submit t dataset=d inputBytes=4e9    | t submitted
  00:00:10 wait                                 | 1 created; 1 defined at BNL; 1 activated
  00:01    wait                                 | 1 pilots for BNL
  00:02    pilot BNL                            | 1 sent
  00:03    started 1                            | 1 running
  01:59    finished 1                           | 1 holding; 1 finished; t ended 1+0+0
`,
)

test(
  'input comes to the job, its output goes to the nucleus',
  story,
  two,
  `
  00:00    dataset d 4GB CERN                   | d at 1 sites, 4000 MB
  00:00    submit t dataset=d inputBytes=1e9 outputBytes=2e9 nucleus=CERN queue=BNL
           | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  00:30    pilot BNL                            | no job
  00:40    arrived 1                            | 1 input arrived; 1 activated; 1 pilots for BNL
  00:42    pilot BNL                            | 1 sent
  00:43    started 1                            | 1 running
  01:00    finished 1                           | 1 holding; 1 transferring; 1 output BNL→CERN 2000 MB
  02:00    arrived 1                            | 1 output arrived; 1 finished; t ended 1+0+0
  02:01    arrived 1                            |
`,
)

test(
  'output made at the nucleus stays',
  story,
  one,
  `${running.replace('submit t', 'submit t nucleus=BNL outputBytes=1')}
  01:00    finished 1                           | 1 holding; 1 finished; t ended 1+0+0
`,
)

test(
  'input comes from the fastest of its replicas',
  story,
  'queue\nA\nB\nC\nD\nE',
  `
  00:00 dataset d 1GB A,D,B                     | d at 3 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=E
        | t submitted; 1 created; 1 defined at E; 1 assigned; 1 input D→E 1000 MB
  00:01 submit s dataset=d inputBytes=1e9 queue=C
        | s submitted; 2 created; 2 defined at C; 2 assigned; 2 input D→C 1000 MB
`,
)

test(
  'a job that fails is tried again until it has failed too often',
  story,
  one,
  `${running}
  01:00    failed 1 1305 | 1 failed: reported 1305; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated; 1 pilots for BNL
  01:00    finished 1    |
  01:01    pilot BNL     | 2 sent
  01:02    failed 2      | 2 failed: reported; t ended 0+1+0
`,
)

test(
  'a job is tried no more often than it may be, whatever ended it',
  story,
  one,
  `
  00:00    submit t maxAttempts=2 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  2d 00:00 wait | 
  2d 00:40 wait | 1 closed: rebrokered 105; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
  4d 00:40 wait | 
  4d 01:20 wait | 2 closed: rebrokered 105; t ended 0+1+0
`,
)

test(
  'a failed attempt leaves the others of its task alone',
  story,
  one,
  `
  00:00 submit t jobs=2 | t submitted; 1 created; 2 created; 1 defined at BNL; 1 activated
        | 2 defined at BNL; 2 activated; 2 pilots for BNL
  00:01 pilot BNL    | 1 sent
  00:01 pilot BNL    | 2 sent
  00:02 failed 2 7   | 2 failed: reported 7; 3 created (#1 attempt 2); 3 defined at BNL; 3 activated; 1 pilots for BNL
  00:02 finished 1   | 1 holding; 1 finished
  00:03 pilot BNL    | 3 sent
  00:04 finished 3   | 3 holding; 3 finished; t ended 2+0+0
`,
)

test(
  'a job that no pilot takes for 2 days goes to brokerage again',
  story,
  one,
  `${activated}
  2d 00:00 wait          |
  2d 00:40 wait          | 1 closed: rebrokered 105; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
  2d 00:41 pilot BNL     | 2 sent
  2d 00:41 started 1     |
  2d 00:41 finished 1    |
  2d 00:42 finished 2    | 2 holding; 2 finished; t ended 1+0+0
`,
)

test(
  'a job whose input does not come for 12 hours goes to brokerage again',
  story,
  two,
  `
  00:00 dataset d 4GB CERN | d at 1 sites, 4000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  12:00 wait             |
  12:40 wait             | 1 closed: rebrokered 105; 2 created (#0 attempt 2)
        | 2 defined at BNL; 2 assigned; 2 input CERN→BNL 1000 MB
  12:41 arrived 1        | 1 input arrived
  12:42 arrived 2        | 2 input arrived; 2 activated; 1 pilots for BNL
`,
)

test(
  'urgent production at a queue that is offline waits 4 hours',
  story,
  one,
  `
  00:00 submit t priority=800 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:10 queue BNL offline  | BNL offline
  04:00 wait               |
  04:40 wait               | 1 closed: rebrokered 105; 2 created (#0 attempt 2)
  05:00 queue BNL online   | BNL online
  05:39 wait               |
  05:40 wait               | 2 defined at BNL; 2 activated
`,
)

test(
  'what is bound to a queue goes there again, offline or not',
  story,
  two,
  `
  00:00 submit t priority=800 queue=BNL | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:10 queue BNL offline  | BNL offline
  04:40 wait               | 1 closed: rebrokered 105; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
`,
)

test(
  'a job sent without a word for 30 minutes has failed',
  story,
  one,
  `${sent}
  00:39 wait    |
  00:40 wait    | 1 failed: no reply 102; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated; 1 pilots for BNL
  00:41 started 1    |
`,
)

test(
  'a running job without a heartbeat for 2 hours has failed',
  story,
  one,
  `${running}
  01:59 wait    |
  02:00 wait    |
  02:40 wait    | 1 failed: lost heartbeat 100; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
        | 1 pilots for BNL
`,
)

test(
  'heartbeats keep a job alive, also one that speaks for hours to come',
  story,
  one,
  `${running}
  01:30 heartbeat 1                 |
  03:20 heartbeat 1                 |
  04:00 heartbeat 1 until 1d00:00   |
  04:01 heartbeat 1                 |
  1d 01:59 wait                     |
  1d 02:00 wait                     |
  1d 02:40 wait                     | 1 failed: lost heartbeat 100; 2 created (#0 attempt 2)
           | 2 defined at BNL; 2 activated; 1 pilots for BNL
`,
)

test(
  'a word from a sent job is a word: its 30 minutes begin anew',
  story,
  one,
  `${sent}
  00:30 heartbeat 1    |
  00:40 wait           |
  00:59 wait           |
  01:20 wait           | 1 failed: no reply 102; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
        | 1 pilots for BNL
`,
)

test(
  'what could not be heard for an hour moves every deadline by an hour',
  story,
  one,
  `${sent}
  00:30 gap 3600       | gap of 3600 s
  00:40 wait           |
  01:20 wait           |
  02:00 wait           | 1 failed: no reply 102; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
        | 1 pilots for BNL
  02:01 pilot BNL      | 2 sent
  02:02 started 2      | 2 running
  04:00 gap 3600       | gap of 3600 s
  04:40 wait           |
  05:20 wait           | 2 failed: lost heartbeat 100; t ended 0+1+0
`,
)

const transferring = `
  00:01 pilot BNL      | 1 sent
  00:30 finished 1     | 1 holding; 1 transferring; 1 output BNL→CERN 1000 MB`
const shipped = 'submit t queue=BNL nucleus=CERN outputBytes=1e9 maxFailures=1'

test(
  'output under way has 6 days',
  story,
  two,
  `
  00:00 ${shipped} | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL${transferring}
  6d 00:30 wait        |
  6d 00:40 wait        | 1 failed: output failed 101; t ended 0+1+0
  6d 02:00 arrived 1   | 1 output arrived
`,
)

test(
  'urgent output under way has 2 days',
  story,
  two,
  `
  00:00 ${shipped} priority=800 | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL${transferring}
  2d 00:30 wait        |
  2d 00:40 wait        | 1 failed: output failed 101; t ended 0+1+0
`,
)

test(
  'output of analysis under way has 2 hours',
  story,
  two,
  `
  00:00 ${shipped} priority=900 label=user | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL${transferring}
  02:30 wait           |
  02:40 wait           | 1 failed: output failed 104; t ended 0+1+0
`,
)
