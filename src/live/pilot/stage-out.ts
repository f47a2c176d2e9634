import { createReadStream } from 'node:fs'
import { realpath, rm, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { HttpStorage } from '../http-storage/http-storage.js'
import { placeOverHttp } from '../http-storage/place-over-http.js'
import { fileInFolder } from '../storage-folder/file-in-folder.js'
import { checksumOfFile, NotPlaced, partOf, type Placed, placeFile } from '../storage-folder/place-file.js'
import { JobFailure, PilotError } from './pilot-errors.js'

/**
 * Puts one output of a job into the site's storage, whole or not at all.
 * @param writer tells this job's temporary files from others'
 * @returns what was done, in words
 * @throws JobFailure when the job did not make it, or when it cannot be copied
 */
export async function stageOut(
  name: string,
  folder: string,
  storage: string | HttpStorage | undefined,
  writer: string,
  stop: AbortSignal,
): Promise<string> {
  if (storage === undefined) throw new JobFailure(PilotError.stageOutFailed, 'this pilot has no storage folder')
  const from = await madeFile(name, folder)
  let to: string | undefined
  try {
    if (storage instanceof HttpStorage) return doneWords(name, await send(name, from, storage, writer, stop))
    to = await fileInFolder(storage, name)
    return doneWords(name, await placeFile({ from, to, name, writer, signal: stop }))
  } catch (error) {
    // Only a pilot that was killed goes on with what it began.
    if (to !== undefined) await rm(partOf(to, writer), { force: true }).catch(() => undefined)
    if (stop.aborted) throw error
    const isFull = error instanceof NotPlaced && error.fault === 'no-space'
    throw new JobFailure(
      isFull ? PilotError.noStorageSpace : PilotError.stageOutFailed,
      `stage-out of ${name}: ${(error as Error).message}`,
    )
  }
}

function doneWords(name: string, { bytes, checksum }: Placed): string {
  return `staged out ${name}: ${bytes} bytes, ${checksum}`
}

async function send(
  name: string,
  from: string,
  target: HttpStorage,
  writer: string,
  signal: AbortSignal,
): Promise<Placed> {
  const { size } = await stat(from)
  const source = {
    bytes: size,
    read: () => createReadStream(from) as AsyncIterable<Buffer>,
    checksum: () => checksumOfFile(from, 'adler32', signal),
  }
  return placeOverHttp({ source, target, name, writer, signal })
}

/** The file that the payload made: a plain one in its folder, since a link could make the pilot publish what the payload may not read. */
async function madeFile(name: string, folder: string): Promise<string> {
  const path = await realpath(join(folder, name)).catch(() => undefined)
  if (path === undefined) throw new JobFailure(PilotError.outputMissing, `output ${name} was not made`)
  if (!path.startsWith((await realpath(folder)) + sep))
    throw new JobFailure(PilotError.badOutputName, `output ${name} leads out of the job's folder`)
  if (!(await stat(path)).isFile()) throw new JobFailure(PilotError.outputMissing, `output ${name} is no file`)
  return path
}
