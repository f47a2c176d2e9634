import test from 'ava'
import { judged } from '../testing/verdicts.js'
import { cores } from './cores.js'
import { memory } from './memory.js'
import { scratch } from './scratch.js'

const verdicts = test.macro(judged)
const MIB = 1024 * 1024
const GIB = 1024 * MIB

test(
  '§B.2-9: single-core work goes to single-core slots',
  verdicts,
  cores,
  { cores: 1, priority: 900 },
  `
  queue  cores | verdict
  BNL    1     | ok
  CERN   8     | needs 1 cores, slots of the queue have 8
  LYON   1+8   | ok / needs 1 cores, slots of the queue have 8
`,
)
test(
  '§B.2-9: multi-core work goes to slots of its width, to wider ones where the queue has none of it, not to narrower ones',
  verdicts,
  cores,
  { cores: 8 },
  `
  queue  cores  | verdict
  BNL    1      | needs 8 cores, slots of the queue have 1
  CERN   8      | ok
  RAL    7      | needs 8 cores, slots of the queue have 7
  PIC    9      | ok
  LYON   1+8+16 | needs 8 cores, slots of the queue have 1 / ok / needs 8 cores, slots of the queue have 16
  FNAL   4+16   | needs 8 cores, slots of the queue have 4 / ok
`,
)
const anyWidth = (narrow: string) => `queue cores | verdict\nBNL 1 | ${narrow}\nCERN 8 | ok\nLYON 1+8 | ${narrow} / ok`
const tooNarrow = 'needs 0 cores, slots of the queue have 1'
test(
  '§B.2-9 highPriority: work for any number of cores goes anywhere at priority 899',
  verdicts,
  cores,
  { cores: 0, priority: 899 },
  anyWidth('ok'),
)
test(
  '§B.2-9 highPriority: at priority 900 to multi-core slots only',
  verdicts,
  cores,
  { cores: 0, priority: 900 },
  anyWidth(tooNarrow),
)
test(
  '§B.2-9: scouts for any number of cores go to multi-core slots only',
  verdicts,
  cores,
  { cores: 0, rules: { isScout: true } },
  anyWidth(tooNarrow),
)
test(
  '§B.2-9: a slot must not be wider than the task allows',
  verdicts,
  cores,
  { cores: 8, maxCores: 16 },
  `
  queue  cores | verdict
  BNL    1     | needs 8 cores, slots of the queue have 1
  CERN   16    | ok
  LYON   17    | max_cpucore: slots of the queue have 17 cores, at most 16 are wanted
`,
)
test(
  '§B.2-9: work that is bound to one pseudo-queue passes over its cores',
  verdicts,
  cores,
  { cores: 8, queues: ['BNL'] },
  'queue cores | verdict\nBNL 1 | ok',
)
test(
  '§B.2-9: work that is bound to a queue of several does not',
  verdicts,
  cores,
  { cores: 8, queues: ['BNL'] },
  'queue cores | verdict\nBNL 1+8 | needs 8 cores, slots of the queue have 1 / ok',
)

test(
  '§B.2-11: 4000 MB count as 3600',
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
  '§B.2-11: what does not say passes any minimum',
  verdicts,
  memory,
  { memoryMBPerCore: 0 },
  'queue memory minmemory | verdict\nBNL 1000 500 | ok',
)
// int(0.9 (8 · 2000 + 1000)) = 15300; a slot of 4 cores needs int(0.9 · 9000) = 8100.
test(
  '§B.2-11: memory for each core grows with the cores of the slot, the base does not',
  verdicts,
  memory,
  { cores: 8, memoryMBPerCore: 2000, baseMemoryMB: 1000 },
  `
  queue  cores memory minmemory | verdict
  BNL    8     1912   0         | lowmemory: needs 15300 MB, the queue gives at most 15296 MB
  CERN   8     1913   0         | ok
  LYON   8     0      2000      | highmemory: needs 15300 MB, the queue wants at least 16000 MB
  RAL    4     2025   0         | ok
  FNAL   4     2024   0         | lowmemory: needs 8100 MB, the queue gives at most 8096 MB
`,
)
test(
  '§B.2-11: memory for a whole job is the same in any slot',
  verdicts,
  memory,
  { cores: 8, memoryMBPerCore: 2000, baseMemoryMB: 1000, isMemoryPerCore: false },
  `
  queue  cores memory | verdict
  BNL    8     225    | ok
  CERN   8     224    | lowmemory: needs 1800 MB, the queue gives at most 1792 MB
`,
)

const spaces = (given: number) => {
  const words = `needs ${given} MB of scratch, the queue gives ${given - 1} MB`
  return `queue scratch | verdict\nBNL 0 | ok\nCERN ${given} | ok\nLYON ${given - 1} | ${words}`
}
test('§B.2-12 leastOutputMiB: 1500 MB of output at least', verdicts, scratch, {}, spaces(1500))
test('§B.2-12: output beyond that as it is', verdicts, scratch, { outputBytes: 1501 * MIB + 5 }, spaces(1501))
test('§B.2-12: what the work itself asks for, if that is more', verdicts, scratch, { scratchMB: 5000 }, spaces(5000))
test(
  '§B.2-12, §A.4: the working directory takes 300 MiB more than it says',
  verdicts,
  scratch,
  { rules: { workBytes: 200 * MIB } },
  spaces(2000),
)
test(
  '§B.2-12: input that is copied counts',
  verdicts,
  scratch,
  { inputBytes: 3 * GIB, rules: { workBytes: 200 * MIB } },
  spaces(5072),
)
const read = { inputBytes: 3 * GIB }
const direct = (no: string, lan: string, always: string) => `
  queue  direct scratch | verdict
  BNL    no     4571    | ${no}
  CERN   lan    4571    | ${lan}
  LYON   always 4571    | ${always}
  RAL    always 1499    | needs 1500 MB of scratch, the queue gives 1499 MB
`
const tooSmall = 'needs 4572 MB of scratch, the queue gives 4571 MB'
test(
  '§B.2-12, §E.4: input that the queue always reads over the network does not',
  verdicts,
  scratch,
  read,
  direct(tooSmall, tooSmall, 'ok'),
)
test(
  '§B.2-12, §E.4: nor does it where both queue and task allow that',
  verdicts,
  scratch,
  { ...read, rules: { readsOverLan: 'use' } },
  direct(tooSmall, 'ok', 'ok'),
)
test(
  '§B.2-12: work that must read over the network goes nowhere else',
  verdicts,
  scratch,
  { ...read, rules: { readsOverLan: 'only' } },
  direct('remoteio: the queue reads no input over the network', 'ok', 'ok'),
)
test(
  '§B.2-12: merging jobs always copy',
  verdicts,
  scratch,
  { ...read, rules: { readsOverLan: 'only', isMerge: true } },
  direct(tooSmall, tooSmall, tooSmall).replace('needs 1500 MB', 'needs 4572 MB'),
)
const part = 'needs 1500 MB of scratch, the queue gives 1499.875 MB'
const wide = (words: string) => `
  queue  cores usualcores scratch | verdict
  BNL    1     8          12000   | ok
  CERN   1     8          11999   | ${words}
`
test('§B.2-12: a single-core job has the part of its core', verdicts, scratch, { cores: 1 }, wide(part))
test('§B.2-12: a multi-core job has all of it', verdicts, scratch, { cores: 8 }, wide('ok'))
test(
  '§B.2-12: so has a consumer of the event service',
  verdicts,
  scratch,
  { cores: 1, rules: { isEventService: true } },
  wide('ok'),
)
