/** Single jobs of panda-client, which become a task (panda-protocol.md §4). */
import type { TaskSubmission } from '../../brokerage/ports.js'
import { BadInput } from '../../model/bad-input.js'
import { signalWithin } from '../any-signal.js'
import { priorityWithin } from '../api/rights.js'
import { submitAs } from '../api/submit.js'
import { shown } from '../api/wording.js'
import type { Caller } from '../auth/caller.js'
import { type JobSpecSent, jobSpecsIn } from './job-specs.js'
import { jobsOfTask } from './job-record.js'
import type { PandaDesk } from './panda-desk.js'
import { refuseLongPart } from './expanded-part.js'
import type { PandaPart } from './panda-part.js'
import { refuseLabel } from './refuse-label.js'

const USUAL_PRIORITY = 1_000
const USUAL_MEMORY_MB = 2_000
/** How long the core may take to make jobs: a little longer than it usually waits between two looks at its tasks. */
const PATIENCE_MILLISECONDS = 20_000
/** What all jobs of one call must have in common. */
const common = ['label', 'queue', 'cores', 'memoryMB', 'scratchMB', 'walltimeSeconds', 'vo', 'workingGroup'] as const

/** PandaID, number of its definition, and its set of jobs. */
export type SubmittedJob = readonly [id: number, definition: number, set: { readonly jobsetID: number }]

/**
 * Submits jobs, in their order.
 * @param text JSON of their specifications
 * @throws BadInput when they are none, do not go together, or have no PandaIDs in time: nothing is submitted then
 */
export async function submitSpecs(desk: PandaDesk, text: string, caller: Caller): Promise<SubmittedJob[]> {
  const { door } = desk
  const sent = jobSpecsIn(text)
  const task = taskOf(sent, caller, desk.panda.freshWord())
  const parts = sent.map((one, ordinal) => partOf(one, ordinal, caller))
  for (const part of parts) refuseLongPart(part, sent.length)
  const specs = parts.map((panda, ordinal) => ({ ordinal, body: JSON.stringify({ panda }) }))
  const { task: number } = await submitAs(door, caller, { task, specs })
  const ids = await idsOf(desk, number, sent.length)
  if (ids !== undefined) return ids.map((id, i) => [id, Number(sent[i].definition ?? id), { jobsetID: number }])
  await door.report({ report: 'killTask', task: number })
  throw new BadInput('jobs', 'they were not made in time', 'another try')
}

function taskOf(sent: readonly JobSpecSent[], caller: Caller, word: string): TaskSubmission {
  const [first] = sent
  for (const field of common) {
    const other = sent.findIndex((one) => one[field] !== first[field])
    if (other >= 0)
      throw new BadInput(`jobs[${other}].${field}`, `it is ${shown(sent[other][field])}`, 'what it is of jobs[0]')
  }
  const label = first.label ?? 'user'
  refuseLabel(caller, label, 'jobs.prodSourceLabel')
  const cores = numberOf(first, 'cores', 1)
  const { vo = 'local', workingGroup = '', queue, processingType = '' } = first
  return {
    name: `${caller.user}.jobs.${word}`,
    jobs: sent.length,
    firstOrdinal: 0,
    priority: priorityWithin(caller, numberOf(first, 'priority', USUAL_PRIORITY)),
    user: caller.user,
    group: workingGroup === '' ? 'none' : workingGroup,
    ...{ vo, label, share: label, processingType, workingGroup, queue, cores },
    memoryMBPerCore: numberOf(first, 'memoryMB', USUAL_MEMORY_MB * cores) / cores,
    baseMemoryMB: 0,
    scratchMB: numberOf(first, 'scratchMB', 0),
    walltimeSeconds: numberOf(first, 'walltimeSeconds', numberOf(first, 'maxCpuSeconds', 0)),
    hs06Seconds: 0,
    dataset: undefined,
    inputBytes: 0,
    inputFiles: 0,
    outputBytes: 0,
    nucleus: undefined,
    maxAttempts: first.maxAttempts === undefined ? undefined : Math.max(1, numberOf(first, 'maxAttempts', 1)),
    maxFailures: undefined,
  }
}

/** @throws BadInput when it is none */
function numberOf(spec: JobSpecSent, field: Exclude<keyof JobSpecSent, 'files'>, otherwise: number): number {
  const word = spec[field]
  const number = word === undefined || Number(word) === 0 ? otherwise : Math.trunc(Number(word))
  if (Number.isFinite(number)) return number
  throw new BadInput(`jobs.${field}`, `it is ${word?.slice(0, 40)}`, 'a number')
}

function partOf(spec: JobSpecSent, place: number, caller: Caller): PandaPart {
  const { transformation, files, processingType = '', homepackage = '', release = 'NULL', cmtConfig = '' } = spec
  if (transformation === undefined) throw new BadInput(`jobs[${place}].transformation`, 'it is missing', 'a program')
  const scopeOf = (one: JobSpecSent['files'][number]): string => one.scope ?? `user.${caller.user}`
  const outputs = files.filter(({ type }) => type === 'output' || type === 'log')
  return {
    transformation,
    arguments: spec.arguments ?? '',
    inputs: files
      .filter(({ type }) => type === 'input')
      .map((one) => ({
        lfn: one.lfn ?? '',
        scope: scopeOf(one),
        dataset: one.dataset ?? '',
        bytes: Number(one.bytes ?? 0) || 0,
        checksum: one.checksum ?? '',
      })),
    outputs: outputs.map((one) => ({
      template: one.lfn ?? '',
      dataset: one.dataset ?? '',
      scope: scopeOf(one),
      isLog: one.type === 'log',
    })),
    fields: {
      ...{ processingType, homepackage, swRelease: release, cmtConfig },
      ...(spec.name !== undefined && { jobName: spec.name }),
      ...(spec.container !== undefined && { container_name: spec.container }),
    },
    seedOffset: 0,
    usesSecrets: false,
    eventsPerJob: 0,
  }
}

/** PandaIDs of the jobs of a task in the order of their ordinals, once all are made; undefined: they are not in time. */
async function idsOf(desk: PandaDesk, task: number, jobs: number): Promise<number[] | undefined> {
  const isLate = signalWithin(PATIENCE_MILLISECONDS, desk.closing)
  while (!isLate.aborted) {
    const news = nextCommit(desk, isLate)
    const made = await jobsOfTask(desk, task, 2 * jobs)
    const first = new Map(made.filter(({ attempt }) => attempt === 1).map(({ ordinal, id }) => [ordinal, id]))
    if (first.size === jobs) return [...first.entries()].sort(([one], [other]) => one - other).map(([, id]) => id)
    await news
  }
  return undefined
}

/** Resolved when something is committed, or the signal comes. */
function nextCommit({ door }: PandaDesk, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const stop = door.onCommit(end)
    signal.addEventListener('abort', end)
  })
}
