import test from 'ava'
import { judged } from '../testing/verdicts.js'
import { diskIo } from './disk-io.js'
import { inactive } from './inactive.js'
import { minWeight } from './min-weight.js'
import { mostRunning } from './most-running.js'
import { pilots } from './pilots.js'
import { transferring } from './transferring.js'
import { zeroShare } from './zero-share.js'

const verdicts = test.macro(judged)

const starts = (idle: string, alsoIdle = idle) => `
  queue  laststart activated starting othershare running | verdict
  BNL    2         5         0        0          0       | ok
  CERN   2.0003      5         0        0          9       | ${idle}
  LYON   2.0003      0         1        0          0       | ${idle}
  RAL    2.0003      0         0        1          0       | ${alsoIdle}
  FNAL   99        0         0        0          9       | ok
`
const idle = 'aside: the queue started its last job 120 min ago'
test(
  '§B.2-5 inactiveSeconds: a queue with jobs to start that started one 2 h ago passes, 2 h and a second ago it is set aside',
  verdicts,
  inactive,
  { priority: 800 },
  starts(idle),
)
test('§B.2-5 raisedPriority: work of priority 799 does not mind', verdicts, inactive, { priority: 799 }, starts('ok'))
for (const rule of ['isScout', 'isMerge', 'mergesOutput']) {
  test(`§B.2-5: work of low priority does with ${rule}`, verdicts, inactive, { rules: { [rule]: true } }, starts(idle))
}
test(
  '§B.2-5: work that was assigned by name does not mind',
  verdicts,
  inactive,
  { priority: 900, queues: ['BNL', 'CERN', 'LYON', 'RAL', 'FNAL'] },
  starts('ok'),
)

const silences = (silent: string) => `
  queue  silent standby | verdict
  BNL    3      -       | ok
  CERN   3.0003 -       | ${silent}
  LYON   3.0003 5       | ok
  RAL    3.0003 0       | ok
`
test(
  '§B.2-22 pilotSilenceSeconds: 3 h of silence pass, more are set aside, unless slots stand by',
  verdicts,
  pilots,
  {},
  silences('aside: no pilot was heard of for 3 h'),
)
test(
  '§B.2-22: slots that stand by for others do not help',
  verdicts,
  pilots,
  { share: 'group' },
  'queue silent standby | verdict\nLYON 5 5 | aside: no pilot was heard of for 5 h',
)
test('§B.2-22: tests wait for no pilot', verdicts, pilots, { label: 'prod_test' }, silences('ok'))
test(
  '§B.2-22: express tests do',
  verdicts,
  pilots,
  { label: 'prod_test', priority: 1001 },
  silences('aside: no pilot was heard of for 3 h'),
)
test('§B.2-22: work that was assigned by name waits for none', verdicts, pilots, { queues: ['CERN'] }, silences('ok'))

const traffic = (words: string) => `
  queue  cores maxdiskio running traffic | verdict
  BNL    1     500       4       500     | ok
  CERN   1     500       4       501     | ${words}
  LYON   1     0         4       9999    | ok
  RAL    1     500       0       9999    | ok
`
test(
  '§B.2-8: 501 kB/s of a running core and 501 of the work are too much for 500',
  verdicts,
  diskIo,
  { rules: { diskIoKBps: 501 } },
  traffic('aside: a core of the queue moves 501 kB/s, one of the work 501, the limit is 500'),
)
test('§B.2-8: 500 of the work are not', verdicts, diskIo, { rules: { diskIoKBps: 500 } }, traffic('ok'))
test('§B.2-8: work that does not say passes', verdicts, diskIo, {}, traffic('ok'))
test(
  '§B.2-8 maxDiskIoKBps: the limit of queues that name none',
  verdicts,
  diskIo,
  { rules: { diskIoKBps: 501 } },
  `
  queue  maxdiskio running traffic | verdict
  BNL    0         1       500     | ok
  CERN   0         1       501     | aside: a core of the queue moves 501 kB/s, one of the work 501, the limit is 500
  LYON   600       1       501     | ok
`,
  { maxDiskIoKBps: 500 },
)
test(
  '§B.2-8: the traffic of multi-core work is that of one of its cores, in whole kB/s',
  verdicts,
  diskIo,
  { cores: 8, rules: { diskIoKBps: 4008 } },
  `
  queue  cores usualcores maxdiskio running traffic | verdict
  BNL    8     8          500       2       4800    | aside: a core of the queue moves 600 kB/s, one of the work 501, the limit is 500
  CERN   8     9          500       2       4800    | ok
  LYON   8     8          501       2       4800    | ok
`,
)
test(
  '§B.2-8: that of single-core work is its own, whatever the usual slot of the queue',
  verdicts,
  diskIo,
  { cores: 1, rules: { diskIoKBps: 501 } },
  `
  queue  usualcores maxdiskio running traffic | verdict
  BNL    8          500       1       600     | aside: a core of the queue moves 600 kB/s, one of the work 501, the limit is 500
`,
)

