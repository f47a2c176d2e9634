import { changeableConstant } from '../brokerage/limits.js'
import type { PilotAsk } from '../brokerage/ports.js'
import { BadInput } from '../model/bad-input.js'
import type { Queue } from '../model/grid.js'
import { isWithPilot, jobStateNames } from '../model/job-state.js'
import { type JobRow, NONE, type PandaId, type Seconds } from '../model/units.js'
import type { Acknowledgement, AnswerTo, Dispatch, LiveReport, LiveReportName, OfJob, PilotRequest } from './door.js'
import type { Grants } from './grants.js'
import type { Hearing } from './hearing.js'
import type { Message } from './messages.js'
import { type PilotWords, STOP } from './pilot-words.js'
import type { JobSpec } from './store/commit.js'

/** What reports are applied to. */
export interface Applied {
  readonly hearing: Hearing
  readonly grants: Grants
  readonly words: PilotWords
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
  accepted: (to, report, now) => hearPilot(to, report, (id) => ({ report: 'accepted', now, id })),
  started: (to, report, now) => hearPilot(to, report, (id) => ({ report: 'started', now, id })),
  heartbeat: (to, report, now) => hearPilot(to, report, (id) => ({ report: 'heartbeat', now, id, until: now })),
  ended: (to, report, now) => {
    const { outcome, errorCode } = report
    return hearPilot(to, report, (id) => ({ report: 'ended', now, id, outcome, errorCode }))
  },
  tellPilot: ({ hearing, words }, { id, command }) => {
    if (hearing.rowOf(id) !== NONE) words.tell(id, command)
    return undefined
  },
  transferEnded: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  pilotsLost: ({ hearing }, { queue, cores, pilots }, now) => {
    hearing.hear({ report: 'pilotsLost', now, face: faceOf(hearing, queue, cores), pilots })
    return undefined
  },
  queueChanged: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  kill: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
  killGently: ({ hearing }, report, now) => void hearing.hear({ ...report, now }),
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
  const first = grants.isFirst(request)
  const row = hearing.hear({ report: 'pilotAsks', now, pilot: askOf(hearing, request, first) })
  if (row === NONE) return undefined
  grants.give(state.jobs.id(row), request.worker, now)
  return dispatchOf(hearing, row, false)
}

function askOf(hearing: Hearing, request: PilotRequest, first: boolean): PilotAsk {
  const { queue, cores, memoryMB, scratchMB, remainingSeconds, label, resourceType, user, task } = request
  const faces = cores === 0 ? facesOf(hearing, queue) : [faceOf(hearing, queue, cores)]
  const [face, ...otherFaces] = faces
  const others = otherFaces.length > 0 ? { otherFaces } : {}
  return { face, ...others, first, memoryMB, scratchMB, remainingSeconds, label, resourceType, user, taskNumber: task }
}

/** Numbers of all pseudo-queues of a queue. @throws BadInput when there is no such queue */
function facesOf(hearing: Hearing, name: string): number[] {
  return queueOf(hearing, name).faces.map(({ index }) => index)
}

function queueOf(hearing: Hearing, name: string): Queue {
  const queue = hearing.core.state.grid.queue(name)
  if (queue === undefined) throw new BadInput(`queue ${name}`, 'it is not in the grid', 'a queue of the grid')
  return queue
}

/** Number of the pseudo-queue with slots of this width. @throws BadInput when there is none */
function faceOf(hearing: Hearing, name: string, cores: number): number {
  const queue = queueOf(hearing, name)
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

/** What a pilot says of its job. What is said of a job that it does not hold, or of another attempt, changes nothing. */
function hearPilot(
  { hearing, words }: Applied,
  { id, attempt, said }: OfJob,
  message: (id: PandaId) => Message,
): Acknowledgement {
  const { jobs } = hearing.core.state
  const row = hearing.rowOf(id)
  if (row === NONE || (attempt !== undefined && jobs.attempt[row] !== attempt)) return { known: false }
  const before = jobs.state(row)
  const known = isWithPilot(before)
  const command = jobs.isToEnd[row] === 1 ? STOP : words.commandOf(id)
  if (known) words.hear(id, said)
  hearing.hear(message(id))
  return { known, state: jobStateNames[before], ...(command !== undefined && { command }) }
}
