import test from 'ava'
import { sceneOf } from '../testing/scene.js'
import { weighed } from '../testing/weights.js'
import { fewWaiting } from './few-waiting.js'
import { inputHeld } from './input-held.js'
import { nucleus } from './nucleus.js'
import { queueBalance } from './queue-balance.js'

const weights = test.macro(weighed)

// brokerage.md §B.3: (R+1)/(V+S+D+10) where all input is local.
test(
  '§B.3 weightOffsetJobs: running over waiting jobs and 10 where the input is at hand',
  weights,
  [queueBalance],
  {},
  `
  queue  running activated starting defined generated assigned othershare othertype | weight
  BNL    0       0         0        0       0         0        0          0         | 1/10
  CERN   99      0         0        0       0         0        0          0         | 100/10
  LYON   9       5         3        2       0         0        0          0         | 10/20
  RAL    9       5         3        2       0         40       0          0         | 10/20
  FNAL   9       5         3        2       0         0        40         0         | 10/20
  PIC    9       5         3        2       0         0        0          10        | 10/30
  CNAF   9       5         3        2       10        0        0          0         | 10/30
`,
)

// (R+1)/((V+A+S+D+10) m), m = clamp((A+1)/(V+1), 1, 2).
test(
  '§B.3: assigned jobs weigh in where input must move',
  weights,
  [queueBalance],
  { inputBytes: 1e9 },
  `
  queue  input running activated starting defined assigned | weight
  BNL    no    9       4         3        2       4        | 10/23
  CERN   no    9       9         0        0       1        | 10/20
  LYON   no    9       1         0        0       2        | 20/39
  RAL    no    9       0         0        0       90       | 10/200
  FNAL   yes   9       0         0        0       90       | 10/10
  PIC    no    0       0         0        0       0        | 1/10
`,
)

const pull = (corrected: readonly string[]) => `
  queue  server workers silent running starting standby cores | weight
  BNL    yes    15      3      3       0        -       1     | ${corrected[0]}
  CERN   no     15      0      3       0        -       1     | 4/10
  LYON   yes    15      3.01   3       0        -       1     | 4/10
  RAL    yes    3       0      3       0        -       1     | 4/10
  FNAL   yes    21      0      3       0        -       1     | ${corrected[1]}
  PIC    yes    30      0      20      0        -       1     | 21/10
  CNAF   no     0       0      3       4        0       1     | ${corrected[2]}
  NDGF   no     0       0      3       0        7       1     | ${corrected[3]}
  TAIWAN no     0       0      3       0        2       1     | 4/10
  TRIUMF no     0       0      1       0        23      8     | ${corrected[4]}
  KIT    yes    15      0      3       4        0       1     | ${corrected[5]}
`
const asTheyAre = ['4/10', '4/10', '4/14', '4/10', '2/10', '4/14']
test(
  '§B.3 maxPriorityToBootstrap, workerBootstrapCap: to priority 150 up to 20 workers and slots on stand-by count as running',
  weights,
  [queueBalance],
  { priority: 150 },
  pull(['16/10', '21/10', '8/14', '8/10', '3/10', '20/14']),
)
test('§B.3 maxPriorityToBootstrap: not to 151', weights, [queueBalance], { priority: 151 }, pull(asTheyAre))
test(
  '§B.3: workers do not count for work that was assigned by name',
  weights,
  [queueBalance],
  { priority: 150, queues: ['BNL'] },
  'queue server workers running | weight\nBNL yes 15 3 | 4/10',
)

test('§B.3: the running jobs that were reckoned with stay with the candidate', (t) => {
  const { state, bunch, candidates } = sceneOf('queue running standby\nA 3 7\nB 3 -', { priority: 150 })
  queueBalance.weigh(bunch, candidates, state)
  t.deepEqual([...candidates.running.slice(0, 2)], [7, 3])
})

