import type { Bytes } from '../../model/units.js'
import { type ChecksumKind, isSameChecksum, kindOf, startChecksum } from '../storage-folder/checksum.js'
import { NotPlaced, type Placed } from '../storage-folder/place-file.js'
import { HttpFailure } from './http-failure.js'
import type { HttpStorage } from './http-storage.js'
import { persistently } from './patience.js'

/** Where a file comes from. */
export interface HttpSource {
  readonly bytes: Bytes
  /** All of it, from the beginning, each time it is asked for. */
  read(): AsyncIterable<Buffer>
  /** Its checksum, where nobody told one and it matters. */
  checksum(): Promise<string>
  /** Has the target fetch it to this name by itself; false: it cannot. */
  pulledTo?(part: string): Promise<boolean>
}

/** A file to be put into an HTTP storage, whole or not at all. */
export interface HttpPlacing {
  readonly source: HttpSource
  readonly target: HttpStorage
  readonly name: string
  /** Checksum that is known beforehand. */
  readonly checksum?: string | undefined
  /** Tells the temporary names of different writers apart; the same after a restart. */
  readonly writer: string
  readonly signal: AbortSignal
}

/**
 * Puts a file into a storage under a temporary name, checks what has arrived, and renames it, so that nobody ever sees a part of it. A file
 * of the right size and checksum that is there already is left as it is, also after a rename whose answer was lost.
 * @throws NotPlaced with a reason; the signal's own reason when it was stopped
 */
export async function placeOverHttp(placing: HttpPlacing): Promise<Placed> {
  const { target, name, signal, writer } = placing
  const part = partName(name, writer)
  let wrongSums = 0
  // A byte may be spoilt on the way once; twice it is the file.
  const wrongSum = (words: string): HttpFailure => new HttpFailure('checksum', words, ++wrongSums === 1)
  try {
    return await persistently(target.patience, signal, async () => {
      const there = await alreadyThere(placing)
      if (there !== undefined) return there
      await target.makeFolders(name, signal)
      const { bytes, checksum } = await filled(placing, part, wrongSum)
      await target.rename(part, name, signal)
      return { bytes, checksum, isCopied: true }
    })
  } catch (error) {
    target.forgetFolders()
    if (!signal.aborted) await target.remove(part, signal).catch(() => undefined)
    throw error
  }
}

/** The temporary name beside a file's own. */
function partName(name: string, writer: string): string {
  const at = name.lastIndexOf('/') + 1
  return `${name.slice(0, at)}.part-${writer}.${name.slice(at)}`
}

async function alreadyThere({ source, target, name, checksum, signal }: HttpPlacing): Promise<Placed | undefined> {
  const found = await target.find(name, checksum === undefined ? 'adler32' : kindOf(checksum), signal)
  if (found?.bytes !== source.bytes) return undefined
  const wanted = checksum ?? (await source.checksum())
  const sum = found.checksum ?? (await target.checksumOf(name, kindOf(wanted), signal))
  return isSameChecksum(sum, wanted) ? { bytes: found.bytes, checksum: sum, isCopied: false } : undefined
}

/** Fills the part, and checks what has arrived. */
async function filled(
  placing: HttpPlacing,
  part: string,
  wrongSum: (words: string) => HttpFailure,
): Promise<{ bytes: Bytes; checksum: string }> {
  const { source, target, name, checksum, signal } = placing
  const kind = checksum === undefined ? 'adler32' : kindOf(checksum)
  const isPulled = (await source.pulledTo?.(part)) === true
  const sent = isPulled ? undefined : await sentTo(placing, part, kind)
  if (sent !== undefined && sent.bytes !== source.bytes)
    throw new NotPlaced('size', `${name} changed while it was copied: ${sent.bytes} bytes instead of ${source.bytes}`)
  if (sent !== undefined && checksum !== undefined && !isSameChecksum(sent.sum, checksum))
    throw wrongSum(`${name} has the checksum ${sent.sum}, ${checksum} was expected`)
  const landed = await target.find(part, kind, signal)
  if (landed?.bytes !== source.bytes) {
    const found = landed === undefined ? 'is not there' : `has ${landed.bytes} bytes instead of ${source.bytes}`
    throw new HttpFailure('size', `the copy of ${name} ${found}`, true)
  }
  const wanted = checksum ?? sent?.sum ?? (await source.checksum())
  // What was sent from here is known; who fetched it by itself is asked for what it has got.
  const arrived = landed.checksum ?? sent?.sum ?? (await target.checksumOf(part, kind, signal))
  if (!isSameChecksum(arrived, wanted)) throw wrongSum(`the copy of ${name} differs from it: ${arrived}, not ${wanted}`)
  return { bytes: landed.bytes, checksum: arrived }
}

/** Sends what the source gives, and reckons its checksum on the way. */
async function sentTo(
  { source, target, signal }: HttpPlacing,
  part: string,
  kind: ChecksumKind,
): Promise<{ bytes: Bytes; sum: string }> {
  // Where a server sends the writer on, the file is read anew.
  let last = { sum: startChecksum(kind), bytes: 0 }
  async function* counted(): AsyncGenerator<Buffer> {
    const reading = (last = { sum: startChecksum(kind), bytes: 0 })
    for await (const piece of source.read()) {
      reading.sum.add(piece)
      reading.bytes += piece.length
      yield piece
    }
  }
  await target.write(part, counted, source.bytes, signal)
  return { bytes: last.bytes, sum: last.sum.text() }
}
