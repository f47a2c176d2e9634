import test from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { chooseNucleus, type NucleusChoice } from './nucleus.js'
import { candidateOf, choiceOf, type NucleusCase, nucleusVerdicts, plainTask } from './testing/nucleus-table.js'

const DAY = 86_400

test(
  'a nucleus must be active and not behind with its outputs (§A.6-1, 2: 2000 files)',
  nucleusVerdicts,
  {},
  `
  nucleus state  backlog | verdict
  BNL     active 2000    | 100
  CERN    off    0       | status: the nucleus is not active
  FNAL    active 2001    | transfer_backlog: 2001 output files are on their way to it, 2000 may be
`,
)
test(
  'work that stays in the nucleus does not mind the backlog (§A.6-2, t1Weight < 0)',
  nucleusVerdicts,
  { nucleusWeight: -1 },
  `
  nucleus backlog | verdict
  BNL     2001    | 100
`,
)
test(
  'its storage must be open and have 100 TiB after the outputs to come (§A.6-3: 0.25 GiB for a day at 10 HS06)',
  nucleusVerdicts,
  {},
  `
  nucleus read write free   work    | verdict
  BNL     yes  yes   102400 0       | 25
  CERN    yes  yes   102399 0       | space: 102399 GiB are free after the outputs to come, 102400 must be
  FNAL    yes  yes   102400 3455999 | 25
  RAL     yes  yes   102400 3456000 | space: 102399 GiB are free after the outputs to come, 102400 must be
  LYON    no   yes   204800 0       | source_blacklist: no endpoint for DATADISK can be read over the WAN
  KIT     yes  no    204800 0       | destination_blacklist: no endpoint for DATADISK can be written over the WAN
  PIC     no   no    204800 0       | source_blacklist: no endpoint for DATADISK can be read over the WAN
`,
)
test(
  'the space that must be free is a constant (DISK_THRESHOLD)',
  nucleusVerdicts,
  { constants: { nucleusMinFreeTiB: 10 } },
  `
  nucleus free  | verdict
  BNL     10240 | 0.25
  CERN    10239 | space: 10239 GiB are free after the outputs to come, 10240 must be
`,
)
test(
  'some queue must be able to run the jobs (§A.6-4)',
  nucleusVerdicts,
  {},
  `
  nucleus jobs | verdict
  BNL     yes  | 100
  CERN    no   | job: no queue can run its jobs
`,
)
test(
  'where no queue can run them with any nucleus, no nucleus is blamed (§A.6-4)',
  nucleusVerdicts,
  {},
  `
  nucleus jobs state  | verdict
  BNL     no   active | none
  CERN    yes  off    | status: the nucleus is not active
`,
)
test(
  'nuclei that are kept for full chains refuse others (§A.6-6)',
  nucleusVerdicts,
  {},
  `
  nucleus chains | verdict
  BNL     any    | 100
  CERN    only   | full_chain: the nucleus takes only tasks of full chains
`,
)
test(
  'full chains may go to all (§A.6-6)',
  nucleusVerdicts,
  { isFullChain: true },
  `
  nucleus chains | verdict
  BNL     any    | 100
  CERN    only   | 100
`,
)

test(
  'a tenth of the bytes must be there, of more than 1 GiB (§A.6-5)',
  nucleusVerdicts,
  { inputGiB: 20, inputFiles: 1 },
  `
  nucleus files bytes | verdict
  BNL     1     2     | 100
  CERN    1     1     | insize: 1073741824 of 21474836480 bytes are there, 10 % must be
`,
)
test(
  'a tenth of the files must be there, of more than 100 (§A.6-5)',
  nucleusVerdicts,
  { inputFiles: 110 },
  `
  nucleus files | verdict
  BNL     11    | 100
  CERN    10    | innum: 10 of 110 files are there, 10 % must be
`,
)
test(
  '1 GiB and 100 files may lie anywhere (§A.6-5)',
  nucleusVerdicts,
  { inputGiB: 1, inputFiles: 100 },
  `
  nucleus files bytes | verdict
  BNL     0     0     | 100
  CERN    100   1     | 100
`,
)
test(
  'the parts that must be there are constants (INPUT_SIZE_FRACTION, INPUT_NUM_FRACTION)',
  nucleusVerdicts,
  { inputGiB: 20, inputFiles: 200, constants: { localityBytesPercent: 50, localityFilesPercent: 20 } },
  `
  nucleus files bytes | verdict
  BNL     40    10    | 100
  CERN    40    9     | insize: 9663676416 of 21474836480 bytes are there, 50 % must be
  FNAL    39    10    | innum: 39 of 200 files are there, 20 % must be
`,
)
test(
  'input from tape is near with its first file (§A.6-5, carousel)',
  nucleusVerdicts,
  { isPrestaged: true, inputGiB: 20, inputFiles: 200 },
  `
  nucleus files bytes | verdict
  BNL     1     0     | 100
  CERN    0     0     | insize: 0 of 21474836480 bytes are there, 10 % must be
`,
)
for (const [waitingSeconds, verdict] of [
  [7 * DAY, 'insize: 0 of 21474836480 bytes are there, 10 % must be'],
  [undefined, 'insize: 0 of 21474836480 bytes are there, 10 % must be'],
  [7 * DAY + 1, '0'],
] as const) {
  test(
    `after more than 7 days the input may lie anywhere, but weighs (§A.6-5): ${waitingSeconds} s`,
    nucleusVerdicts,
    { waitingSeconds, inputGiB: 20, inputFiles: 1, ioIntensityKBps: 201 },
    `
    nucleus files bytes | verdict
    BNL     1     10    | 50
    CERN    0     0     | ${verdict}
  `,
  )
}

