import { createHash } from 'node:crypto'
import { submitterIn } from '../auth/submitter.js'
import type { Dispatch } from '../door.js'
import type { JobFacts } from './job-facts.js'

/** A file as the dictionary tells of it. */
export interface JobFile {
  readonly lfn: string
  readonly scope: string
  readonly dataset: string
}

export interface InputFile extends JobFile {
  /** 0: not known. */
  readonly bytes: number
  /** With PanDA's prefix, `ad:` or `md:`; empty: not known. */
  readonly checksum: string
}

/** What a job runs, in PanDA's terms. */
export interface JobProgram {
  /** URL of the program. */
  readonly transformation: string
  readonly jobPars: string
  readonly inputs: readonly InputFile[]
  readonly outputs: readonly JobFile[]
  /** Where the pilot's log goes; undefined: nowhere. */
  readonly log: JobFile | undefined
  /** Fields that are given as they are. */
  readonly fields: Readonly<Record<string, string | number>>
  /** Whether it is given the secrets of its user. */
  readonly usesSecrets: boolean
}

/** Names of the storages that a queue's jobs read from and write to. */
export interface QueueStorage {
  readonly reads: string
  readonly writes: string
}

/** The text for what is not set. */
const UNSET = 'NULL'

export type JobDictionary = Readonly<Record<string, string | number>>

/**
 * What a pilot is told of its job (panda-protocol.md §2.4): file attributes as lists with commas, entry by entry the same file.
 */
export function jobDictionary(
  dispatch: Dispatch,
  facts: JobFacts,
  program: JobProgram,
  storage: QueueStorage,
): JobDictionary {
  const { id, task, taskName, attempt, cores, walltimeSeconds, user, ordinal } = dispatch
  return {
    PandaID: id,
    taskID: task,
    jobsetID: task,
    jobDefinitionID: id,
    reqID: task,
    attemptNr: attempt,
    jobName: `${taskName}.${ordinal}`,
    prodSourceLabel: facts.label,
    processingType: facts.processingType,
    workingGroup: facts.workingGroup,
    currentPriority: facts.priority,
    transformation: program.transformation,
    jobPars: program.jobPars,
    homepackage: '',
    swRelease: UNSET,
    cmtConfig: '',
    cloud: UNSET,
    nucleus: facts.nucleus ?? UNSET,
    sourceSite: UNSET,
    destinationSE: 'local',
    transferType: UNSET,
    coreCount: cores,
    maxCpuCount: walltimeSeconds * cores,
    maxWalltime: walltimeSeconds,
    minRamCount: facts.memoryMB,
    maxDiskCount: facts.scratchMB,
    resource_type: facts.resourceType,
    prodUserID: submitterIn(dispatch.specs.common)?.subject ?? user,
    container_name: '',
    ioIntensity: 0,
    ioIntensityUnit: 'kBPerS',
    nSent: 1,
    ...inputFields(program.inputs, storage),
    ...outputFields(program, storage, id),
    ...program.fields,
  }
}

function inputFields(files: readonly InputFile[], { reads }: QueueStorage): JobDictionary {
  return {
    inFiles: list(files, ({ lfn }) => lfn),
    realDatasetsIn: list(files, ({ dataset }) => dataset),
    scopeIn: list(files, ({ scope }) => scope),
    GUID: list(files, ({ scope, lfn }) => guidOf(`${scope}:${lfn}`)),
    fsize: list(files, ({ bytes }) => String(bytes)),
    checksum: list(files, ({ checksum }) => (checksum === '' ? UNSET : checksum)),
    ddmEndPointIn: list(files, () => reads),
    dispatchDblock: list(files, () => UNSET),
    dispatchDBlockToken: list(files, () => UNSET),
    prodDBlocks: list(files, ({ dataset }) => dataset),
    prodDBlockToken: list(files, () => UNSET),
  }
}

/** The log is among the files, but its scope stands apart; where there is none its fields are empty, since Harvester looks for them. */
function outputFields({ outputs, log }: JobProgram, { writes }: QueueStorage, id: number): JobDictionary {
  const files = log === undefined ? outputs : [...outputs, log]
  return {
    outFiles: list(files, ({ lfn }) => lfn),
    realDatasets: list(files, ({ dataset }) => dataset),
    destinationDblock: list(files, ({ dataset }) => dataset),
    destinationDBlockToken: list(files, () => UNSET),
    dispatchDBlockTokenForOut: list(files, () => UNSET),
    fileDestinationSE: list(files, () => 'local'),
    ddmEndPointOut: list(files, () => writes),
    scopeOut: list(outputs, ({ scope }) => scope),
    logFile: log?.lfn ?? '',
    scopeLog: log?.scope ?? '',
    logGUID: log === undefined ? '' : guidOf(`${id}:${log.lfn}`),
  }
}

function list<File>(files: readonly File[], word: (file: File) => string): string {
  return files.map(word).join(',')
}

/** A GUID that is the same whenever the same is asked for. */
function guidOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}
