import { changeableConstant } from '../brokerage/limits.js'
import type { PilotAsk } from '../brokerage/ports.js'
import { BadInput } from '../model/bad-input.js'
import { isWithPilot } from '../model/job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import type { AnswerTo, Dispatch, LiveReport, LiveReportName, PilotRequest } from './door.js'
import type { Grants } from './grants.js'
import type { Hearing } from './hearing.js'
import type { JobSpec } from './store/commit.js'

/** What reports are applied to. */
export interface Applied {
  readonly hearing: Hearing
  readonly grants: Grants
  /** Takes specifications that are to be kept. */
  keepSpec(spec: JobSpec): void
}

type Application<Name extends LiveReportName> = (
  to: Applied,
  report: Extract<LiveReport, { report: Name }>,
  now: Seconds,
) => AnswerTo<Name>

const applications: { readonly [Name in LiveReportName]: Application<Name> } = {
  submit({ hearing, keepSpec }, { task, specs }, now) {
    // Name and ordinal are the lineage of a job.
    if (hearing.hasTask(task.name)) {
      throw new BadInput(`task ${task.name}`, 'a task of this name is alive', 'another name')
    }
    const row = hearing.hear({ report: 'submit', now, task })
    const number = hearing.core.state.tasks.number[row]
    for (const { ordinal, body } of specs) keepSpec({ task: number, ordinal, body })
    return { task: number, name: task.name }
  },
  pilotAsks: (to, request, now) => dispatch(to, request, now),
  started: ({ hearing }, { id }, now) => {
    hearing.hear({ report: 'started', now, id })
    return { known: isKnown(hearing, id) }
  },
  heartbeat: ({ hearing }, { id }, now) => {
    hearing.hear({ report: 'heartbeat', now, id, until: now })
    return { known: isKnown(hearing, id) }
  },
  ended: ({ hearing }, { id, outcome, errorCode }, now) => {
    const known = isKnown(hearing, id)
    hearing.hear({ report: 'ended', now, id, outcome, errorCode })
    return { known }
  },
  transferEnded: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  pilotsLost: ({ hearing }, { queue, cores, pilots }, now) => {
    hearing.hear({ report: 'pilotsLost', now, face: faceOf(hearing, queue, cores), pilots })
    return undefined
  },
  queueChanged: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  kill: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  killTask: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  reprioritise: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  pause: ({ hearing }, { isPaused }, now) => void hearing.hear({ report: 'pauseBrokerage', now, isPaused }),
  limits: ({ hearing }, { constants }, now) => {
    // All of them or none.
    for (const [constant, value] of Object.entries(constants)) changeableConstant(constant, value)
    for (const [constant, value] of Object.entries(constants)) {
      hearing.hear({ report: 'changeLimit', now, constant, value })
    }
    return undefined
  },
  datasetKnown: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  replicaArrived: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  replicaGone: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  storageChanged: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  linkMeasured: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  claim: () => undefined,
}

/**
 * Makes a report to the core. Specifications of a job that is dispatched are still to be filled in.
 * @throws BadInput when the core refuses it
 */
export function applyReport(to: Applied, report: LiveReport, now: Seconds): unknown {
  return (applications[report.report] as Application<LiveReportName>)(to, report, now)
}

function dispatch({ hearing, grants }: Applied, request: PilotRequest, now: Seconds): Dispatch | undefined {
  const { state } = hearing.core
  const again = grants.repeated(request.worker, state, (id) => hearing.rowOf(id), now)
  if (again !== NONE) return dispatchOf(hearing, again, true)
  const row = hearing.hear({ report: 'pilotAsks', now, pilot: askOf(hearing, request) })
  if (row === NONE) return undefined
  grants.give(state.jobs.id(row), request.worker, now)
  return dispatchOf(hearing, row, false)
}

function askOf(hearing: Hearing, request: PilotRequest): PilotAsk {
  const { queue, cores, first, memoryMB, scratchMB, remainingSeconds, label, resourceType, user, task } = request
  const face = faceOf(hearing, queue, cores)
  return { face, first, memoryMB, scratchMB, remainingSeconds, label, resourceType, user, taskNumber: task }
}

/** Number of the pseudo-queue with slots of this width. @throws BadInput when there is none */
function faceOf(hearing: Hearing, name: string, cores: number): number {
  const queue = hearing.core.state.grid.queue(name)
  if (queue === undefined) throw new BadInput(`queue ${name}`, 'it is not in the grid', 'a queue of the grid')
  const face = queue.faces.find((one) => one.cores === cores)
  if (face !== undefined) return face.index
  const widths = queue.faces.map((one) => one.cores).join(', ')
  throw new BadInput(`queue ${name}`, `it has no slots of ${cores} cores`, `slots of ${widths}`)
}

function dispatchOf(hearing: Hearing, row: JobRow, isRepeated: boolean): Dispatch {
  const { jobs, tasks, grid, users } = hearing.core.state
  const task = jobs.task(row)
  const { queue, cores } = grid.faces[jobs.face(row)]
  return {
    id: jobs.id(row),
    task: tasks.number[task],
    taskName: tasks.names[task],
    ordinal: jobs.ordinal(row),
    attempt: jobs.attempt[row],
    queue: queue.name,
    cores,
    walltimeSeconds: tasks.walltimeSeconds[task],
    user: users.nameOf(tasks.user[task]),
    specs: {},
    isRepeated,
  }
}

function isKnown(hearing: Hearing, id: PandaId): boolean {
  const row = hearing.rowOf(id)
  return row !== NONE && isWithPilot(hearing.core.state.jobs.state(row))
}
