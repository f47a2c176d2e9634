import { aliveRows } from '../../model/alive-rows.js'
import { NONE } from '../../model/units.js'
import type { Core } from '../core.js'

/** The state as far as it must survive, in words that do not depend on rows. */
export function essence(core: Core): Record<string, unknown> {
  const { jobs, tasks, transfers, datasets, grid, counters, executing, shares, ended, journal } = core.state
  const jobsById = [...aliveRows(jobs)]
    .sort((one, other) => jobs.id(one) - jobs.id(other))
    .map((row) => ({
      id: jobs.id(row),
      task: tasks.number[jobs.task(row)],
      ordinal: jobs.ordinal(row),
      attempt: jobs.attempt[row],
      failures: jobs.failures(row),
      standing: jobs.state(row),
      face: jobs.face(row),
      times: [
        ...[jobs.since(row), jobs.startedAt(row), jobs.firstStartedAt(row)],
        ...[jobs.createdAt[row], jobs.placedAt[row]],
      ].map(microseconds),
      transfer: jobs.transfer(row) === NONE ? NONE : transfers.number[jobs.transfer(row)],
      error: jobs.error[row],
    }))
  const rowsOf = (top: number, number: Float64Array) => [...Array(top).keys()].filter((row) => number[row] !== 0)
  const tasksByNumber = rowsOf(tasks.top, tasks.number)
    .sort((one, other) => tasks.number[one] - tasks.number[other])
    .map((row) => ({
      number: tasks.number[row],
      name: tasks.names[row],
      needs: core.state.kinds.at(tasks.kind[row]).memoryMBPerCore,
      counts: [
        tasks.jobs,
        tasks.created,
        tasks.finished,
        tasks.failed,
        tasks.cancelled,
        tasks.running,
        tasks.pending,
      ].map((column) => column[row]),
      place: [tasks.priority[row], tasks.nucleus[row], tasks.isHeld[row], tasks.dataset[row]],
      queues: tasks.queues[row],
      rules: tasks.rules[row],
    }))
  const transfersByNumber = rowsOf(transfers.top, transfers.number)
    .sort((one, other) => transfers.number[one] - transfers.number[other])
    .map((row) => [transfers.number, transfers.jobId, transfers.from, transfers.to, transfers.bytes].map((c) => c[row]))
  return {
    jobsById,
    tasksByNumber,
    transfersByNumber,
    copies: datasets.copies.map((copies) =>
      copies.map(({ site, kind, bytes, parts }) => [site, kind, bytes, parts?.runs()]),
    ),
    queues: grid.queues.map(({ status, lastStartAt, pilotsUnderWay }) => [status, lastStartAt, pilotsUnderWay]),
    storage: grid.sites.map(({ storage }) => ({ ...storage })),
    links: grid.sites.map((_, from) => grid.costs.measured(from, (from + 1) % grid.sites.length)),
    byQueue: [...counters.byQueue],
    // A share that no task has any more is forgotten, and runs nothing.
    power: shares
      .all()
      .map((name) => `${name} ${executing.hs06(shares.find(name)!)}`)
      .filter((words) => !words.endsWith(' 0'))
      .sort(),
    ended,
    created: [jobs.created, tasks.submitted, transfers.ordered, core.state.jobsSubmitted],
    journal: [journal.facts, journal.hash()],
    constants: core.state.constants,
  }
}

/** Sums of the same gaps may differ in their last digits. */
function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6)
}
