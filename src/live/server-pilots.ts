import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Seconds } from '../model/units.js'
import { type BatchOptions, pilotLifetime } from './pilot-source/batch/batch-options.js'
import { type BatchSourceOptions, choosePilotSource } from './pilot-source/choose-pilot-source.js'
import type { HttpEndpoint } from './http-storage/http-access.js'
import type { PilotCommand, PilotToStart } from './pilot-source/pilot-processes.js'
import type { PilotSource } from './pilot-source/pilot-source.js'

/** How pilots are started. */
export interface PilotSettings {
  /** One of `pilotSourceNames`. */
  readonly source: string
  /** Of subprocesses: cores of this machine for each queue, and the command line that runs a pilot, without its options. */
  readonly slots: Readonly<Record<string, number>>
  readonly command: readonly string[]
  readonly batch?: BatchSettings | undefined
}

/** What a batch system is told. */
export interface BatchSettings extends Pick<BatchOptions, 'template' | 'queues' | 'atMost'> {
  /** From one look at the batch system to the next. */
  readonly pollSeconds: Seconds
  /** Pilots beyond the jobs that wait are cancelled after so long. */
  readonly surplusSeconds: Seconds
}

/** What the server's own pilots are told of it. */
export interface PilotPlace {
  /** Folder of all that the server keeps. */
  readonly folder: string
  /** File that says where it is. */
  readonly urlFile: string
  readonly tokenFile: string
  /** The storage that a queue is at, a folder or behind HTTP; undefined: none is known. */
  storageOf(queue: string): string | HttpEndpoint | undefined
}

/**
 * The pilot source of a live server, whose pilots know where the server is.
 * @param tell hears what is done, a sentence at a time
 * @throws BadInput when there is no such source, or when what it needs is missing
 */
export function serverPilots(
  { source, slots, command, batch }: PilotSettings,
  place: PilotPlace,
  tell: (words: string) => void,
): PilotSource {
  const folder = join(place.folder, 'pilots')
  if (source === 'subprocess')
    return choosePilotSource(source, {
      tell,
      subprocess: { folder, slots, command: (pilot) => commandOf(pilot, place, command) },
    })
  return choosePilotSource(source, { tell, ...(batch && { batch: batchOptions(folder, batch, place, command) }) })
}

function batchOptions(
  folder: string,
  { pollSeconds, surplusSeconds, ...settings }: BatchSettings,
  place: PilotPlace,
  command: readonly string[],
): BatchSourceOptions {
  const { urlFile, tokenFile } = place
  return {
    ...settings,
    folder,
    prefix: prefixOf(folder),
    command: (pilot) => {
      const { memoryMB, walltimeSeconds } = pilot
      const slot = ['--memory', String(memoryMB), '--lifetime', String(pilotLifetime(walltimeSeconds))]
      return [...command, ...pilotOptions(pilot, place), ...slot]
    },
    server: (queue) => ({
      url: urlIn(urlFile),
      urlFile,
      tokenFile,
      storage: storageOptions(place.storageOf(queue))['storage'],
    }),
    times: { poll: pollSeconds * 1000, surplus: surplusSeconds * 1000 },
  }
}

/** Of this folder's server alone among all that use a batch system. */
function prefixOf(folder: string): string {
  const place = createHash('sha256').update(`${hostname()}\0${folder}`).digest('hex')
  return `${hostname().slice(0, 40)}-${place.slice(0, 10)}`
}

/** Where the server is now; before its very first start, where nobody is. */
function urlIn(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : 'http://127.0.0.1:0'
}

function commandOf(pilot: PilotToStart, place: PilotPlace, [program, ...words]: readonly string[]): PilotCommand {
  return { program, args: [...words, ...pilotOptions(pilot, place)], environment: process.env }
}

function pilotOptions({ name, queue, cores, folder }: PilotToStart, place: PilotPlace): string[] {
  // Pilots live on, and find the server again when it comes back at another port.
  const server = { 'server-file': place.urlFile, 'token-file': place.tokenFile }
  const told = { ...server, queue, cores, name, folder, ...storageOptions(place.storageOf(queue)) }
  return Object.entries(told).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, String(value)]))
}

function storageOptions(storage: string | HttpEndpoint | undefined): Record<string, string | undefined> {
  if (storage === undefined || typeof storage === 'string') return { storage }
  const { url, tokenFile, certificateFile, keyFile, caFile } = storage
  return {
    storage: url,
    'storage-token-file': tokenFile,
    'storage-certificate': certificateFile,
    'storage-key': keyFile,
    'storage-ca': caFile,
  }
}
