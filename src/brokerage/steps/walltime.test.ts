import test from 'ava'
import { judged } from '../testing/verdicts.js'
import { walltime } from './walltime.js'

const verdicts = test.macro(judged)

test(
  '§B.2-14: wall time as asked for',
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

// Between the 600 s before the first event and the limit, 8 cores of 10 HS06 do 72 HS06 s a second at 90 %.
test(
  '§B.2-14: HS06 seconds against what a slot does up to the limit',
  verdicts,
  walltime,
  { cores: 8, hs06Seconds: 720_000, walltimeSeconds: 1 },
  `
  queue  cores walltime minwalltime power | verdict
  BNL    8     10600    0           10    | ok
  CERN   8     10599    0           10    | shortwalltime: takes 720000 HS06 s, the queue gives 10599 s on 8 cores of 10 HS06
  LYON   8     10599    0           20    | ok
  PIC    4     10600    0           10    | shortwalltime: takes 720000 HS06 s, the queue gives 10600 s on 4 cores of 10 HS06
  RAL    8     0        10600       10    | ok
  FNAL   8     0        10601       10    | longwalltime: takes 720000 HS06 s, the queue wants at least 10601 s on 8 cores of 10 HS06
`,
)
test(
  '§B.2-14: base wall time and CPU efficiency are those of the task',
  verdicts,
  walltime,
  { hs06Seconds: 80_000, rules: { baseWalltimeSeconds: 0, cpuEfficiencyPercent: 80 } },
  `
  queue  walltime | verdict
  BNL    10000    | ok
  CERN   9999     | shortwalltime: takes 80000 HS06 s, the queue gives 9999 s on 1 cores of 10 HS06
`,
)
test(
  '§B.2-14: a queue without core power can do nothing, unless it has no limit',
  verdicts,
  walltime,
  { hs06Seconds: 1 },
  `
  queue  walltime power | verdict
  BNL    86400    0     | shortwalltime: takes 1 HS06 s, the queue gives 86400 s on 1 cores of 0 HS06
  CERN   0        0     | ok
`,
)
test(
  '§B.2-14: consumers of the event service share the work',
  verdicts,
  walltime,
  { hs06Seconds: 360_000, rules: { isEventService: true, eventServiceShares: 4 } },
  `
  queue  walltime | verdict
  BNL    10600    | ok
  CERN   10599    | shortwalltime: takes 360000 HS06 s, the queue gives 10599 s on 1 cores of 10 HS06
`,
)
test(
  '§B.2-14: in the old unit neither core power, efficiency nor base wall time count',
  verdicts,
  walltime,
  { cores: 8, hs06Seconds: 80_000, rules: { usesHs06: false } },
  `
  queue  cores walltime power | verdict
  BNL    8     10000    1     | ok
  CERN   8     9999     50    | shortwalltime: takes 80000 HS06 s, the queue gives 9999 s on 8 cores of 50 HS06
`,
)

// A day of a core of 10 HS06 is 864,000 HS06 s: 96,000 s after the 600 s before the first event, at 90 %.
const days = (kind: string) => `
  queue  cores walltime power | verdict
  BNL    1     96600    10    | ok
  CERN   1     96599    10    | ${kind}_walltime: scouts, merges and work of unknown length want a day, the queue gives 96599 s
  LYON   8     96599    10    | ${kind}_walltime: scouts, merges and work of unknown length want a day, the queue gives 96599 s
  RAL    8     48600    20    | ok
  FNAL   1     0        10    | ok
`
test('§B.2-14: work of unknown length wants a day of a core of 10 HS06', verdicts, walltime, {}, days('min'))
test(
  '§B.2-14: so do scouts, whatever they say',
  verdicts,
  walltime,
  { hs06Seconds: 10, rules: { isScout: true } },
  days('scout'),
)
test('§B.2-14: so do merges', verdicts, walltime, { walltimeSeconds: 10, rules: { isMerge: true } }, days('min'))
test(
  '§B.2-14: scouts that are bound to one pseudo-queue do not',
  verdicts,
  walltime,
  { hs06Seconds: 10, queues: ['BNL'], rules: { isScout: true } },
  'queue walltime | verdict\nBNL 3600 | ok',
)
test(
  '§B.2-14: [quirk] a slot that can do nothing by its limit passes this',
  verdicts,
  walltime,
  {},
  'queue walltime power | verdict\nBNL 3600 0 | ok\nCERN 600 10 | ok',
)
test(
  '§B.2-14: work of unknown length is too short for any least wall time but one within the time before the first event',
  verdicts,
  walltime,
  {},
  `
  queue  minwalltime | verdict
  BNL    600         | ok
  CERN   601         | longwalltime: takes a time nobody knows, the queue wants at least 601 s
`,
)

const unlimited = (words: string) => `queue walltime | verdict\nBNL 0 | ${words}`
const scout = { hs06Seconds: 10, rules: { isScout: true } }
test('§B.2-14 quirkUnlimitedWalltime 0: a queue without limit takes scouts', verdicts, walltime, scout, unlimited('ok'))
test(
  '§B.2-14 quirkUnlimitedWalltime 1: it takes none [quirk]',
  verdicts,
  walltime,
  scout,
  unlimited('scout_walltime: scouts, merges and work of unknown length want a day, the queue gives 0 s'),
  { quirkUnlimitedWalltime: 1 },
)
test(
  '§B.2-14 quirkUnlimitedWalltime 1: unless the task has no base wall time',
  verdicts,
  walltime,
  { ...scout, rules: { isScout: true, baseWalltimeSeconds: 0 } },
  unlimited('ok'),
  { quirkUnlimitedWalltime: 1 },
)
test(
  '§B.2-14 quirkUnlimitedWalltime 1: other work does not mind',
  verdicts,
  walltime,
  { hs06Seconds: 10 },
  unlimited('ok'),
  { quirkUnlimitedWalltime: 1 },
)
