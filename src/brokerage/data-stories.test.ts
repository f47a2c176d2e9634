import test, { type ExecutionContext } from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { calm, Stage, type StageSettings } from './testing/stage.js'
import { play } from './testing/story.js'

const two = 'queue\nBNL\nCERN'

/** Plays a story on the grid of a table and compares line by line. */
const story = test.macro((t: ExecutionContext, grid: string, text: string, settings: Partial<StageSettings> = {}) => {
  const stage = new Stage({ grid: gridOf(grid), ...settings, constants: { ...calm, ...settings.constants } })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

test(
  'what jobs bring part by part becomes a cached replica; a part that is there is not brought twice',
  story,
  two,
  `
  00:00 dataset d 3GB CERN files=3 | d at 1 sites, 3000 MB
  00:00 submit t jobs=3 dataset=d inputBytes=1e9 inputFiles=1 queue=BNL
        | t submitted; 1 created; 2 created; 3 created
        | 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
        | 2 defined at BNL; 2 assigned; 2 input CERN→BNL 1000 MB
        | 3 defined at BNL; 3 assigned; 3 input CERN→BNL 1000 MB
  00:10 arrived 2                  | 2 input arrived; 2 activated; 1 pilots for BNL
  00:11 submit s jobs=2 dataset=d inputBytes=1e9 inputFiles=1 queue=BNL
        | s submitted; 4 created; 5 created; 4 defined at BNL; 4 assigned; 4 input CERN→BNL 1000 MB
        | 5 defined at BNL; 5 activated; 1 pilots for BNL
  00:20 arrived 1                  | 1 input arrived; 1 activated; 1 pilots for BNL
  00:30 arrived 4                  | 4 input arrived; 4 activated; 1 pilots for BNL
  00:40 arrived 3                  | 3 input arrived; d cached at BNL; 3 activated; 1 pilots for BNL
  00:41 submit u dataset=d inputBytes=3e9 inputFiles=3 queue=BNL
        | u submitted; 6 created; 6 defined at BNL; 6 activated; 1 pilots for BNL
  00:42 gone d BNL primary         |
  00:42 gone d BNL cached          | d cached gone from BNL
  00:43 submit v dataset=d inputBytes=3e9 inputFiles=3 queue=BNL
        | v submitted; 7 created; 7 defined at BNL; 7 assigned; 7 input CERN→BNL 3000 MB
`,
)

test(
  'a replica that arrives by itself serves those that come later',
  story,
  two,
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:01 arrives d BNL cached       | d cached at BNL
  00:01 arrives d BNL cached       |
  00:01 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
`,
)

const row = 'queue\nA\nB\nC\nD\nE'

test(
  'input that is lost is fetched from the next source; lost thrice, the job is closed and brokered elsewhere',
  story,
  row,
  `
  00:00 queue B brokeroff          | B brokeroff
  00:00 queue C brokeroff          | C brokeroff
  00:00 queue D brokeroff          | D brokeroff
  00:00 queue A brokeroff          | A brokeroff
  00:00 dataset d 1GB A,D          | d at 2 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 maxFailures=1
        | t submitted; 1 created; 1 defined at E; 1 assigned; 1 input D→E 1000 MB
  00:10 lost 1                     | 1 input lost; 1 input A→E 1000 MB
  00:20 lost 1                     | 1 input lost; 1 input D→E 1000 MB
  00:21 queue E brokeroff          | E brokeroff
  00:21 queue C online             | C online
  00:30 lost 1                     | 1 input lost; 1 closed: input failed; 2 created (#0 attempt 2)
        | 2 defined at C; 2 assigned; 2 input D→C 1000 MB
  00:40 arrived 2                  | 2 input arrived; d cached at C; 2 activated; 1 pilots for C
`,
)

test(
  'input that got through at the second try is there',
  story,
  two,
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  00:10 lost 1                     | 1 input lost; 1 input CERN→BNL 1000 MB
  00:20 arrived 1                  | 1 input arrived; d cached at BNL; 1 activated; 1 pilots for BNL
`,
)

test(
  'input whose source is gone after a failure is given up at once, and its work waits until there is one again',
  story,
  two,
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  00:10 gone d CERN primary        | d primary gone from CERN
  00:20 lost 1                     | 1 input lost; 1 closed: input failed; 2 created (#0 attempt 2)
  00:30 arrives d BNL primary      | d primary at BNL
  01:19 wait                       |
  01:20 wait                       | 2 defined at BNL; 2 activated; 1 pilots for BNL
`,
)

test(
  'a transfer whose source vanishes on the way may arrive all the same',
  story,
  two,
  `
  00:00 dataset d 2GB CERN         | d at 1 sites, 2000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  00:10 gone d CERN primary        | d primary gone from CERN
  00:20 arrived 1                  | 1 input arrived; 1 activated; 1 pilots for BNL
`,
)

test(
  'a job whose input is nowhere waits 12 hours for it, under a policy that does not look',
  story,
  two,
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:00 gone d CERN primary        | d primary gone from CERN
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL | t submitted; 1 created; 1 defined at BNL; 1 assigned
  12:00 wait                       |
  12:40 wait                       | 1 closed: rebrokered 105; 2 created (#0 attempt 2); 2 defined at BNL; 2 assigned
`,
  { policy: 'least-queued' },
)

test(
  'input on tape alone comes from there',
  story,
  two,
  `
  00:00 dataset d 1GB tapes=CERN   | d at 1 sites, 1000 MB
  00:00 dataset e 1GB BNL tapes=CERN | e at 2 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 assigned; 1 input CERN→BNL 1000 MB
  00:01 submit s dataset=d inputBytes=1e9 queue=CERN
        | s submitted; 2 created; 2 defined at CERN; 2 assigned; 2 input CERN→CERN 1000 MB
`,
)

test(
  'a source is left out while its storage gives nothing, and preferred while it is fast',
  story,
  row,
  `
  00:00 dataset d 9GB A,D                 | d at 2 sites, 9000 MB
  00:00 storage D readWan=false           | D can readLan writeLan writeWan
  00:00 storage D readWan=false           |
  00:00 storage D freeBytes=9e15          |
  00:00 submit t dataset=d inputBytes=1e9 queue=E
        | t submitted; 1 created; 1 defined at E; 1 assigned; 1 input A→E 1000 MB
  00:01 storage D readWan=true            | D can readLan writeLan readWan writeWan
  00:01 submit s dataset=d inputBytes=1e9 queue=E firstOrdinal=1
        | s submitted; 2 created; 2 defined at E; 2 assigned; 2 input D→E 1000 MB
  00:02 measured A E 500                  |
  01:02 submit u dataset=d inputBytes=1e9 queue=E firstOrdinal=2
        | u submitted; 3 created; 3 defined at E; 3 assigned; 3 input A→E 1000 MB
  01:02:01 submit v dataset=d inputBytes=1e9 queue=E firstOrdinal=3  | v submitted
  01:02:10 wait                           | 4 created; 4 defined at E; 4 assigned; 4 input D→E 1000 MB
`,
)

test(
  'input that is read from afar is not waited for, where both queue and task allow it',
  story,
  'queue direct\nFAR wan\nNEAR lan\nCERN no',
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=FAR rules.readsOverWan=use
        | t submitted; 1 created; 1 defined at FAR; 1 activated; 1 pilots for FAR
  00:01 submit s dataset=d inputBytes=1e9 queue=NEAR rules.readsOverWan=use
        | s submitted; 2 created; 2 defined at NEAR; 2 assigned; 2 input CERN→NEAR 1000 MB
  00:02 submit u dataset=d inputBytes=1e9 queue=FAR
        | u submitted; 3 created; 3 defined at FAR; 3 assigned; 3 input CERN→FAR 1000 MB
`,
)

test(
  'input in a storage that the queue reads as its own is at hand',
  story,
  'queue readsfrom\nBNL CERN\nCERN -',
  `
  00:00 dataset d 1GB CERN         | d at 1 sites, 1000 MB
  00:00 submit t dataset=d inputBytes=1e9 queue=BNL
        | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
`,
)

const shipping = `
  00:00 submit t queue=BNL nucleus=CERN outputBytes=1e9 outputFiles=3
           | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:01 pilot BNL          | 1 sent
  00:30 finished 1         | 1 holding; 1 transferring; 1 output BNL→CERN 1000 MB`

test(
  'output that is lost is sent again after 15 minutes, until it arrives',
  story,
  two,
  `${shipping}
  01:00    lost 1          | 1 output lost
  01:14:59 wait            |
  01:15    wait            | 1 output BNL→CERN 1000 MB
  01:20    lost 1          | 1 output lost
  01:35    wait            | 1 output BNL→CERN 1000 MB
  02:00    arrived 1       | 1 output arrived; 1 finished; t ended 1+0+0
`,
)

test(
  'output that never gets through is given up after 6 days',
  story,
  two,
  `${shipping}
  5d 12:00 lost 1          | 1 output lost
  5d 12:15 wait            | 1 output BNL→CERN 1000 MB
  6d 00:30 wait            |
  6d 00:40 wait            | 1 failed: output failed 101; 2 created (#0 attempt 2); 2 defined at BNL; 2 activated
           | 1 pilots for BNL
  6d 00:50 lost 1          | 1 output lost
  6d 02:00 wait            |
`,
)

test(
  'output of a job that was killed meanwhile is not sent again',
  story,
  two,
  `${shipping}
  01:00 lost 1             | 1 output lost
  01:10 kill 1             | 1 cancelled: killed; t ended 0+0+1
  01:11 submit s queue=BNL nucleus=CERN outputBytes=1e9 | s submitted; 2 created; 2 defined at BNL; 2 activated
           | 1 pilots for BNL
  02:00 wait               |
`,
)

test('the files of inputs and outputs count on their links, express outputs apart', (t) => {
  const stage = new Stage({ grid: gridOf(two), constants: calm })
  const story = `
    00:00 dataset d 1GB CERN files=7
    00:00 submit t dataset=d inputBytes=1e9 inputFiles=7 queue=BNL nucleus=CERN outputBytes=1e9 outputFiles=3
    00:00 submit s queue=BNL nucleus=CERN outputBytes=1e9 priority=1001
    00:01 pilot BNL
    00:02 finished 2
    00:03 arrived 1
    00:04 pilot BNL
    00:05 finished 1
  `
  const { transfers } = stage.core.state
  const [BNL, CERN] = [0, 1]
  const queued = () => [...transfers.queuedFiles]
  const at = (activity: number, from: number, to: number) => (activity * 2 + from) * 2 + to
  const seen: number[][] = []
  for (const { line } of play(stage, story)) {
    seen.push([at(0, CERN, BNL), at(1, BNL, CERN), at(2, BNL, CERN)].map((link) => queued()[link]))
    t.is(
      queued().reduce((sum, files) => sum + files),
      seen.at(-1)!.reduce((sum, files) => sum + files),
      line,
    )
  }
  t.deepEqual(seen, [
    [0, 0, 0],
    [7, 0, 0],
    [7, 0, 0],
    [7, 0, 0],
    [7, 0, 1],
    [0, 0, 1],
    [0, 0, 1],
    [0, 3, 1],
  ])
})

test(
  'what the world tells of data must make sense',
  story,
  two,
  `
  00:00 dataset d 1GB CERN          | d at 1 sites, 1000 MB
  00:00 arrives e CERN primary      | refused: dataset e: it is not known; allowed: a dataset that was made known before
  00:00 arrives d MOON primary      | refused: dataset d: site MOON is not in the grid; allowed: a site of the grid
  00:00 arrives d CERN stolen       | refused: replica: its kind is stolen; allowed: primary, cached, tape
  00:00 gone d MOON tape            | refused: dataset d: site MOON is not in the grid; allowed: a site of the grid
  00:00 storage MOON readWan=false  | refused: storage: site MOON is not in the grid; allowed: a site of the grid
  00:00 storage CERN freeBytes=-1   | refused: storage of CERN: freeBytes is -1; allowed: a number from 0
  00:00 measured CERN MOON 5        | refused: link: site MOON is not in the grid; allowed: a site of the grid
  00:00 measured CERN BNL -5        | refused: link CERN to BNL: hourMBps is -5; allowed: a number from 0, NaN when unknown
`,
)
