import test from 'ava'
import { Broker } from '../broker.js'
import { production } from '../policies/production.js'
import { sceneOf, type Work } from '../testing/scene.js'
import { judged } from '../testing/verdicts.js'
import { completeInput } from './complete-input.js'
import { inputHere } from './input-here.js'
import { ioIntensity } from './io-intensity.js'
import { localDataOnly } from './local-data-only.js'
import { moveInput } from './move-input.js'
import { temporary } from './temporary.js'

const verdicts = test.macro(judged)
const MIB = 1024 * 1024
const GIB = 1024 * MIB

/** A dataset at one site, and what both sites are told. */
const held = (input: string, words: string, storage = 'ok') =>
  `queue input storage | verdict\nBNL ${input} ${storage} | ${words}\nCERN no ok | ${words}`
const of50 = { inputBytes: 1e9, inputFiles: 50 }
const nowhere = 'the input is nowhere complete'
test('§B.2-1: a complete copy passes', verdicts, completeInput, of50, held('50', 'ok'))
test('§B.2-1 maxMissingInputFiles: 10 files of 50 may be missing', verdicts, completeInput, of50, held('40', 'ok'))
test('§B.2-1 maxMissingInputFiles: 11 may not', verdicts, completeInput, of50, held('39', nowhere))
const of200 = { inputBytes: 1e9, inputFiles: 200 }
test(
  '§B.2-1 minInputCompletenessPercent: 90 % of 200 files are enough',
  verdicts,
  completeInput,
  of200,
  held('180', 'ok'),
)
test('§B.2-1 minInputCompletenessPercent: 89.5 % are not', verdicts, completeInput, of200, held('179', nowhere))
test('§B.2-1: tape will do', verdicts, completeInput, of50, held('tape', 'ok'))
test('§B.2-1: two halves make no whole', verdicts, completeInput, of200, held('100+100tape', nowhere))
test('§B.2-1: no copy at all', verdicts, completeInput, of50, held('no', nowhere))
test(
  '§B.2-1: input that is being staged need not be there',
  verdicts,
  completeInput,
  { ...of50, rules: { isPrestaged: true } },
  held('no', 'ok'),
)
test('§B.2-1: work without input needs none', verdicts, completeInput, {}, held('no', 'ok'))
for (const cannot of ['-readLan', '-readWan']) {
  const title = `§B.2-1: a copy that can be read over one network will do (${cannot})`
  test(title, verdicts, completeInput, of50, held('50', 'ok', cannot))
}
test(
  '§B.2-1: one that cannot be read at all will not',
  verdicts,
  completeInput,
  of50,
  held('50', 'the input is complete only at BNL, which cannot be read', '-readLan-readWan'),
)

test(
  '§B.2-20: 300 kB/s pass a limit of 300 and no limit, not one of 299',
  verdicts,
  ioIntensity,
  { rules: { ioIntensityKBps: 300 } },
  `
  queue  maxio | verdict
  BNL    0     | ok
  CERN   300   | ok
  LYON   299   | moves 300 kB/s, the queue allows 299
`,
)
test(
  '§B.2-20: merges do not mind',
  verdicts,
  ioIntensity,
  { rules: { ioIntensityKBps: 300, isMerge: true } },
  'queue maxio | verdict\nBNL 1 | ok',
)

