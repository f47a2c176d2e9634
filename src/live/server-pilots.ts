import { join } from 'node:path'
import type { HttpEndpoint } from './http-storage/http-access.js'
import { choosePilotSource } from './pilot-source/choose-pilot-source.js'
import type { PilotCommand, PilotToStart } from './pilot-source/pilot-processes.js'
import type { PilotSource } from './pilot-source/pilot-source.js'

/** How pilots are started. */
export interface PilotSettings {
  /** `external`, `dry-run` or `subprocess`. */
  readonly source: string
  /** Of subprocesses: cores of this machine for each queue, and the command line that runs a pilot, without its options. */
  readonly slots: Readonly<Record<string, number>>
  readonly command: readonly string[]
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
  { source, slots, command }: PilotSettings,
  place: PilotPlace,
  tell: (words: string) => void,
): PilotSource {
  if (source !== 'subprocess') return choosePilotSource(source, { tell })
  const folder = join(place.folder, 'pilots')
  return choosePilotSource(source, {
    tell,
    subprocess: { folder, slots, command: (pilot) => commandOf(pilot, place, command) },
  })
}

function commandOf(pilot: PilotToStart, place: PilotPlace, [program, ...words]: readonly string[]): PilotCommand {
  const { name, queue, cores, folder } = pilot
  // Pilots live on, and find the server again when it comes back at another port.
  const server = { 'server-file': place.urlFile, 'token-file': place.tokenFile }
  const told = { ...server, queue, cores, name, folder, ...storageOptions(place.storageOf(queue)) }
  const options = Object.entries(told).flatMap(([option, value]) => {
    return value === undefined ? [] : [`--${option}`, String(value)]
  })
  return { program, args: [...words, ...options], environment: process.env }
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
