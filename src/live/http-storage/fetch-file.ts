import { open, rm } from 'node:fs/promises'
import type { Bytes } from '../../model/units.js'
import { isSameChecksum, kindOf, startChecksum } from '../storage-folder/checksum.js'
import { NotPlaced } from '../storage-folder/place-file.js'
import { HttpFailure } from './http-failure.js'
import type { HttpStorage } from './http-storage.js'
import { persistently } from './patience.js'

/** A file of a storage that is wanted on this machine. */
export interface Fetching {
  readonly storage: HttpStorage
  readonly name: string
  /** A path where nothing is yet. */
  readonly to: string
  /** What is known of it beforehand. */
  readonly bytes?: Bytes | undefined
  readonly checksum?: string | undefined
  readonly signal: AbortSignal
}

/**
 * Brings a file of a storage to this machine, and checks it on the way. What failed leaves nothing.
 * @throws NotPlaced with a reason; the error of the disk here; the signal's own reason when it was stopped
 */
export async function fetchFile(fetching: Fetching): Promise<void> {
  const { storage, name, to, bytes, checksum, signal } = fetching
  const found = await storage.find(name, checksum === undefined ? 'adler32' : kindOf(checksum), signal)
  if (found === undefined) throw new NotPlaced('missing', `${name} is not in the site's storage`)
  if (bytes !== undefined && found.bytes !== bytes)
    throw new NotPlaced('size', `${name} has ${found.bytes} bytes, ${bytes} were expected`)
  let wrongSums = 0
  await persistently(storage.patience, signal, async () => {
    try {
      const sum = await written(fetching)
      const wanted = checksum ?? found.checksum
      if (wanted === undefined || isSameChecksum(sum, wanted)) return
      // A byte may be spoilt on the way once; twice it is the file.
      const words = `${name} has the checksum ${sum}, ${wanted} was expected`
      throw new HttpFailure('checksum', words, ++wrongSums === 1)
    } catch (error) {
      await rm(to, { force: true })
      throw error
    }
  })
}

/** Writes the file. @returns its checksum */
async function written({ storage, name, to, checksum, signal }: Fetching): Promise<string> {
  const sum = startChecksum(checksum === undefined ? 'adler32' : kindOf(checksum))
  const file = await open(to, 'wx', 0o644)
  try {
    for await (const piece of storage.read(name, signal)) {
      sum.add(piece)
      await file.writeFile(piece)
    }
  } finally {
    await file.close()
  }
  return sum.text()
}
