import type { Constants } from '../../model/constants.js'
import { type Seconds, SECONDS_PER_DAY } from '../../model/units.js'
import type { HeldInput, NucleusInput } from './nucleus-input.js'

/** Storage of a nucleus that may take outputs. */
export interface NucleusEndpoint {
  /** What kind of data it takes, such as DATADISK. */
  readonly type: string
  readonly usableGiB: number
  readonly totalGiB: number
  readonly readableOverWan: boolean
  readonly writableOverWan: boolean
}

/** A nucleus that a task may be given. */
export interface NucleusCandidate {
  readonly name: string
  readonly isActive: boolean
  /** It is kept for tasks of full chains. */
  readonly onlyFullChains: boolean
  /** Output files on their way to it. */
  readonly queuedOutputFiles: number
  /** Whether job brokerage finds some queue for the task's jobs with this nucleus. */
  readonly canRun: boolean
  readonly endpoints: readonly NucleusEndpoint[]
  /** Work it still has from all tasks, HS06·s. */
  readonly remainingWorkHs06Seconds: number
  /** Work from tasks of the same share and at least the same priority, HS06·s; undefined when unknown. */
  readonly competingWorkHs06Seconds: number | undefined
}

/** What a task says that decides on its nucleus. */
export interface NucleusTask {
  readonly priority: number
  /** undefined: unknown. */
  readonly ioIntensityKBps: number | undefined
  /** Time since the last successful brokerage; undefined when unknown. */
  readonly waitingSeconds: Seconds | undefined
  /** t1Weight of the task; negative: its jobs stay in the nucleus. */
  readonly nucleusWeight: number
  /** Its input is brought from tape while it runs (inputPreStaging). */
  readonly isPrestaged: boolean
  readonly isFullChain: boolean
  /** Type of endpoint that each output dataset asks for. */
  readonly outputTypes: readonly string[]
  /** The nucleus it was given before. */
  readonly nucleus: string | undefined
}

/** A task before its candidates. */
export interface NucleusQuestion {
  readonly task: NucleusTask
  readonly input: NucleusInput
  readonly constants: Constants
}

/** One test that a nucleus has to pass (brokerage.md §A.6). */
export interface NucleusStep {
  /** The criterion that operators see in the log. */
  readonly tag: string
  accepts(candidate: NucleusCandidate, question: NucleusQuestion): boolean
  /** Why it does not, in words. */
  because(candidate: NucleusCandidate, question: NucleusQuestion): string
}

/** GiB that a nucleus will be asked to store for each day of work at 10 HS06 (§A.6-3). */
const OUTPUT_GIB_PER_DAY = 0.25
const HS06_PER_CORE = 10
const GIB_PER_TIB = 1024
const BYTES_PER_GIB = 1024 ** 3

/** Tests of the nucleus itself, in their order (§A.6-1, 2). */
export const nucleusSteps: readonly NucleusStep[] = [
  {
    tag: 'status',
    accepts: ({ isActive }) => isActive,
    because: () => 'the nucleus is not active',
  },
  {
    tag: 'transfer_backlog',
    accepts: ({ queuedOutputFiles }, { task, constants }) =>
      task.nucleusWeight < 0 || queuedOutputFiles <= constants.nucleusBacklogFiles,
    because: ({ queuedOutputFiles }, { constants }) =>
      `${queuedOutputFiles} output files are on their way to it, ${constants.nucleusBacklogFiles} may be`,
  },
]

/** Each output has an endpoint that can be read, written and has space (§A.6-3). */
export const storageSteps: readonly NucleusStep[] = [
  {
    tag: 'source_blacklist',
    accepts: forEachOutput(({ readableOverWan }) => readableOverWan),
    because: (_, { task }) => `no endpoint for ${task.outputTypes.join(', ')} can be read over the WAN`,
  },
  {
    tag: 'destination_blacklist',
    accepts: forEachOutput(isOpen),
    because: (_, { task }) => `no endpoint for ${task.outputTypes.join(', ')} can be written over the WAN`,
  },
  {
    tag: 'space',
    accepts: forEachOutput(isUsable),
    because(candidate, { task, constants }) {
      const free = task.outputTypes.map((type) => mostFreeGiB(candidate, type)).join(', ')
      return `${free} GiB are free after the outputs to come, ${minFreeGiB(constants)} must be`
    },
  },
]

