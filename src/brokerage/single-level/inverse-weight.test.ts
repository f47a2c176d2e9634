import test, { type ExecutionContext } from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { linesOf } from '../../model/testing/small-grid.js'
import type { JobNeeds } from './figures.js'
import { inverseWeight } from './inverse-weight.js'
import { anyWork, offerOf, users } from './testing/offers.js'

/** 1/w of each queue of a table, written as a quotient worked out by hand. */
const inverseWeights = test.macro((t: ExecutionContext, work: Partial<JobNeeds>, table: string) => {
  for (const line of linesOf(table)) {
    const [over, under = 1] = line['inverse'].split('/').map(Number)
    t.is(inverseWeight({ ...anyWork, ...work }, offerOf(line), defaultConstants), over / under, line['queue'])
  }
})

// nPilots = getJob + updateJob; J = running of the group / updateJob.
test(
  '§D.1: production counts assigned and activated jobs over nodes and jobs per node',
  inverseWeights,
  {},
  `
  queue nodes     running rivalsrunning assigned activated defined | inverse
  CERN  40+100    200     200           6        8         99      | 14/280
  LYON  40+100    200     50            6        8         0       | 14/70
  RAL   40+100    200     0             6        8         0       | 1400/140
  FNAL  40+100    0       0             6        8         0       | 14/140
  PIC   40+0      200     200           6        8         0       | 14/40
  ASGC  uncounted 200     200           6        8         0       | 14
  SARA  40+100    200     200           0        0         0       | 0
`,
)
// G = nodes calling getJob, U = nodes calling updateJob: 1 + G/(1+U).
test(
  '§D.1: users also count defined ones, over running jobs of all sorts',
  inverseWeights,
  users,
  `
  queue nodes     running rivalsrunning assigned activated defined | inverse
  CERN  30+9      15      0             6        8         10      | 24/64
  LYON  0+9       15      15            6        8         10      | 24/16
  RAL   30+9      0       0             6        8         10      | 24/4
  ASGC  uncounted 15      15            6        8         10      | 24/16
`,
)
const drawn = `
  queue t1  nodes activated | inverse
  BNL   yes 10+0  30        | 30/20
  MWT2  no  10+0  30        | 3
`
const notDrawn = drawn.replace('30/20', '3')
test('§D.1: 6 input files a job draw work to the T1', inverseWeights, { inputFiles: 6 }, drawn)
test('§D.1: 5 do not', inverseWeights, { inputFiles: 5 }, notDrawn)
test('§D.1: nor do 500 MB', inverseWeights, { inputBytes: 500 * 2 ** 20 }, notDrawn)
test('§D.1: more than 500 MB do', inverseWeights, { inputBytes: 500 * 2 ** 20 + 1 }, drawn)