// (B+b)/B / (f/100 + 1)
test(
  '§B.3: twice the weight with the input on disk, less for each file missing',
  weights,
  [inputHeld],
  { inputBytes: 1e9, inputFiles: 50 },
  `
  queue  site readsfrom input    | weight
  BNL    BNL  -         yes      | 2
  CERN   CERN -         no       | 100/150
  LYON   LYON -         25       | 150/125
  RAL    RAL  -         tape     | 100/150
  FNAL   FNAL -         10+tape  | 120/140
  PIC    PIC  CERN+LYON no       | 150/125
  CNAF   CNAF -         cache    | 2
`,
)
test(
  '§B.3: a chunk of a dataset finds its part of a partial copy, whole files of it',
  weights,
  [inputHeld],
  { jobs: 2, inputBytes: 1e9, inputFiles: 10, datasetBytes: 10e9, datasetFiles: 100 },
  `
  queue  input | weight
  BNL    100   | 2
  CERN   50    | 150/110
  LYON   49    | 149/111
`,
)
test(
  '§B.2-24 ioIntensityCutoffKBps: for work of 201 kB/s only complete copies count',
  weights,
  [inputHeld],
  { inputBytes: 1e9, inputFiles: 50, rules: { ioIntensityKBps: 201 } },
  'queue input | weight\nBNL yes | 2\nLYON 25 | 100/150',
)
test(
  '§B.2-24 ioIntensityCutoffKBps: for work of 200 kB/s parts do',
  weights,
  [inputHeld],
  { inputBytes: 1e9, inputFiles: 50, rules: { ioIntensityKBps: 200 } },
  'queue input | weight\nBNL yes | 2\nLYON 25 | 150/125',
)
test(
  '§B.3: nothing to hold',
  weights,
  [inputHeld],
  { inputFiles: 25 },
  'queue input | weight\nBNL yes | 1\nCERN no | 1',
)

const nuclei = (home: string) => `
  queue  nucleus readsfrom status  | weight
  CERN   CERN    NEAR+OFF  online  | ${home}
  NDGF   CERN    -         standby | ${home}
  NEAR   NEAR    -         online  | ${home}
  OFF    OFF     -         standby | 1
  BNL    BNL     -         online  | 1
`
const at = { nucleus: 'CERN' }
for (const [what, work, weight] of [
  ['highPriority: priority 899 does not draw work to the nucleus', { ...at, priority: 899 }, '1'],
  ['nucleusWeightHighPriority: priority 900 does, a hundredfold', { ...at, priority: 900 }, '100'],
  ['nucleusWeightHighPriority: so it does scouts', { ...at, rules: { isScout: true } }, '100'],
  ['but no event service work', { ...at, priority: 900, rules: { isEventService: true } }, '1'],
  ['nor what was assigned by name', { ...at, priority: 900, queues: ['CERN', 'BNL'] }, '1'],
] as const) {
  test(`§B.2-4 ${what}`, weights, [nucleus], work, nuclei(weight))
}
for (const [what, work, weight] of [
  ['nucleusIoIntensityKBps: work of 500 kB/s is not drawn', { ...at, rules: { ioIntensityKBps: 500 } }, '1'],
  ['nucleusWeightIoIntensive: work of 501 kB/s is, fourfold', { ...at, rules: { ioIntensityKBps: 501 } }, '4'],
  ['a weight of its own takes the place of that', { ...at, rules: { ioIntensityKBps: 501, nucleusWeight: 2 } }, '2'],
  ['the larger of the two counts', { ...at, priority: 900, rules: { nucleusWeight: 2 } }, '100'],
  ['or the own one', { ...at, priority: 900, rules: { nucleusWeight: 200 } }, '200'],
  ['a negative one weighs as 1', { ...at, rules: { nucleusWeight: -1 } }, '1'],
  ['work without a nucleus has none to prefer', { priority: 900 }, '1'],
] as const) {
  test(`§B.2-19 ${what}`, weights, [nucleus], work, nuclei(weight))
}

test(
  'few-waiting: all shares, whatever runs',
  weights,
  [fewWaiting],
  {},
  `
  queue  running starting defined assigned activated othershare generated | weight
  BNL    0       0        0       0        0         0          0         | 1
  CERN   50      9        1       2        3         4          0         | 1/11
  LYON   0       0        0       0        0         0          7         | 1/8
`,
)

test(
  '§B.3: the production weight is the product',
  weights,
  [queueBalance, inputHeld, nucleus],
  { ...at, priority: 900, inputBytes: 1e9, inputFiles: 100 },
  `
  queue  input running activated assigned | weight
  BNL    yes   9       10        0        | 20/20
  CERN   no    9       10        0        | 1000/40
  LYON   no    9       4         9        | 10/92
`,
)
