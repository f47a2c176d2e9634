import test from 'ava'
import { judged } from '../testing/verdicts.js'
import { acceptedWork } from './accepted-work.js'
import { connectivity } from './connectivity.js'
import { eventService } from './event-service.js'
import { locked } from './locked.js'
import { opportunistic } from './opportunistic.js'
import { pledge } from './pledge.js'
import { preassigned } from './preassigned.js'
import { status } from './status.js'

const verdicts = test.macro(judged)

test(
  '§B.2-2: work goes to queues that are online or on standby',
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
  '§B.2-2: work that was assigned by name passes the status over',
  verdicts,
  status,
  { queues: ['RAL', 'FNAL'] },
  `
  queue  status    | verdict
  RAL    test      | ok
  FNAL   offline   | ok
`,
)

test(
  'queues serve the organisations and labels they name',
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
  '§B.2-0: a task that names its queues goes nowhere else',
  verdicts,
  preassigned,
  { queues: ['CERN', 'RAL'] },
  `
  queue  cores | verdict
  BNL    1     | the task is bound to CERN, RAL
  CERN   1+8   | ok / ok
  RAL    1     | ok
`,
)
test('§B.2-0: a task that names none goes anywhere', verdicts, preassigned, {}, 'queue | verdict\nBNL | ok')

test(
  '§B.2-4 raisedPriority: work of priority 800 keeps to pledged queues',
  verdicts,
  opportunistic,
  { priority: 800 },
  `
  queue  pledged | verdict
  BNL    5000    | ok
  CERN   0       | ok
  LYON   -1      | the queue is opportunistic, priority 800
`,
)
test(
  '§B.2-4 raisedPriority: work of priority 799 does not',
  verdicts,
  opportunistic,
  { priority: 799 },
  'queue pledged | verdict\nLYON -1 | ok',
)
test(
  '§B.2-4: scouts do, whatever their priority',
  verdicts,
  opportunistic,
  { priority: 1, rules: { isScout: true } },
  'queue pledged | verdict\nLYON -1 | the queue is opportunistic, the job is a scout',
)
test(
  '§B.2-4: work that was assigned by name does not',
  verdicts,
  opportunistic,
  { priority: 900, queues: ['LYON'] },
  'queue pledged | verdict\nLYON -1 | ok',
)

const pledges = (opportunist: string, over: string) => `
  queue  cores pledged running starting otherrunning activated | verdict
  BNL    1     0       900     0        0            0         | ok
  CERN   1     -1      0       0        0            0         | ${opportunist}
  LYON   8     80      5       5        0            99        | ok
  RAL    8     80      5       6        0            0         | ${over}
  FNAL   8     80      5       5        1            0         | ${over}
`
test('§B.2-18 workShortage 0: pledges do not matter', verdicts, pledge, {}, pledges('ok', 'ok'))
const short = 'work is short and the queue opportunistic'
const over = 'over_pledged: work is short, 88 cores are busy of 80 pledged'
test('§B.2-18 workShortage 1: 80 busy cores of 80 pass, 88 do not', verdicts, pledge, {}, pledges(short, over), {
  workShortage: 1,
})
test(
  '§B.2-18: work that is bound to one pseudo-queue passes',
  verdicts,
  pledge,
  { queues: ['CERN'] },
  pledges('ok', 'ok'),
  { workShortage: 1 },
)
test(
  '§B.2-18: work that is bound to several does not',
  verdicts,
  pledge,
  { queues: ['CERN', 'RAL'] },
  pledges(short, over),
  { workShortage: 1 },
)

const reaches = (full: string, http: string, none: string, unknown: string) => `
  queue  reach | verdict
  BNL    full  | ${full}
  CERN   http  | ${http}
  LYON   none  | ${none}
  RAL    -     | ${unknown}
`
test(
  '§B.2-15: work that reaches for nothing runs anywhere',
  verdicts,
  connectivity,
  {},
  reaches('ok', 'ok', 'ok', 'ok'),
)
test(
  '§B.2-15: work that needs the web',
  verdicts,
  connectivity,
  { connectivity: 'http' },
  reaches(
    'ok',
    'ok',
    'needs http connectivity, the queue has none',
    'needs http connectivity, the queue has none that is known',
  ),
)
test(
  '§B.2-15: work that needs everything',
  verdicts,
  connectivity,
  { connectivity: 'full' },
  reaches(
    'ok',
    'needs full connectivity, the queue has http',
    'needs full connectivity, the queue has none',
    'needs full connectivity, the queue has none that is known',
  ),
)

const seeds = (std: string, es: string, eshigh: string, narrow: string) => `
  queue  seed   cores | verdict
  BNL    all    1     | ok
  CERN   std    1     | ${std}
  LYON   es     8     | ${es}
  RAL    eshigh 8     | ${eshigh}
  FNAL   all    1+8   | ${narrow} / ok
`
test(
  '§B.2-16: other work does not go to queues that take event service work only',
  verdicts,
  eventService,
  {},
  seeds('ok', 'the queue takes event service work only', 'ok', 'ok'),
)
const noStd = 'es: the queue takes no event service work'
const noNarrow = 'es_ucore: single-core slots of a unified queue take none'
test(
  '§B.2-16 highPriority: event service work of priority 899 is not urgent',
  verdicts,
  eventService,
  { priority: 899, rules: { isEventService: true } },
  seeds(noStd, 'ok', 'eshigh: the queue takes urgent event service work only', noNarrow),
)
test(
  '§B.2-16 highPriority: of priority 900 it is',
  verdicts,
  eventService,
  { priority: 900, rules: { isEventService: true } },
  seeds(noStd, 'ok', 'ok', noNarrow),
)
test(
  '§B.2-16: so are its scouts',
  verdicts,
  eventService,
  { priority: 1, rules: { isEventService: true, isScout: true } },
  seeds(noStd, 'ok', 'ok', noNarrow),
)
test(
  '§B.2-16: work that is bound to one pseudo-queue passes',
  verdicts,
  eventService,
  { queues: ['LYON'] },
  'queue seed | verdict\nLYON es | ok',
)

test(
  '§B.4-1: a queue that another broker holds is dropped',
  verdicts,
  locked,
  {},
  `
  queue  locked | verdict
  BNL    no     | ok
  CERN   yes    | another broker holds the queue
`,
)
