import test, { type ExecutionContext } from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { linesOf } from '../../model/testing/small-grid.js'
import type { JobNeeds } from './figures.js'
import { accepts } from './filters.js'
import { anyWork, offerOf, users } from './testing/offers.js'

/** Whether each queue of a table passes (`ok`) or not (`no`). */
const verdicts = test.macro((t: ExecutionContext, work: Partial<JobNeeds>, table: string) => {
  for (const line of linesOf(table)) {
    const passes = accepts({ ...anyWork, ...work }, offerOf(line), defaultConstants)
    t.is(passes ? 'ok' : 'no', line['verdict'], line['queue'])
  }
})

test(
  '§D.1: work goes to queues that are online',
  verdicts,
  {},
  `
  queue status    | verdict
  BNL   online    | ok
  RAL   standby   | ok
  LYON  brokeroff | no
  CERN  test      | no
  FNAL  offline   | no
`,
)

test(
  '§D.1: single-core work to queues of one core, which some write as none',
  verdicts,
  { cores: 1 },
  `
  queue cores | verdict
  BNL   0     | ok
  CERN  1     | ok
  LYON  2     | no
`,
)
test(
  '§D.1: multi-core work to any queue of more',
  verdicts,
  { cores: 8 },
  `
  queue cores | verdict
  BNL   0     | no
  CERN  1     | no
  LYON  4     | ok
`,
)

test(
  '§D.1: memory, time and disk fit; no limit is none',
  verdicts,
  { memoryMB: 2000, walltimeSeconds: 3600, diskMB: 5000 },
  `
  queue memory walltime disk | verdict
  BNL   0      0        0    | ok
  CERN  2000   3600     5000 | ok
  LYON  1999   3600     5000 | no
  RAL   2000   3599     5000 | no
  FNAL  2000   3600     4999 | no
`,
)

const reliability = `
  queue reliability | verdict
  BNL   1           | ok
  CERN  2           | ok
`
test('§D.1: users may want reliable queues', verdicts, { ...users, worstReliability: 2 }, `${reliability}  LYON 3 | no`)
test('§D.1: production does not ask', verdicts, { worstReliability: 2 }, `${reliability}  LYON 3 | ok`)
test('§D.1: a queue nobody rated passes', verdicts, { ...users, worstReliability: 2 }, 'queue | verdict\nBNL | ok')

test(
  '§D.1: production needs its release, direct readers a queue that allows it',
  verdicts,
  { readsDirectly: true },
  `
  queue release direct | verdict
  BNL   yes     yes    | ok
  CERN  no      yes    | no
  LYON  yes     no     | no
`,
)
test(
  '§D.1: users bring their own, copiers go anywhere',
  verdicts,
  { ...users, readsDirectly: false },
  `
  queue release direct | verdict
  BNL   no      no     | ok
`,
)

test(
  '§D.1: pilots were seen in the last three hours, if anybody counts them',
  verdicts,
  {},
  `
  queue nodes     | verdict
  BNL   0+1       | ok
  CERN  1+0       | ok
  LYON  0+0       | no
  RAL   uncounted | ok
`,
)

test(
  '§D.1: priority 949 goes anywhere',
  verdicts,
  { priority: 949 },
  `
  queue t1  | verdict
  BNL   yes | ok
  MWT2  no  | ok
`,
)
const tier1Only = `
  queue t1  | verdict
  BNL   yes | ok
  MWT2  no  | no
`
test('§D.1: priority 950 goes to T1s', verdicts, { priority: 950 }, tier1Only)
test('§D.1: 20 input files a job go to T1s', verdicts, { inputFiles: 20 }, tier1Only)
test('§D.1: 19 do not', verdicts, { inputFiles: 19 }, tier1Only.replace('no  | no', 'no  | ok'))
test(
  '§D.1: nor does anything of users',
  verdicts,
  { ...users, priority: 960, inputFiles: 20 },
  'queue | verdict\nMWT2 | ok',
)

test(
  '§D.1: away from T1s production leaves 200 GB when each job there has written 0.25 GB',
  verdicts,
  {},
  `
  queue t1  free assigned activated running | verdict
  MWT2  no  200  0        0         0       | ok
  AGLT2 no  199  0        0         0       | no
  SWT2  no  260  40       100       100     | ok
  NET2  no  260  40       100       101     | no
  BNL   yes 0    40       100       101     | ok
`,
)
test(
  '§D.1: users leave 200 GB as it is now',
  verdicts,
  users,
  `
  queue free running | verdict
  MWT2  200  500     | ok
  AGLT2 199  0       | no
`,
)

const outputs = `
  queue limit running transferring | verdict
  BNL   0     0       2000         | ok
  RAL   0     1001    2002         | ok
  SARA  50    10      50           | ok
  PIC   50    30      60           | ok
`
const piles = `
  CERN  0     0       2001         | no
  TRIUM 0     1001    2003         | no
  CNAF  50    10      51           | no
  ASGC  50    30      61           | no
`
test('§D.1: 2000 transferring jobs, or the own limit, or twice the running ones', verdicts, {}, outputs + piles)
test('§D.1: users do not mind', verdicts, users, outputs + piles.replaceAll('| no', '| ok'))
