import test from 'ava'
import { defaultConstants } from '../../model/constants.js'
import { JobState } from '../../model/job-state.js'
import { gridOf, seed } from '../../model/testing/small-grid.js'
import { NONE } from '../../model/units.js'
import { Core } from '../core.js'
import { definePolicy } from '../define-policy.js'
import type { Policy } from '../policy.js'
import type { TaskSubmission } from '../ports.js'
import type { MadeJob } from './mirror.js'

const task: TaskSubmission = {
  name: 'work',
  jobs: 1,
  firstOrdinal: 0,
  priority: 0,
  user: 'user',
  group: 'group',
  vo: 'atlas',
  label: 'managed',
  share: 'share',
  cores: 1,
  memoryMBPerCore: 1000,
  baseMemoryMB: 0,
  scratchMB: 0,
  walltimeSeconds: 0,
  hs06Seconds: 0,
  dataset: undefined,
  inputBytes: 0,
  inputFiles: 0,
  outputBytes: 0,
  nucleus: undefined,
  queue: undefined,
  maxAttempts: undefined,
  maxFailures: undefined,
}

/** Keeps its bunches apart: queues get lighter with what they are given. */
const spreading = definePolicy({ name: 'spreading', weighers: ['few-waiting'], chooser: 'heaviest' })

function coreOf(policy: Policy, grid = 'queue\nA\nB\nC'): Core {
  const refuse = (): never => {
    throw new Error('an order')
  }
  const orders = { transfer: refuse, requestPilots: refuse }
  return new Core({ grid: gridOf(grid), policy, constants: defaultConstants, seed, orders })
}

function jobs(count: number, from = 0): MadeJob[] {
  return Array.from({ length: count }, (_, i) => ({ ordinal: from + i, attempt: 1 }))
}

test('candidates bear the marks of production’s choices, not of the policy’s', (t) => {
  const core = coreOf(spreading)
  const mirror = core.mirror()
  const rows = mirror.submit(10, task, jobs(12))
  const [A] = core.state.grid.queues
  const ranks: number[] = []
  for (let bunch = 0; bunch < 4; bunch++) {
    const judgement = mirror.placed(10, rows.slice(3 * bunch, 3 * bunch + 3), A.index)
    ranks.push(judgement.rank)
    if (bunch > 0) t.not(judgement.chosen, A.faces[0].index)
  }
  // B and C stay as heavy as they were, whichever of them the policy would have taken.
  t.deepEqual(ranks, [1, 3, 3, 3])
  t.is(core.state.counters.total(A.index, JobState.defined), 12)
  core.check()
})

test('bunches of another decision are ranked anew', (t) => {
  const core = coreOf(spreading)
  const mirror = core.mirror()
  const rows = mirror.submit(10, task, jobs(9))
  const [A] = core.state.grid.queues
  const rankOf = (at: number, decision: string): number =>
    mirror.placed(10, rows.slice(at, at + 3), A.index, undefined, decision).rank
  t.is(rankOf(0, 'one'), 1)
  t.is(rankOf(3, 'one'), 3)
  t.is(rankOf(6, 'two'), 3, 'jobs placed since the statistics were looked up count too')
})

test('work that no queue could run is followed all the same', (t) => {
  const core = coreOf(spreading, 'queue memory\nA 500\nB 500')
  const mirror = core.mirror()
  const rows = mirror.submit(10, task, jobs(2))
  const [A] = core.state.grid.queues
  t.like(mirror.placed(11, rows, A.index), { chosen: NONE, candidates: 0, rank: 0, criterion: { kind: 'step' } })
  core.check()
})

test('a job passes through the states between, and its row is free after its end', (t) => {
  const core = coreOf(spreading)
  const mirror = core.mirror()
  const [row, other] = mirror.submit(10, task, jobs(2))
  const { jobs: table, tasks, ended } = core.state
  const [id, otherId] = [table.id(row), table.id(other)]
  t.false(mirror.stands(11, row, id, JobState.running), 'it has no place yet')
  mirror.placed(12, [row], 1)
  t.true(mirror.stands(20, row, id, JobState.running))
  t.is(table.startedAt(row), 20)
  t.false(mirror.stands(21, row, id, JobState.activated), 'no way back')
  t.true(mirror.stands(30, row, id, JobState.failed, 1099))
  t.false(mirror.stands(31, row, id, JobState.failed), 'it has ended')
  t.is(tasks.alive, 1)
  t.true(mirror.stands(40, other, otherId, JobState.closed), 'one without a place may end')
  t.is(table.alive + tasks.alive, 0)
  t.deepEqual([ended.failed, ended.closed], [1, 1])
  core.check()
})

test('the slot is of the width that is told, or of the one that fits best', (t) => {
  const core = coreOf(spreading, 'queue cores\nA 1+4+8')
  const mirror = core.mirror()
  const { coresOfFace } = core.state.grid
  const widthAt = (cores: number, told?: number): number => {
    const [row] = mirror.submit(10, { ...task, cores, name: `of ${cores}, ${told}` }, jobs(1))
    return coresOfFace[mirror.placed(10, [row], 0, told).face]
  }
  t.is(widthAt(4), 4)
  t.is(widthAt(2), 4)
  t.is(widthAt(16), 8)
  t.is(widthAt(1, 8), 8)
})

test('what a job waited for stays at its site as a part of a copy, as in a core of its own', (t) => {
  const core = coreOf(spreading)
  const mirror = core.mirror()
  const { datasets, grid } = core.state
  const [A, B] = grid.queues
  const dataset = core.datasetKnown(1, 'data', 1000, [grid.sites[B.siteIndex].name], 10)
  const reading = { ...task, dataset: 'data', inputBytes: 500, inputFiles: 5 }
  const rows = mirror.submit(10, reading, jobs(3))
  const ids = rows.map((row) => core.state.jobs.id(row))
  mirror.placed(11, rows, A.index)
  const atA = (): number => datasets.copyAt(dataset, A.siteIndex)?.bytes ?? 0
  mirror.stands(12, rows[0], ids[0], JobState.activated)
  t.is(atA(), 0, 'it waited for nothing')
  mirror.stands(12, rows[1], ids[1], JobState.assigned)
  t.is(atA(), 0)
  mirror.stands(13, rows[1], ids[1], JobState.running)
  t.is(atA(), 500)
  mirror.stands(14, rows[2], ids[2], JobState.assigned)
  mirror.stands(15, rows[2], ids[2], JobState.cancelled)
  t.is(atA(), 500, 'nothing came')
  core.check()
})
