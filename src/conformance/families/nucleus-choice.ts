import { chooseNucleus } from '../../brokerage/tasks/nucleus.js'
import { inputAtNuclei, type InputDataset } from '../../brokerage/tasks/nucleus-input.js'
import type { NucleusCandidate, NucleusTask } from '../../brokerage/tasks/nucleus-steps.js'
import { RemainingWork } from '../../brokerage/tasks/remaining-work.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import { SECONDS_PER_DAY } from '../../model/units.js'
import type { Family } from '../family.js'
import { firstDifference } from '../first-difference.js'

interface EndpointIn {
  readonly name: string
  readonly type: string
  readonly tape: boolean
  readonly usable_GB: number
  readonly total_GB: number
  readonly read_wan: string
  readonly write_wan: string
}

interface NucleusIn {
  readonly name: string
  readonly state: string
  readonly full_chain_mode: string | null
  readonly backlogged: boolean
  readonly can_run: boolean
  readonly endpoints: readonly EndpointIn[]
}

interface PartIn {
  readonly files: number
  readonly bytes: number
  readonly replicas: readonly { readonly endpoint: string; readonly files: number; readonly bytes: number }[]
}

type WorkIn = Readonly<Record<string, number | null>>

interface ChoiceIn {
  readonly task: {
    readonly priority: number
    readonly io_intensity_kBps: number | null
    readonly days_waiting: number | null
    readonly rules: { readonly t1Weight?: number; readonly inputPreStaging?: number }
    readonly nucleus: string | null
  }
  readonly nuclei: readonly NucleusIn[]
  readonly inputs: readonly { readonly parts: readonly PartIn[] }[]
  readonly output_tokens: readonly string[]
  readonly other_endpoints_readable: boolean
  readonly work_of_this_task: number
  readonly work_all: WorkIn
  readonly work_by_priority: Readonly<Record<string, WorkIn>>
  readonly config: Readonly<Record<string, number>>
  readonly uniform_draw: number
}

/** Nucleus of a task: weights, refusals, choice, and the remaining work afterwards. */
export const nucleusChoice: Family = {
  name: 'nucleus_choice',
  section: '§A.6',
  differs(recorded) {
    const given = recorded.in as ChoiceIn
    const { priority } = given.task
    const remaining = remainingWorkOf(given.work_by_priority)
    const candidates = given.nuclei.map((one) => candidateOf(one, given.work_all, remaining.of(priority)))
    const input = inputAtNuclei(inputsOf(given))
    const choice = chooseNucleus(taskOf(given), input, candidates, given.uniform_draw, constantsOf(given.config))
    if (choice.nucleus !== undefined) remaining.add(choice.nucleus, priority, given.work_of_this_task)
    const found = {
      nucleus: choice.nucleus ?? null,
      weights: Object.fromEntries(choice.weights),
      refused: Object.fromEntries(choice.refusals.map(({ candidate, step }) => [candidate.name, `-${step.tag}`])),
      ...(choice.nucleus === undefined ? {} : { work_by_priority_after: workAfter(given, remaining, choice.weights) }),
    }
    return firstDifference(found, recorded.out)
  },
}

function taskOf({ task, output_tokens }: ChoiceIn): NucleusTask {
  return {
    priority: task.priority,
    ioIntensityKBps: task.io_intensity_kBps ?? undefined,
    waitingSeconds: task.days_waiting === null ? undefined : task.days_waiting * SECONDS_PER_DAY,
    nucleusWeight: task.rules.t1Weight ?? 0,
    isPrestaged: task.rules.inputPreStaging === 1,
    isFullChain: false,
    outputTypes: output_tokens.map((token) => token.replace(/^ATLAS/, '')),
    nucleus: task.nucleus ?? undefined,
  }
}

function candidateOf(nucleus: NucleusIn, all: WorkIn, competing: ReadonlyMap<string, number>): NucleusCandidate {
  return {
    name: nucleus.name,
    isActive: nucleus.state === 'ACTIVE',
    onlyFullChains: nucleus.full_chain_mode === 'only',
    queuedOutputFiles: nucleus.backlogged ? Infinity : 0,
    canRun: nucleus.can_run,
    endpoints: nucleus.endpoints.map((endpoint) => ({
      type: endpoint.type,
      usableGiB: endpoint.usable_GB,
      totalGiB: endpoint.total_GB,
      readableOverWan: endpoint.read_wan === 'ON',
      writableOverWan: endpoint.write_wan === 'ON',
    })),
    remainingWorkHs06Seconds: all[nucleus.name] ?? 0,
    competingWorkHs06Seconds: competing.get(nucleus.name),
  }
}

/** Replicas by what their endpoints are; one that belongs to no nucleus lies elsewhere. */
function inputsOf({ inputs, nuclei, other_endpoints_readable }: ChoiceIn): InputDataset[] {
  const owners = new Map(nuclei.flatMap((nucleus) => nucleus.endpoints.map((one) => [one.name, { nucleus, one }])))
  return inputs.map(({ parts }) => ({
    parts: parts.map(({ files, bytes, replicas }) => ({
      files,
      bytes,
      replicas: replicas.map((replica) => {
        const owner = owners.get(replica.endpoint)
        return {
          nucleus: owner?.nucleus.name,
          onTape: owner?.one.tape ?? false,
          readableOverWan: owner === undefined ? other_endpoints_readable : owner.one.read_wan === 'ON',
          files: replica.files,
          bytes: replica.bytes,
        }
      }),
    })),
  }))
}

/** The recorded tasks belong to the share Simulation. */
function constantsOf(config: Readonly<Record<string, number>>): Constants {
  return {
    ...defaultConstants,
    nucleusMinFreeTiB: config.DISK_THRESHOLD_Simulation ?? config.DISK_THRESHOLD ?? defaultConstants.nucleusMinFreeTiB,
    nucleusFreeSpaceCapTiB: config.FREE_DISK_CUTOFF ?? defaultConstants.nucleusFreeSpaceCapTiB,
    localityBytesPercent: config.INPUT_SIZE_FRACTION ?? defaultConstants.localityBytesPercent,
  }
}

/** Unknown work is left out of the table. */
function remainingWorkOf(levels: Readonly<Record<string, WorkIn>>): RemainingWork {
  return new RemainingWork(
    Object.entries(levels).map(([priority, work]) => [
      Number(priority),
      Object.entries(work).filter((entry): entry is [string, number] => entry[1] !== null),
    ]),
  )
}

/** In the recorded table unknown work stays null, and looking up a nucleus that is not in it leaves a 0. */
function workAfter(
  { task, work_by_priority }: ChoiceIn,
  remaining: RemainingWork,
  weights: ReadonlyMap<string, number>,
): Record<string, WorkIn> {
  const after: Record<string, WorkIn> = {}
  for (const [priority, before] of Object.entries(work_by_priority)) {
    const level: Record<string, number | null> = { ...before }
    const lookedUp = Number(priority) === task.priority ? [...weights.keys()] : []
    for (const nucleus of lookedUp) if (!(nucleus in level)) level[nucleus] = 0
    for (const [nucleus, work] of remaining.of(Number(priority))) level[nucleus] = work
    after[priority] = level
  }
  return after
}
