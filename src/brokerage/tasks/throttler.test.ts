import test, { type ExecutionContext } from 'ava'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { atlasResourceTypes, RESOURCE_TYPES } from '../../model/resource-type.js'
import { linesOf } from '../../model/testing/small-grid.js'
import { throttleLimits } from './throttle-limits.js'
import { throttle, type ThrottledJobs, type WaitingWork } from './throttler.js'

const typeNumber = (name: string) => atlasResourceTypes.findIndex((row) => row.name === name)
const MCORE = typeNumber('MCORE')

const states = [
  ...['assigned', 'activated', 'starting', 'running', 'defined', 'waiting'],
  ...['standbyStatic', 'standbyDynamic'],
] as (keyof ThrottledJobs)[]

/** Jobs of the types in question: by state, and by `state@TYPE` for another type than MCORE. */
function jobsOf(counts: Readonly<Record<string, string>>): ThrottledJobs {
  const jobs = Object.fromEntries(states.map((state) => [state, new Int32Array(RESOURCE_TYPES)]))
  for (const [column, count] of Object.entries(counts)) {
    const [state, type = 'MCORE'] = column.split('@')
    if (state in jobs) jobs[state][typeNumber(type)] = Number(count)
  }
  return jobs as unknown as ThrottledJobs
}

/** The share, its keys, and what waits, where they are not plain. */
interface Case extends Partial<WaitingWork> {
  share?: string
  isThrottled?: boolean
  keys?: Record<string, number>
  constants?: Partial<Constants>
}

/** Work without urgent tasks, of unknown length. */
const plainWork: WaitingWork = {
  isAnalysis: false,
  bestPriority: 900,
  notRunningAtBestPriority: 0,
  bestTaskPriority: 100,
  totalHs06Seconds: undefined,
}

function answerOf(counts: Readonly<Record<string, string>>, differs: Case) {
  const { share = 'Simulation', isThrottled = true, keys = {}, constants = {}, ...work } = differs
  const limits = throttleLimits({ name: share, isThrottled }, atlasResourceTypes, MCORE, keys)
  return throttle(jobsOf(counts), limits, { ...plainWork, ...work }, { ...defaultConstants, ...constants })
}

/** For each line of jobs the answer: `at most N`, `from priority P`, `lacks jobs`, or the test that speaks against more jobs. */
const answers = test.macro((t: ExecutionContext, differs: Case, table: string) => {
  for (const { answer, ...counts } of linesOf(table)) {
    const { verdict, maxJobs, minPriority, lacksJobs, reason } = answerOf(counts, differs)
    const words = [
      verdict === 'generate' ? `at most ${maxJobs}` : `${verdict}, at most ${maxJobs}`,
      ...(reason === undefined ? [] : [reason]),
      ...(minPriority === undefined ? [] : [`from priority ${minPriority}`]),
      ...(lacksJobs ? ['lacks jobs'] : []),
    ]
    t.is(words.join(', '), answer, JSON.stringify(counts))
  }
})

