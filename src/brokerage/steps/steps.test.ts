import test, { type ExecutionContext } from 'ava'
import type { Step } from '../policy.js'
import { sceneOf, type Work } from '../testing/scene.js'
import { acceptedWork } from './accepted-work.js'
import { cores } from './cores.js'
import { inputHere } from './input-here.js'
import { memory } from './memory.js'
import { preassigned } from './preassigned.js'
import { queueCap } from './queue-cap.js'
import { scratch } from './scratch.js'
import { status } from './status.js'
import { walltime } from './walltime.js'

/** Whether each queue of a table passes (`ok`), or the words of its refusal; those of its pseudo-queues apart by ` / `. */
const verdicts = test.macro((t: ExecutionContext, step: Step, work: Work, table: string) => {
  const { state, bunch, candidates, lines } = sceneOf(table, work)
  step.judge(bunch, candidates, state)
  const refusals = candidates.refusedNow
  candidates.settle()
  const passing = [...candidates.face.slice(0, candidates.count)]
  t.is(passing.length + refusals, state.grid.faces.length)
  lines.forEach(({ queue, verdict }, i) => {
    const { faces } = state.grid.queues[i]
    const words = faces.map((face) => (passing.includes(face.index) ? 'ok' : step.because(bunch, face, state)))
    t.is(words.join(' / '), verdict, queue)
  })
})

test(
  'status: work goes to queues that are online or on standby',
  verdicts,
  status,
  {},
  `
  queue  status    | verdict
  BNL    online    | ok
  CERN   standby   | ok
  LYON   brokeroff | the queue is brokeroff
  RAL    test      | the queue is test
  FNAL   offline   | the queue is offline
`,
)

test(
  'notincluded: queues serve the organisations and labels they name',
  verdicts,
  acceptedWork,
  { vo: 'atlas', label: 'user' },
  `
  queue  vos          labels       | verdict
  BNL    all          all          | ok
  CERN   cms+atlas    managed+user | ok
  LYON   cms          user         | vo atlas, the queue serves cms
  RAL    cms+lhcb     managed      | vo atlas, the queue serves cms, lhcb
  FNAL   atlas        managed+test | label user, the queue serves managed, test
`,
)

test(
  'cpucore: one core',
  verdicts,
  cores,
  { cores: 1 },
  `
  queue  cores | verdict
  BNL    1     | ok
  CERN   8     | needs 1 cores, slots of the queue have 8
  LYON   1+8   | ok / needs 1 cores, slots of the queue have 8
`,
)
test(
  'cpucore: eight cores',
  verdicts,
  cores,
  { cores: 8 },
  `
  queue  cores | verdict
  BNL    1     | needs 8 cores, slots of the queue have 1
  CERN   8     | ok
  RAL    4     | needs 8 cores, slots of the queue have 4
`,
)

test(
  'memory: one core with 4000 MB, which count as 3600',
  verdicts,
  memory,
  { memoryMBPerCore: 4000 },
  `
  queue  memory minmemory | verdict
  BNL    0      0         | ok
  CERN   3600   3600      | ok
  LYON   3599   0         | lowmemory: needs 3600 MB, the queue gives at most 3599 MB
  RAL    5000   3601      | highmemory: needs 3600 MB, the queue wants at least 3601 MB
  FNAL   0      3000      | ok
`,
)
test(
  'memory: what does not say passes any minimum',
  verdicts,
  memory,
  { memoryMBPerCore: 0 },
  `
  queue  memory minmemory | verdict
  BNL    1000   500       | ok
`,
)
test(
  'memory: limits grow with the cores of the slot',
  verdicts,
  memory,
  { cores: 8, memoryMBPerCore: 2000, baseMemoryMB: 1000 },
  `
  queue  cores memory minmemory | verdict
  BNL    8     1900   0         | lowmemory: needs 15300 MB, the queue gives at most 15200 MB
  CERN   8     2000   0         | ok
  LYON   8     0      2000      | highmemory: needs 15300 MB, the queue wants at least 16000 MB
`,
)

test(
  'disk: scratch space fits',
  verdicts,
  scratch,
  { scratchMB: 5000 },
  `
  queue  scratch | verdict
  BNL    0       | ok
  CERN   5000    | ok
  LYON   4999    | needs 5000 MB of scratch, the queue gives 4999 MB
`,
)