/** There is some queue for the task's jobs (§A.6-4). */
export const job: NucleusStep = {
  tag: 'job',
  accepts: ({ canRun }) => canRun,
  because: () => 'no queue can run its jobs',
}

/** Enough of the input is there, first by bytes, then by files (§A.6-5). Input from tape passes with its first file. */
export const localitySteps: readonly NucleusStep[] = [
  {
    tag: 'insize',
    accepts: (candidate, { task, input, constants }) =>
      input.totalBytes <= constants.localityFromGiB * BYTES_PER_GIB ||
      heldAt(candidate, input).bytes >= (input.totalBytes * constants.localityBytesPercent) / 100 ||
      comesFromTape(candidate, task, input),
    because: (candidate, { input, constants }) =>
      `${heldAt(candidate, input).bytes} of ${input.totalBytes} bytes are there, ${constants.localityBytesPercent} % must be`,
  },
  {
    tag: 'innum',
    accepts: (candidate, { task, input, constants }) =>
      input.totalFiles <= constants.localityFromFiles ||
      heldAt(candidate, input).files >= (input.totalFiles * constants.localityFilesPercent) / 100 ||
      comesFromTape(candidate, task, input),
    because: (candidate, { input, constants }) =>
      `${heldAt(candidate, input).files} of ${input.totalFiles} files are there, ${constants.localityFilesPercent} % must be`,
  },
]

/** Nuclei that are kept for full chains take no other task (§A.6-6). */
export const fullChain: NucleusStep = {
  tag: 'full_chain',
  accepts: ({ onlyFullChains }, { task }) => task.isFullChain || !onlyFullChains,
  because: () => 'the nucleus takes only tasks of full chains',
}

const nothing: HeldInput = { files: 0, bytes: 0, diskBytes: 0 }

/** What a candidate holds of the input. */
export function heldAt({ name }: NucleusCandidate, input: NucleusInput): HeldInput {
  return input.held.get(name) ?? nothing
}

/** Space of an endpoint that is left when the work that its nucleus still has is done, GiB. */
export function freeGiB({ usableGiB }: NucleusEndpoint, { remainingWorkHs06Seconds }: NucleusCandidate): number {
  const demand = (remainingWorkHs06Seconds / HS06_PER_CORE / SECONDS_PER_DAY) * OUTPUT_GIB_PER_DAY
  return usableGiB - Math.trunc(demand)
}

/** Whether outputs may go to an endpoint: it can be read and written, and has space. */
export function isUsable(endpoint: NucleusEndpoint, candidate: NucleusCandidate, constants: Constants): boolean {
  return isOpen(endpoint) && freeGiB(endpoint, candidate) >= minFreeGiB(constants)
}

function isOpen({ readableOverWan, writableOverWan }: NucleusEndpoint): boolean {
  return readableOverWan && writableOverWan
}

/** A test that holds when each output has an endpoint of its type that suits it. */
function forEachOutput(
  suits: (endpoint: NucleusEndpoint, candidate: NucleusCandidate, constants: Constants) => boolean,
): NucleusStep['accepts'] {
  return (candidate, { task, constants }) =>
    task.outputTypes.every((type) =>
      candidate.endpoints.some((endpoint) => endpoint.type === type && suits(endpoint, candidate, constants)),
    )
}

function comesFromTape(candidate: NucleusCandidate, { isPrestaged }: NucleusTask, input: NucleusInput): boolean {
  return isPrestaged && heldAt(candidate, input).files > 0
}

function mostFreeGiB(candidate: NucleusCandidate, type: string): number {
  const open = candidate.endpoints.filter((endpoint) => endpoint.type === type && isOpen(endpoint))
  return Math.max(...open.map((endpoint) => freeGiB(endpoint, candidate)))
}

function minFreeGiB({ nucleusMinFreeTiB }: Constants): number {
  return nucleusMinFreeTiB * GIB_PER_TIB
}
