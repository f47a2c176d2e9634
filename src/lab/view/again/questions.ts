/** What the pages ask of a run that stands at a moment. Answers are plain data. */
import type { Constants } from '../../../model/constants.js'
import { findDatasets, namedDataset } from '../../../model/find-datasets.js'
import type { Queue } from '../../../model/grid.js'
import { jobStateNames } from '../../../model/job-state.js'
import type { State } from '../../../model/state.js'
import type { Seconds } from '../../../model/units.js'
import type { Page } from '../../../monitor/readings/about.js'
import type { DatasetFilter, DatasetInList } from '../../../monitor/readings/data.js'
import type { QueuePilots, WorkerFilter, WorkerInList, WorkersTold } from '../../../monitor/readings/places.js'
import type { WhatIf } from '../../../monitor/readings/policy.js'
import { workersTold } from '../../../monitor/workers-told.js'
import type { Moment, PilotNow } from '../../../sim/run-under-way.js'
import type { DatasetReads } from './dataset-reads.js'
import { tryConstant } from './try-constant.js'

/** A run at a moment, and what was counted of it on the way. */
export interface RunAtMoment {
  /** The moment that was asked for; that of the run is up to half a millisecond later. */
  readonly at: Seconds
  readonly moment: Moment
  readonly reads: DatasetReads
}

/** Questions by their names. */
export const questions = {
  /** Datasets in the order in which they became known. */
  datasets({ at, moment: { core }, reads }: RunAtMoment, filter: DatasetFilter): Page<DatasetInList> {
    const { state } = core
    const items: DatasetInList[] = []
    for (const row of findDatasets(state, filter, filter.from, Infinity)) {
      if (items.length === filter.limit) return { items, next: row }
      items.push({ ...namedDataset(state, row), ...reads.of(row, at) })
    }
    return { items, next: null }
  },

  /** Pilots that hold a slot, and those of each queue. */
  workers({ at, moment }: RunAtMoment, filter: WorkerFilter): WorkersTold {
    const { grid } = moment.core.state
    const held = heldByFace(moment.pilots())
    const all = grid.queues.map((queue) => ({ queue: queue.name, ...pilotsAt(moment, queue, held) }))
    const known = all.filter(({ running, submitted, empty }) => running + submitted + (empty ?? 0) > 0)
    return workersTold(workersOf(moment, at), known, filter)
  },

  /** What a constant would do with another value. */
  whatIf({ moment: { core, now } }: RunAtMoment, constant: keyof Constants, value: number): WhatIf {
    return tryConstant(core, now, constant, value)
  },

  /** Pilots of a queue; undefined: there is none of this name. */
  pilots({ moment }: RunAtMoment, name: string): QueuePilots | undefined {
    const queue = moment.core.state.grid.queue(name)
    return queue && pilotsAt(moment, queue, heldByFace(moment.pilots()))
  },
}

export type Questions = typeof questions

/** Slots that pilots hold, by pseudo-queue. */
function heldByFace(pilots: Iterable<PilotNow>): ReadonlyMap<number, number> {
  const held = new Map<number, number>()
  for (const { face } of pilots) held.set(face, (held.get(face) ?? 0) + 1)
  return held
}

function pilotsAt({ pilotsNow }: Moment, { faces }: Queue, held: ReadonlyMap<number, number>): QueuePilots {
  const sum = (of: (face: number) => number) => faces.reduce((total, { index }) => total + of(index), 0)
  return {
    running: sum((face) => held.get(face) ?? 0),
    submitted: sum((face) => pilotsNow(face).waiting),
    asks: null,
    empty: sum((face) => pilotsNow(face).empty),
  }
}

/** Pilots have no names and no nodes in a simulation: they are called by their places among those that hold a slot. */
function* workersOf({ core: { state }, pilots }: Moment, at: Seconds): Generator<WorkerInList> {
  for (const { place, face, startedAt, job } of pilots()) {
    const { status, job: id, heardAt } = workOf(state, job, startedAt, at)
    yield { name: `pilot ${place + 1}`, queue: state.grid.faces[face].queue.name, status, job: id, node: '', heardAt }
  }
}

/** What a pilot is at; the server may have given up its job by now. */
function workOf(
  { jobs }: State,
  job: PilotNow['job'],
  startedAt: Seconds,
  at: Seconds,
): Pick<WorkerInList, 'status' | 'job' | 'heardAt'> {
  if (job === undefined) return { status: 'starting', job: null, heardAt: startedAt }
  const { row, id } = job
  if (!jobs.holds(row, id)) return { status: 'job given up', job: id, heardAt: null }
  // While it runs it promises to be heard until its end.
  return { status: jobStateNames[jobs.state(row)], job: id, heardAt: Math.min(at, jobs.heardAt(row)) }
}
