import { aliveRows } from './alive-rows.js'
import { Cause } from './cause.js'
import { checkData } from './check-data.js'
import { checkLoads } from './check-loads.js'
import { ExecutingPower } from './executing-power.js'
import { isFinal, isWithPilot, JOB_STATES, type JobState, jobStateNames } from './job-state.js'
import { story } from './move.js'
import type { State } from './state.js'
import { NONE } from './units.js'

/**
 * Recounts everything from the rows and compares it with what was kept along the way.
 * @throws at the first difference
 */
export function checkState(state: State): void {
  checkCounters(state)
  checkLoads(state)
  checkExecuting(state)
  checkTasks(state)
  checkEnds(state)
  checkData(state)
}

function checkCounters(state: State): void {
  const { jobs, tasks, kinds, counters, grid } = state
  const byShare = new Int32Array(counters.byShare.length)
  const byType = new Int32Array(counters.byType.length)
  const byQueue = new Int32Array(counters.byQueue.length)
  const queues = grid.queues.length
  for (const row of aliveRows(jobs)) {
    if (isFinal(jobs.state(row) as JobState)) throw new Error(`ended but not gone: ${story(state, row, Cause.course)}`)
    const face = jobs.face(row)
    if (face === NONE) continue
    const kind = kinds.at(tasks.kind[jobs.task(row)])
    const queue = grid.queueOfFace[face]
    const standing = jobs.state(row) as JobState
    byShare[counters.shareRow(kind.shareIndex, standing) + queue]++
    byType[counters.typeRow(kind.shareIndex, kind.resourceType, standing) + queue]++
    byQueue[standing * queues + queue]++
  }
  compare('jobs by queue', byQueue, counters.byQueue, queues)
  compare('jobs by share', byShare, counters.byShare, queues)
  compare('jobs by resource type', byType, counters.byType, queues)
}

function checkExecuting(state: State): void {
  const { jobs, tasks, kinds, shares, executing, grid } = state
  const counted = new ExecutingPower()
  for (const row of aliveRows(jobs)) {
    if (!isWithPilot(jobs.state(row))) continue
    counted.count(kinds.at(tasks.kind[jobs.task(row)]).shareIndex, grid.powerOfFace[jobs.face(row)], 1)
  }
  for (let share = 0; share < shares.size; share++) {
    if (counted.hs06(share) === executing.hs06(share)) continue
    const sums = `counted ${counted.hs06(share)}, kept ${executing.hs06(share)}`
    throw new Error(`HS06 of ${shares.nameOf(share)} with pilots: ${sums}`)
  }
}

function compare(what: string, counted: Int32Array, kept: Int32Array, queues: number): void {
  for (let i = 0; i < counted.length; i++) {
    if (counted[i] === kept[i]) continue
    const where = `queue ${i % queues}, ${jobStateNames[Math.floor(i / queues) % JOB_STATES]}`
    throw new Error(`${what}, ${where}: counted ${counted[i]}, kept ${kept[i]}`)
  }
}

/** Of each task: pending jobs are in its list, and created lineages are alive once or have ended. */
function checkTasks(state: State): void {
  const { jobs, tasks } = state
  const alive = new Int32Array(tasks.top)
  for (const row of aliveRows(jobs)) alive[jobs.task(row)]++
  for (let task = 0; task < tasks.top; task++) {
    if (tasks.number[task] === 0) continue
    const name = `task ${tasks.names[task]}`
    const ended = tasks.jobs[task] - tasks.unfinished(task)
    if (tasks.created[task] !== alive[task] + ended) {
      throw new Error(`${name}: ${tasks.created[task]} lineages created, but ${alive[task]} alive and ${ended} ended`)
    }
    let listed = 0
    for (let row = tasks.pendingHead[task]; row !== NONE; row = jobs.next[row]) {
      if (jobs.task(row) !== task || jobs.face(row) !== NONE)
        throw new Error(`${name}: a stranger among its pending jobs`)
      if (++listed > tasks.pending[task]) break
    }
    if (listed !== tasks.pending[task])
      throw new Error(`${name}: ${tasks.pending[task]} pending, ${listed} in its list`)
  }
}

/** No lineage and no attempt is lost: what was submitted and created is alive or has ended. */
function checkEnds(state: State): void {
  const { jobs, tasks, ended } = state
  let unfinished = 0
  for (let task = 0; task < tasks.top; task++) if (tasks.number[task] !== 0) unfinished += tasks.unfinished(task)
  const lineages = ended.jobsFinished + ended.jobsFailed + ended.jobsCancelled + unfinished
  if (lineages !== state.jobsSubmitted)
    throw new Error(`${state.jobsSubmitted} jobs submitted, ${lineages} accounted for`)
  const attempts = ended.finished + ended.failed + ended.closed + ended.cancelled + jobs.alive
  if (attempts !== jobs.created) throw new Error(`${jobs.created} attempts created, ${attempts} accounted for`)
}