test(
  '§B.2-17 transferringLimitJobs: 2000 jobs may wait for their transfer, or the limit of the queue, or twice the running ones',
  verdicts,
  transferring,
  { nucleus: 'CERN' },
  `
  queue  nucleus transferlimit running otherrunning transferring | verdict
  CERN   CERN    10            0       0            9999         | ok
  BNL    BNL     0             0       0            2000         | ok
  LYON   LYON    0             0       0            2001         | aside: 2001 jobs wait for the transfer of their output, the limit is 2000
  RAL    RAL     10            0       0            10           | ok
  FNAL   FNAL    10            0       0            11           | aside: 11 jobs wait for the transfer of their output, the limit is 10
  PIC    PIC     10            4       2            12           | ok
  CNAF   CNAF    10            4       2            13           | aside: 13 jobs wait for the transfer of their output, the limit is 12
  NDGF   CERN    10            0       0            11           | ok
`,
)
test(
  '§B.2-17: a queue whose storage the nucleus reads as its own counts as one of it while it is online',
  verdicts,
  transferring,
  { nucleus: 'CERN' },
  `
  queue  readsfrom status  transferlimit transferring | verdict
  CERN   NEAR+OFF  online  10            99           | ok
  NEAR   -         online  10            99           | ok
  OFF    -         standby 10            99           | aside: 99 jobs wait for the transfer of their output, the limit is 10
`,
)
test(
  '§B.2-17: outputs for nuclei that take nothing now do not count, sites that the network does not know pass',
  verdicts,
  transferring,
  { nucleus: 'CERN' },
  `
  queue  storage   network transferlimit transferring stuck | verdict
  CERN   ok        yes     10            0            0     | ok
  SHUT   -writeWan yes     10            0            0     | ok
  BNL    ok        yes     10            10           90    | ok
  LYON   ok        yes     10            11           90    | aside: 11 jobs wait for the transfer of their output, the limit is 10
  RAL    ok        no      10            99           0     | ok
`,
)
test(
  '§B.2-17: work without a nucleus does not mind',
  verdicts,
  transferring,
  {},
  'queue transferlimit transferring | verdict\nBNL 10 99 | ok',
)

const policies = (words: readonly string[]) => {
  const texts = ['type=evgen:0%', 'priority>400:0', 'group=higgs:0', 'gshare=group:0', 'priority>400:20%,type=evgen:0']
  return `queue policy | verdict\n${texts.map((text, i) => `Q${i} ${text} | ${words[i]}`).join('\n')}\nQ9 - | ok`
}
const policy = (text: string) => `the policy of the queue is ${text}`
test(
  '§B.2-6: a fair share policy may leave a type of work, a group, a share or a priority no share',
  verdicts,
  zeroShare,
  { processingType: 'evgen', workingGroup: 'higgs', share: 'group', priority: 401 },
  policies([...['type=evgen:0%', 'priority>400:0', 'group=higgs:0', 'gshare=group:0'].map(policy), 'ok']),
)
test(
  '§B.2-6: other work passes',
  verdicts,
  zeroShare,
  { processingType: 'simul', workingGroup: 'top', share: 'simulation', priority: 400 },
  policies(['ok', 'ok', 'ok', 'ok', 'ok']),
)
for (const share of ['test', 'validation']) {
  const work = { processingType: 'evgen', workingGroup: 'higgs', share, priority: 401 }
  test(`§B.2-6: the share ${share} is exempt`, verdicts, zeroShare, work, policies(['ok', 'ok', 'ok', 'ok', 'ok']))
}
const merges = { priority: 401, processingType: 'evgen', rules: { isMerge: true } }
const onPriority = (words: string) => `queue policy | verdict\nBNL priority>400:0 | ${words}`
test('§B.2-6 quirkMergeZeroShare 0: merges pass over priorities', verdicts, zeroShare, merges, onPriority('ok'))
test(
  '§B.2-6 quirkMergeZeroShare 1: a comparison of priorities refuses all of them [quirk]',
  verdicts,
  zeroShare,
  { ...merges, priority: 1 },
  onPriority('the policy of the queue is priority>400:0'),
  { quirkMergeZeroShare: 1 },
)
test(
  '§B.2-6: what else a policy says holds for merges',
  verdicts,
  zeroShare,
  merges,
  'queue policy | verdict\nBNL priority<100:50%,type=evgen:0 | the policy of the queue is priority<100:50%,type=evgen:0',
)

test('§B.4-7 minWeight 0: any weight will do', verdicts, minWeight, {}, 'queue | verdict\nBNL | ok')
test('§B.4-7 minWeight: weight 1 passes 1', verdicts, minWeight, {}, 'queue | verdict\nBNL | ok', { minWeight: 1 })
test(
  '§B.4-7 minWeight: weight 1 does not pass 1.01',
  verdicts,
  minWeight,
  {},
  'queue | verdict\nBNL | the least weight is 1.01',
  { minWeight: 1.01 },
)
test(
  '§B.4-7 minWeight: a share may have its own',
  verdicts,
  minWeight,
  {},
  'queue | verdict\nBNL | the least weight is 1.01',
  { minWeight: 0 },
  { simulation: { minWeight: 1.01 } },
)

const runners = `
  queue  running otherrunning | verdict
  BNL    9       0            | the queue runs 9 jobs, another runs more
  CERN   2       8            | ok
  LYON   10      0            | the queue runs 10 jobs, another runs more
`
const home = { rules: { nucleusWeight: -1 } }
test('§B.4-8: work that must stay in its nucleus keeps the queue that runs most', verdicts, mostRunning, home, runners)
test(
  '§B.4-8: of equals the first',
  verdicts,
  mostRunning,
  home,
  'queue running | verdict\nBNL 3 | ok\nCERN 3 | the queue runs 3 jobs, another runs more',
)
const anyRunner = runners.replace(/the queue runs .*/g, 'ok')
test('§B.4-8: other work keeps all', verdicts, mostRunning, { rules: { nucleusWeight: 0 } }, anyRunner)
test('§B.4-8: so do merges', verdicts, mostRunning, { rules: { nucleusWeight: -1, isMerge: true } }, anyRunner)