test('where all lack input, light work takes up to 10000 GiB along, priority 800 anything (§A.6-5)', (t) => {
  const table: [task: NucleusCase, moves: boolean][] = [
    [{ ioIntensityKBps: 200, inputGiB: 10_000 }, true],
    [{ ioIntensityKBps: undefined, inputGiB: 10_000 }, true],
    [{ ioIntensityKBps: 201, inputGiB: 10_000 }, false],
    [{ ioIntensityKBps: 200, inputGiB: 10_001 }, false],
    [{ ioIntensityKBps: 201, inputGiB: 10_001, priority: 799 }, false],
    [{ ioIntensityKBps: 201, inputGiB: 10_001, priority: 800 }, true],
  ]
  for (const [task, moves] of table) {
    const { choice } = choiceOf('nucleus files bytes ondisk\nBNL 1 10 5', task)
    t.deepEqual(choice.weights, new Map(moves ? [['BNL', 100]] : []), JSON.stringify(task))
    t.is(choice.refusals.length, moves ? 0 : 1, JSON.stringify(task))
  }
})

test('one that holds enough keeps the others out, whatever the priority (§A.6-5)', (t) => {
  const { choice } = choiceOf('nucleus files bytes\nBNL 1 2\nCERN 1 1', { inputGiB: 20, priority: 900 })
  t.deepEqual([...choice.weights.keys()], ['BNL'])
})

test('the draw walks the nuclei in their order, each as long as its weight (§A.6)', (t) => {
  const table = 'nucleus competing\nBNL 100\nCERN 50\nFNAL 100'
  const draws: [draw: number, nucleus: string][] = [
    [0, 'BNL'],
    [0.25, 'BNL'],
    [0.26, 'CERN'],
    [0.75, 'CERN'],
    [0.76, 'FNAL'],
    [0.999999, 'FNAL'],
  ]
  for (const [draw, nucleus] of draws) t.is(choiceOf(table, { draw }).choice.nucleus, nucleus, String(draw))
  t.is(choiceOf('nucleus state\nBNL off', {}).choice.nucleus, undefined)
})

test('a nucleus once given is kept, whatever it has become (§A.6-0)', (t) => {
  const { choice } = choiceOf('nucleus state\nBNL off\nCERN active', { nucleus: 'BNL' })
  t.deepEqual(choice, { nucleus: 'BNL', weights: new Map(), refusals: [] })
})

test('no choice without readable input, and none at all where an output has no endpoint ([quirk])', (t) => {
  const told = ({ nucleus, fault }: NucleusChoice) => [nucleus, fault]
  const unreadable = chooseNucleus(plainTask, undefined, [candidateOf({ nucleus: 'BNL' })], 0, defaultConstants)
  t.deepEqual(told(unreadable), [undefined, 'some input has no complete replica to be read over the WAN'])
  const table = 'nucleus state type\nBNL active DATADISK\nCERN active DATATAPE'
  t.deepEqual(told(choiceOf(table, {}).choice), [undefined, 'CERN has no endpoint for DATADISK'])
  t.deepEqual(told(choiceOf(table.replace('CERN active', 'CERN off'), {}).choice), ['BNL', undefined])
})