test(
  'walltime: as asked for',
  verdicts,
  walltime,
  { walltimeSeconds: 7200 },
  `
  queue  walltime minwalltime power | verdict
  BNL    0        0           10    | ok
  CERN   7200     7200        20    | ok
  LYON   7199     0           10    | shortwalltime: takes 7200 s, the queue gives 7199 s
  RAL    0        7201        10    | longwalltime: takes 7200 s, the queue wants at least 7201 s
`,
)
test(
  'walltime: HS06 seconds over cores and core power, in place of what is asked for',
  verdicts,
  walltime,
  { cores: 8, hs06Seconds: 800_000, walltimeSeconds: 1 },
  `
  queue  cores walltime minwalltime power | verdict
  BNL    8     10000    0           10    | ok
  CERN   8     9999     0           10    | shortwalltime: takes 10000 s, the queue gives 9999 s
  LYON   8     9999     0           20    | ok
  RAL    8     0        6000        20    | longwalltime: takes 5000 s, the queue wants at least 6000 s
`,
)
test(
  'walltime: what does not say passes',
  verdicts,
  walltime,
  {},
  `
  queue  walltime minwalltime | verdict
  BNL    1        1000        | ok
`,
)

test(
  'nonpreassigned: a task that names its queue',
  verdicts,
  preassigned,
  { queue: 'CERN' },
  `
  queue  cores | verdict
  BNL    1     | the task is bound to CERN
  CERN   1+8   | ok / ok
`,
)
test(
  'nonpreassigned: a task that names none',
  verdicts,
  preassigned,
  {},
  `
  queue | verdict
  BNL   | ok
`,
)

test(
  'non_local: work goes where all of its input is',
  verdicts,
  inputHere,
  { inputBytes: 1e9 },
  `
  queue  site input | verdict
  BNL_1  BNL  yes   | ok
  BNL_2  BNL  no    | ok
  CERN   CERN no    | the-input is not at CERN
`,
)
test(
  'non_local: when nobody has it, anywhere',
  verdicts,
  inputHere,
  { inputBytes: 1e9 },
  `
  queue  input | verdict
  BNL    no    | ok
  CERN   no    | ok
`,
)
test(
  'non_local: work without input',
  verdicts,
  inputHere,
  {},
  `
  queue  input | verdict
  BNL    yes   | ok
  CERN   no    | ok
`,
)
// brokerage.md §B.4: Q = V+S, + A if input must be transferred; cap = max(20, 2R).
test(
  'cap: 20 jobs may wait anywhere, twice the running ones where more run',
  verdicts,
  queueCap,
  {},
  `
  queue  running activated starting assigned defined othershare othertype | verdict
  BNL    0       20        0        0        0       0          0         | ok
  CERN   0       21        0        0        0       0          0         | 21 jobs wait, the cap is 20
  LYON   10      15        6        0        0       0          0         | 21 jobs wait, the cap is 20
  RAL    100     150       50       0        0       0          0         | ok
  FNAL   100     150       51       0        0       0          0         | 201 jobs wait, the cap is 200
  TRIUMF 0       15        5        90       90      0          0         | ok
  CNAF   0       15        5        0        0       90         0         | ok
  PIC    0       15        5        0        0       0          1         | 21 jobs wait, the cap is 20
`,
)

test(
  'cap: assigned jobs wait too where input must move',
  verdicts,
  queueCap,
  { inputBytes: 1e9 },
  `
  queue  running activated starting assigned input | verdict
  BNL    0       10        5        6        no    | 21 jobs wait, the cap is 20
  CERN   0       10        5        5        no    | ok
  LYON   0       10        5        6        yes   | ok
`,
)
// On unified queues Q = D+V+S (+A) of the resource type, whatever the share's other types do.
test(
  'cap: unified queues count defined jobs too, and the resource type alone',
  verdicts,
  queueCap,
  {},
  `
  queue  cores running activated starting defined othertype | verdict
  BNL    1+8   0       10        5        5       90        | ok / ok
  CERN   1+8   0       10        5        6       0         | 21 jobs wait, the cap is 20 / 21 jobs wait, the cap is 20
  LYON   1+8   15      10        15       6       0         | 31 jobs wait, the cap is 30 / 31 jobs wait, the cap is 30
  RAL    1     0       10        5        6       0         | ok
`,
)
test(
  'cap: express work has none',
  verdicts,
  queueCap,
  { priority: 1001 },
  `
  queue  activated | verdict
  BNL    500       | ok
`,
)
test(
  'cap: priority 1000 is not express yet',
  verdicts,
  queueCap,
  { priority: 1000 },
  `
  queue  activated | verdict
  BNL    500       | 500 jobs wait, the cap is 20
`,
)
test('cap and count travel with the candidate', (t) => {
  const table = 'queue running activated\nBNL 0 3\nCERN 30 70\nLYON 30 60'
  const { state, bunch, candidates } = sceneOf(table)
  queueCap.judge(bunch, candidates, state)
  candidates.settle()
  t.is(candidates.count, 2)
  t.deepEqual([...candidates.cap.slice(0, 2)], [20, 60])
  t.deepEqual([...candidates.queued.slice(0, 2)], [3, 60])
})
