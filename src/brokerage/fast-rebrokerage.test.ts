import test, { type ExecutionContext } from 'ava'
import type { Constants } from '../model/constants.js'
import type { State } from '../model/state.js'
import { gridOf, linesOf, stateOf } from '../model/testing/small-grid.js'
import { FastRebrokerage } from './fast-rebrokerage.js'
import { standingJob, standingTask } from './testing/standing-job.js'

/** A grid whose queues hold so many waiting and running jobs of the share `simulation`. */
function crowded(table: string, constants: Partial<Constants>): State {
  const state = stateOf(gridOf(table), constants)
  const task = standingTask(state)
  const states = ['activated', 'assigned', 'starting', 'defined']
  for (const { queue, waiting, running } of linesOf(table)) {
    for (let i = 0; i < Number(running); i++) standingJob(state, task, queue, 'running', 0)
    for (let i = 0; i < Number(waiting); i++) standingJob(state, task, queue, states[i % 4], 0)
  }
  return state
}

/** PandaIDs of the jobs that go. */
function leaving(state: State): number[] {
  const rule = new FastRebrokerage(state)
  if (!rule.begin(0)) return []
  for (let row = state.jobs.top - 1; row >= 0; row--) rule.see(row)
  return rule.leavers().map(({ id }) => id)
}

/** How many jobs leave each queue; it is the oldest ones that do. */
const leave = test.macro((t: ExecutionContext, constants: Partial<Constants>, table: string) => {
  const state = crowded(table, constants)
  const leavers = leaving(state)
  let id = 0
  for (const { queue, waiting, running, leaves } of linesOf(table)) {
    id += Number(running)
    const oldest = Array.from({ length: Number(leaves) }, (_, i) => id + 1 + i)
    t.deepEqual(leavers.splice(0, oldest.length), oldest, queue)
    id += Number(waiting)
  }
  t.deepEqual(leavers, [])
})

test(
  '§I.1: more than three times the running jobs are too many, where they are more than the limit',
  leave,
  { fastRebrokerageJobs: 10, fastRebrokerageFraction: 0 },
  `
  queue  waiting running | leaves
  none   11      0       | 1
  limit  10      0       | 0
  ratio  12      4       | 0
  above  13      4       | 1
  many   40      2       | 30
  few    40      9       | 13
`,
)

test(
  '§I.1: and more than 0.3 of what waits for the share anywhere',
  leave,
  { fastRebrokerageJobs: 1 },
  `
  queue  waiting running | leaves
  most   31      0       | 1
  border 30      0       | 0
  rest   20      7       | 0
  rest2  19      7       | 0
`,
)

test(
  '§I.1: parts of jobs count as one, and queues with slots on stand-by are left alone',
  leave,
  { fastRebrokerageJobs: 1 },
  `
  queue  standby waiting running | leaves
  some   -       12      0       | 7
  idle   5       7       0       | 0
`,
)

test(
  '[quirk] one job less goes',
  leave,
  { fastRebrokerageJobs: 10, fastRebrokerageFraction: 0, quirkFastRebrokerage: 1 },
  `
  queue  waiting running | leaves
  one    11      0       | 0
  two    12      0       | 1
`,
)

test('a share without a limit of its own is left alone', (t) => {
  t.deepEqual(leaving(crowded('queue waiting running\nBNL 50 0', {})), [])
  const state = stateOf(gridOf('queue\nBNL'), {}, { Express: { fastRebrokerageJobs: 2 } })
  for (const share of ['simulation', 'Express']) {
    const task = standingTask(state, { share })
    for (let i = 0; i < 5; i++) standingJob(state, task, 'BNL', 'activated', 0)
  }
  t.deepEqual(leaving(state), [6, 7, 8])
})