test(
  'bunches of 500 to 600 jobs by the free slots, half of one is made (§G.3)',
  answers,
  {},
  `
  running activated | answer
  0       2000      | at most 250
  2000    3500      | at most 250
  2000    3498      | at most 251
  2000    3402      | at most 299
  2000    3400      | at most 300
  2000    2500      | at most 300
`,
)
test(
  'where nothing runs, four bunches may be queued; below 0.9 of that jobs are lacking (§G.3-a)',
  answers,
  {},
  `
  assigned activated starting defined | answer
  0        0         0        0       | at most 250, lacks jobs
  500      600       400      299     | at most 250, lacks jobs
  500      600       400      300     | at most 250
  500      600       400      500     | at most 250
  500      600       400      501     | only merge jobs, at most 250, nothing runs
`,
)
test(
  'where jobs run, twice as many may be queued, and four bunches in any case (§G.3-b)',
  answers,
  {},
  `
  running activated defined | answer
  1000    1700      300     | at most 250
  1000    1701      300     | only merge jobs, at most 250, queued per running
  999     1700      300     | at most 250
  2000    3700      300     | at most 250
  2000    3701      300     | only merge jobs, at most 250, queued per running
  3000    2000      999     | at most 300, lacks jobs
  3000    2000      1000    | at most 300
`,
)
test(
  'the ratio is a constant (THROTTLE_THRESHOLD)',
  answers,
  { constants: { throttleThreshold: 3, throttleThresholdWorkShortage: 1 } },
  `
  running activated | answer
  1000    3000      | at most 250
  1000    3001      | only merge jobs, at most 250, queued per running
`,
)
test(
  'and another one when work is short (THROTTLE_THRESHOLD_FOR_WORK_SHORTAGE)',
  answers,
  { constants: { throttleThreshold: 1, throttleThresholdWorkShortage: 3, workShortage: 1 } },
  `
  running activated | answer
  1000    3000      | at most 250
  1000    3001      | only merge jobs, at most 250, queued per running
`,
)
test(
  'up to 50e6 HS06·s of work, ratios do not throttle (§G.3)',
  answers,
  { totalHs06Seconds: 50e6 },
  `
  running activated | answer
  0       3000      | at most 250
  1000    3000      | at most 250
`,
)
test(
  'above 50e6 they do',
  answers,
  { totalHs06Seconds: 50e6 + 1 },
  `
  running activated | answer
  0       3000      | only merge jobs, at most 250, nothing runs
  1000    3000      | only merge jobs, at most 250, queued per running
`,
)
test(
  'defined jobs alone may not exceed the limit (§G.3-c)',
  answers,
  { totalHs06Seconds: 0 },
  `
  running activated defined | answer
  0       0         2000    | at most 250
  0       0         2001    | only merge jobs, at most 250, defined
`,
)
test(
  'nor jobs that wait for input four times the running ones or two bunches (§G.3-d)',
  answers,
  {},
  `
  running activated waiting | answer
  0       1900      1000    | at most 250
  0       1900      1001    | only merge jobs, at most 250, waiting
  1000    1900      4000    | at most 250
  1000    1900      4001    | only merge jobs, at most 250, waiting
`,
)
test(
  'running cap, and a fifth of the queue cap is made (§G.3-e, f)',
  answers,
  { keys: { NRUNNINGCAP_Simulation: 300, NQUEUECAP_Simulation: 1849 } },
  `
  running running@SCORE activated activated@SCORE | answer
  100     200           1800      49              | at most 369
  100     201           1800      49              | only merge jobs, at most 369, running cap
  100     200           1800      50              | only merge jobs, at most 369, queue cap
`,
)
test(
  'a configured limit counts the jobs of its level; a twentieth of it is made when jobs are lacking (§G.3)',
  answers,
  { keys: { 'NQUEUELIMIT_Simulation_MCORE*': 10_010 } },
  `
  activated activated@MCORE_HIMEM defined@SCORE | answer
  8000      1008                  10011         | at most 500.5, lacks jobs
  8000      1009                  0             | at most 250
  8000      2010                  0             | at most 250
  8000      2011                  0             | only merge jobs, at most 250, nothing runs
`,
)
test(
  'defined jobs count at the level of the limit, too (§G.3-c)',
  answers,
  { keys: { NQUEUELIMIT_Simulation: 1000 }, totalHs06Seconds: 0 },
  `
  defined defined@SCORE | answer
  500     500           | at most 250
  500     501           | only merge jobs, at most 250, defined
`,
)
test(
  'slots on standby count as running, and jobs in those that come and go not as queued (§G.3)',
  answers,
  {},
  `
  running standbyStatic standbyDynamic activated | answer
  500     300           200            2201      | only merge jobs, at most 250, queued per running
  500     300           200            2200      | at most 250
`,
)
test(
  'event service is not split by resource type, and the length of its work does not matter (§G.3)',
  answers,
  { share: 'eventservice', totalHs06Seconds: 0 },
  `
  running@SCORE activated activated@SCORE | answer
  0             2000      100             | at most 250
  0             2001      100             | only merge jobs, at most 250, nothing runs
  1000          2001      0               | only merge jobs, at most 250, queued per running
  1001          2001      0               | at most 250
  2000          2159      841             | at most 300, lacks jobs
  2000          2160      840             | at most 300
  3000          2200      799             | at most 300, lacks jobs
  3000          2200      800             | at most 300
`,
)
test(
  'jobs of event service that wait for input are compared by type all the same (§G.3-d)',
  answers,
  { share: 'eventservice' },
  `
  running@SCORE waiting waiting@SCORE | answer
  300           1000    1000          | at most 300, lacks jobs
  300           1201    0             | only merge jobs, at most 300, waiting
`,
)
test(
  'Heavy Ion makes larger bunches while there is room below its limit (§G.3)',
  answers,
  { share: 'Heavy Ion' },
  `
  activated defined | answer
  0         0       | at most 300, lacks jobs
  1300      100     | at most 300, lacks jobs
  1300      150     | at most 275, lacks jobs
  1300      500     | at most 250
  1900      300     | only merge jobs, at most 250, nothing runs
`,
)

const overRatio = { activated: '2001' }

test('urgent tasks pass the throttle: better than all jobs, or as good while fewer than 500 wait (§G.3)', (t) => {
  const table: [work: Partial<WaitingWork>, minPriority: number | undefined][] = [
    [{ bestTaskPriority: 899 }, undefined],
    [{ bestTaskPriority: 901, notRunningAtBestPriority: 5000 }, 901],
    [{ bestTaskPriority: 900, notRunningAtBestPriority: 499 }, 900],
    [{ bestTaskPriority: 900, notRunningAtBestPriority: 500 }, undefined],
    [{ bestTaskPriority: 901, isAnalysis: true }, undefined],
  ]
  for (const [work, minPriority] of table) {
    const answer = answerOf(overRatio, work)
    t.is(answer.minPriority, minPriority, JSON.stringify(work))
    t.is(answer.verdict, minPriority === undefined ? 'only merge jobs' : 'generate', JSON.stringify(work))
    t.false(answer.lacksJobs)
  }
  t.is(answerOf({}, { bestTaskPriority: 901 }).minPriority, undefined, 'not throttled: all pass')
})

test('they do not pass the running cap, unless an earlier test holds as well ([quirk])', (t) => {
  const urgent = { bestTaskPriority: 901, keys: { NRUNNINGCAP_Simulation: 5, NQUEUECAP_Simulation: 100 } }
  t.is(answerOf({ running: '6' }, urgent).verdict, 'only merge jobs')
  t.is(answerOf({ running: '6', activated: '2001' }, urgent).verdict, 'generate')
  t.is(answerOf({ running: '5', activated: '101' }, urgent).verdict, 'generate')
})

test('shares that are never throttled make jobs without end, whatever is known (§G.2)', (t) => {
  const answer = answerOf(overRatio, { isThrottled: false, bestTaskPriority: undefined })
  t.like(answer, { verdict: 'generate', maxJobs: undefined, minPriority: undefined, lacksJobs: false })
})

test('nothing is made when the priority of waiting tasks cannot be found out', (t) => {
  t.like(answerOf({}, { bestTaskPriority: undefined }), { verdict: 'error', maxJobs: undefined })
})