/** 200 files of 100 MiB, of a dataset that is being staged, so that parts of copies count. */
const staged: Work = {
  inputBytes: 20_000 * MIB,
  inputFiles: 200,
  rules: { ioIntensityKBps: 201, isPrestaged: true },
}
const far = (site: string) => `too much of the input is not at ${site} for 201 kB/s`
test(
  '§B.2-25 moveInputMaxFiles: 100 files may be missing, 101 may not',
  verdicts,
  moveInput,
  staged,
  `
  queue  input | verdict
  BNL    200   | ok
  CERN   100   | ok
  LYON   99    | ${far('LYON')}
  RAL    no    | ${far('RAL')}
`,
)
test(
  '§B.2-25 moveInputMaxGiB: 10 GiB may be missing, 10.1 may not',
  verdicts,
  moveInput,
  { ...staged, inputBytes: 20_480 * MIB },
  `
  queue  input | verdict
  BNL    200   | ok
  CERN   100   | ok
  LYON   99    | ${far('LYON')}
`,
  { moveInputMaxFiles: 1000 },
)
const one = (bytes: number): Work => ({ inputBytes: bytes, inputFiles: 1, rules: { ioIntensityKBps: 201 } })
const oneFile = (words: string) => `queue input | verdict\nBNL yes | ok\nCERN no | ${words}`
test(
  '§B.2-25 moveInputMaxGiB: less than 10 GiB and 1 MiB count as 10 GiB',
  verdicts,
  moveInput,
  one(10 * GIB + MIB - 1),
  oneFile('ok'),
)
test('§B.2-25 moveInputMaxGiB: the whole MiB does not', verdicts, moveInput, one(10 * GIB + MIB), oneFile(far('CERN')))
const mixed = (disk: string, part: string, none: string) => `
  queue  input | verdict
  BNL    200   | ${disk}
  CERN   no    | ${none}
  LYON   150   | ${part}
`
test(
  '§B.2-24: without staging only complete copies count',
  verdicts,
  moveInput,
  { ...staged, rules: { ioIntensityKBps: 201 } },
  mixed('ok', far('LYON'), far('CERN')),
)
for (const [what, rules] of Object.entries({
  'ioIntensityCutoffKBps: work of 200 kB/s is not IO intensive': { ioIntensityKBps: 200 },
  'merges go anywhere': { ioIntensityKBps: 900, isMerge: true },
  'event service work goes anywhere': { ioIntensityKBps: 900, isEventService: true },
})) {
  test(`§B.2-25 ${what}`, verdicts, moveInput, { ...staged, rules }, mixed('ok', 'ok', 'ok'))
}
test(
  '§B.2-25: work that is bound to one pseudo-queue goes there',
  verdicts,
  moveInput,
  { ...staged, queues: ['CERN'] },
  mixed('ok', 'ok', 'ok'),
)
test(
  '§B.2-25: work that is bound to two goes to its data',
  verdicts,
  moveInput,
  { ...staged, queues: ['BNL', 'CERN'] },
  mixed('ok', 'ok', far('CERN')),
)
test(
  '§B.2-25: tape counts where no queue has enough on disk',
  verdicts,
  moveInput,
  staged,
  `
  queue  input     | verdict
  BNL    tape      | ok
  CERN   99        | ${far('CERN')}
  LYON   90+110tape | ok
`,
)
test(
  '§B.2-25 moveInputMaxFiles, moveInputMaxGiB: of input on tape as much may be missing',
  verdicts,
  moveInput,
  { ...staged, inputBytes: 20_480 * MIB },
  `
  queue  input   | verdict
  BNL    100tape | ok
  CERN   99tape  | ${far('CERN')}
`,
)
test(
  '§B.2-25: where one has, it does not',
  verdicts,
  moveInput,
  staged,
  `queue input | verdict\nBNL tape | ${far('BNL')}\nCERN 150 | ok`,
)
test(
  '§B.2-25: where none has enough at all, any will do',
  verdicts,
  moveInput,
  staged,
  'queue input | verdict\nBNL 9 | ok\nCERN no | ok',
)

test(
  '§B.4-2: a queue that wants local input takes none with a MiB or a file missing',
  verdicts,
  localDataOnly,
  { inputBytes: 200 * MIB, inputFiles: 2 },
  `
  queue  localonly input | verdict
  BNL    yes       yes   | ok
  CERN   no        no    | ok
  LYON   yes       1     | non_local: input is missing at LYON, and the queue takes local input only
  RAL    yes       tape  | non_local: input is missing at RAL, and the queue takes local input only
`,
)
const smallest = (words: string) => `queue localonly input | verdict\nBNL yes 0 | ${words}`
test(
  '§B.4-2: less than a MiB may be missing where no file is counted',
  verdicts,
  localDataOnly,
  { inputBytes: MIB - 1, inputFiles: 0, datasetFiles: 1 },
  smallest('ok'),
)
test(
  '§B.4-2: a MiB may not',
  verdicts,
  localDataOnly,
  { inputBytes: MIB, inputFiles: 0, datasetFiles: 1 },
  smallest('non_local: input is missing at BNL, and the queue takes local input only'),
)
test('§B.4-2: work without input may come', verdicts, localDataOnly, {}, smallest('ok'))

const here = 'queue site input | verdict\nBNL_1 BNL yes | ok\nBNL_2 BNL no | ok\nCERN CERN no | '
test(
  'data-locality-only: work goes where all of its input is',
  verdicts,
  inputHere,
  { inputBytes: 1e9 },
  `${here}the-input is not at CERN`,
)
test('data-locality-only: work without input goes anywhere', verdicts, inputHere, {}, `${here}ok`)
test(
  'data-locality-only: when nobody has it, anywhere',
  verdicts,
  inputHere,
  { inputBytes: 1e9, inputFiles: 2 },
  'queue input | verdict\nBNL 1 | ok\nCERN tape | ok',
)

test('§B.2-26: what was set aside leaves the list in the end', (t) => {
  const { state, bunch, candidates } = sceneOf('queue\nA\nB\nC')
  candidates.setAside(1)
  candidates.settle()
  t.is(candidates.count, 3)
  temporary.judge(bunch, candidates, state)
  candidates.settle()
  t.deepEqual([...candidates.face.slice(0, candidates.count)], [0, 2])
})

test('§B.2-25, 26: a queue that is set aside counts for the check on input, and leaves nobody then', (t) => {
  const table = (silent: number) => `queue input silent\nBNL yes ${silent}\nCERN no 0`
  const work = { ...one(20 * GIB), rules: { ioIntensityKBps: 201 } }
  const placesOf = (silent: number, constants = {}) => {
    const { state, bunch } = sceneOf(table(silent), work, constants)
    const { face, count } = new Broker(state, production).rank(bunch)
    return [...face.slice(0, count)]
  }
  t.deepEqual(placesOf(0), [0])
  t.deepEqual(placesOf(5), [], 'no pilots at the data, and the others refused for its sake')
  t.deepEqual(placesOf(5, { ioIntensityCutoffKBps: 201 }), [1], 'plain work goes to the other')
})
