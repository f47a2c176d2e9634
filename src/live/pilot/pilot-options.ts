import { isAbsolute } from 'node:path'
import { type HttpAccess, isHttpPlace } from '../http-storage/http-access.js'
import { HttpStorage } from '../http-storage/http-storage.js'
import { BadInput } from '../../model/bad-input.js'
import type { Bytes } from '../../model/units.js'
import type { Patience } from './patient-server.js'
import type { PilotServer } from './pilot-server.js'

/** What a pilot is told when it starts. */
export interface PilotOptions {
  readonly server: PilotServer
  readonly queue: string
  /** Its own name, the same when it is started again in its folder after it was killed. */
  readonly worker: string
  /** Where its jobs run, and where reports are kept that the server has not heard; its own alone. */
  readonly folder: string
  /** Storage of the site, a folder or an address of HTTP with WebDAV; absent: only jobs without files can run. */
  readonly storage?: string | undefined
  /** By what a storage behind HTTP knows the pilot. */
  readonly storageAccess?: HttpAccess | undefined
  readonly cores?: number
  /** Memory and disk of the slot; 0: not limited. */
  readonly memoryMB?: number
  readonly scratchMB?: number
  /** What must be free on the disk for a job to begin; half of it while one runs. */
  readonly freeMB?: number
  /** It ends after so many jobs. */
  readonly jobs?: number
  /** Another user for the payloads; only root may. */
  readonly user?: string | undefined
  /** Symbolic links to the input in the place of copies. */
  readonly linksInputs?: boolean
  /** Of each job's output, the beginning that is kept; of the end as much. */
  readonly logHalfBytes?: Bytes
  /** Given with the name of the signal as its reason when the pilot must stop. */
  readonly stop: AbortSignal
  /** Hears what the pilot does, a sentence at a time. */
  readonly tell?: (words: string) => void
  readonly times?: Partial<PilotTimes>
}

/** Spans of time, in milliseconds. */
export interface PilotTimes {
  /** The slot's life. */
  readonly lifetime: number
  /** How long it goes on asking when there is no job for it, and how often it asks. */
  readonly idle: number
  readonly ask: number
  /** So long it goes on asking a server that is away. */
  readonly askAway: number
  /** From heartbeat to heartbeat: a third of what PanDA's pilot takes. */
  readonly heartbeat: number
  /** From one look at the limits to the next. */
  readonly poll: number
  /** So long a job may touch no file. */
  readonly looping: number
  /** From asking a payload to end to killing it. */
  readonly grace: number
  /** So long it tries to report when it must stop itself. */
  readonly farewell: number
  readonly patience: Patience
}

/** PanDA's pilot has the same life and the same limit for looping jobs (brokerage.md §F, pilot's defaults). */
export const pilotTimes: PilotTimes = {
  lifetime: 324_000_000,
  idle: 60_000,
  ask: 10_000,
  askAway: 3_600_000,
  heartbeat: 600_000,
  poll: 5000,
  looping: 7_200_000,
  grace: 30_000,
  farewell: 30_000,
  patience: {
    firstMilliseconds: 500,
    longestMilliseconds: 60_000,
    limitMilliseconds: 86_400_000,
    callMilliseconds: 120_000,
  },
}

/** The options with all that may be left out. */
export type PilotSettings = Required<Omit<PilotOptions, 'storage' | 'storageAccess' | 'user' | 'times'>> &
  Pick<PilotOptions, 'user'> & { readonly storage: string | HttpStorage | undefined; readonly times: PilotTimes }

/** @throws BadInput for what makes no sense */
export function pilotSettings(options: PilotOptions): PilotSettings {
  const settings: PilotSettings = {
    ...{ cores: 1, memoryMB: 0, scratchMB: 0, freeMB: 2000, jobs: Infinity },
    ...{ linksInputs: false, logHalfBytes: 128 * 1024, tell: () => undefined },
    ...options,
    storage: storageOf(options),
    times: { ...pilotTimes, ...options.times },
  }
  const { queue, worker, folder, storage, cores, jobs } = settings
  for (const [where, text] of Object.entries({ queue, worker }))
    if (!/^[^\s\0]{1,128}$/.test(text))
      throw new BadInput(where, JSON.stringify(text), '1 to 128 characters, no blanks')
  for (const [where, path] of Object.entries({ folder, storage }))
    if (typeof path === 'string' && !isAbsolute(path)) throw new BadInput(where, path, 'an absolute path')
  if (!Number.isInteger(cores) || cores < 1) throw new BadInput('cores', String(cores), 'a whole number from 1')
  if (jobs !== Infinity && (!Number.isInteger(jobs) || jobs < 0))
    throw new BadInput('jobs', String(jobs), 'a whole number from 0')
  for (const name of ['memoryMB', 'scratchMB', 'freeMB', 'logHalfBytes'] as const)
    if (!(settings[name] >= 0)) throw new BadInput(name, String(settings[name]), 'a number from 0')
  return settings
}

/** The storage as it is used: a folder, or what is behind an address. */
function storageOf({ storage, storageAccess, linksInputs }: PilotOptions): PilotSettings['storage'] {
  const isAway = storage !== undefined && isHttpPlace(storage)
  if (isAway && linksInputs === true)
    throw new BadInput('link-inputs', `the storage is ${storage}`, 'links to the files of a folder')
  if (!isAway && storageAccess !== undefined)
    throw new BadInput('storage access', 'a storage that is no address', 'a token or a certificate for one of https://')
  return isAway ? new HttpStorage({ url: storage, ...storageAccess }, 'storage') : storage
}
