import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Bytes } from '../../model/units.js'
import { type ChecksumKind, isSameChecksum, kindOf, type RunningChecksum, startChecksum } from './checksum.js'

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants
/** Small enough that a checksum of one piece does not hold up the process. */
const PIECE_BYTES = 256 * 1024

/** Why a file could not be placed. */
export type PlacingFault = 'missing' | 'no-file' | 'size' | 'checksum' | 'no-space' | 'denied' | 'other'

export class NotPlaced extends Error {
  constructor(
    readonly fault: PlacingFault,
    words: string,
  ) {
    super(words)
  }
}

/** A file to be put somewhere, whole or not at all. */
export interface Placing {
  readonly from: string
  readonly to: string
  /** What is known of it beforehand. */
  readonly bytes?: Bytes | undefined
  readonly checksum?: string | undefined
  /** Tells the temporary files of writers in different processes apart; the same after a restart. */
  readonly writer?: string
  /** Its name in what is told; absent: the path of `from`. */
  readonly name?: string
  /** Stops the copying between two pieces. */
  readonly signal?: AbortSignal
}

export interface Placed {
  readonly bytes: Bytes
  readonly checksum: string
  /** False: it was there already. */
  readonly isCopied: boolean
}

/**
 * Copies a file to a place where nobody ever sees a part of it: to a temporary name beside the place, checked there, forced to the disk
 * and renamed. What an earlier attempt left under the temporary name is compared with the source byte by byte, and the copy goes
 * on after the last byte that fits. A file of the right size and checksum at the place is left as it is.
 * @throws NotPlaced with a reason; the signal's own reason when it was stopped
 */
export async function placeFile(placing: Placing): Promise<Placed> {
  const name = placing.name ?? placing.from
  try {
    const source = await checkedSource(placing, name)
    const there = await alreadyThere(placing, source)
    if (there !== undefined) return there
    return await copied(placing, name, source)
  } catch (error) {
    if (error instanceof NotPlaced || placing.signal?.aborted) throw error
    throw new NotPlaced(faultOf(error), `${name}: ${(error as Error).message}`)
  }
}

/** The temporary file beside a place. */
export function partOf(to: string, writer = ''): string {
  return join(dirname(to), `.${basename(to)}.part${writer}`)
}

/** The checksum of a file, read piece by piece. */
export async function checksumOfFile(path: string, kind: ChecksumKind, signal?: AbortSignal): Promise<string> {
  const sum = startChecksum(kind)
  const file = await open(path)
  try {
    await pieces(file, sum, signal)
  } finally {
    await file.close()
  }
  return sum.text()
}

interface Source {
  readonly bytes: Bytes
  readonly modified: Date
}

async function checkedSource({ from, bytes }: Placing, name: string): Promise<Source> {
  const found = await stat(from).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new NotPlaced('missing', `${name} is not there`)
    throw error
  })
  if (!found.isFile()) throw new NotPlaced('no-file', `${name} is no file`)
  if (bytes !== undefined && found.size !== bytes)
    throw new NotPlaced('size', `${name} has ${found.size} bytes, ${bytes} were expected`)
  return { bytes: found.size, modified: found.mtime }
}

/** A file at the place counts as the same one when its size and its checksum agree with what is known or, unknown, with the source. */
async function alreadyThere({ from, to, checksum, signal }: Placing, source: Source): Promise<Placed | undefined> {
  const found = await stat(to).catch(() => undefined)
  if (found?.isFile() !== true || found.size !== source.bytes) return undefined
  // Without a checksum both are read, for the strong one: an older file of equal size must not pass by chance.
  const wanted = checksum ?? (await checksumOfFile(from, 'sha256', signal))
  const sum = await checksumOfFile(to, kindOf(wanted), signal)
  return isSameChecksum(sum, wanted) ? { bytes: found.size, checksum: sum, isCopied: false } : undefined
}

async function copied(placing: Placing, name: string, source: Source): Promise<Placed> {
  const { from, to, checksum, writer, signal } = placing
  await makeFolder(dirname(to))
  const part = partOf(to, writer)
  const sum = startChecksum(checksum === undefined ? 'adler32' : kindOf(checksum))
  const bytes = await writePart(from, part, sum, signal)
  const text = sum.text()
  const fault =
    bytes !== source.bytes
      ? new NotPlaced('size', `${name} changed while it was copied: ${bytes} bytes instead of ${source.bytes}`)
      : checksum !== undefined && !isSameChecksum(text, checksum)
        ? new NotPlaced('checksum', `${name} has the checksum ${text}, ${checksum} was expected`)
        : !isSameChecksum(await checksumOfFile(part, kindOf(text), signal), text)
          ? new NotPlaced('checksum', `the copy of ${name} differs from it`)
          : undefined
  if (fault !== undefined) {
    await rm(part, { force: true })
    throw fault
  }
  await utimes(part, source.modified, source.modified)
  await rename(part, to)
  await syncFolder(dirname(to))
  return { bytes, checksum: text, isCopied: true }
}

/** Writes what the part lacks of the source; its checksum is that of all of it. */
async function writePart(from: string, part: string, sum: RunningChecksum, signal?: AbortSignal): Promise<Bytes> {
  const source = await open(from)
  try {
    const target = await open(part, O_RDWR | O_CREAT | O_NOFOLLOW, 0o644)
    try {
      const fitting = await fittingBytes(source, target, signal)
      const write: EachPiece = (bytes, at) => (at < fitting ? Promise.resolve() : writePiece(target, bytes, at))
      const end = await pieces(source, sum, signal, write)
      await target.truncate(end)
      await target.sync()
      return end
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

type EachPiece = (bytes: Buffer, at: number) => Promise<void>

/** How many bytes at the beginning of a part are those of the source, in whole pieces. */
async function fittingBytes(source: FileHandle, part: FileHandle, signal?: AbortSignal): Promise<Bytes> {
  const [wanted, held] = [Buffer.alloc(PIECE_BYTES), Buffer.alloc(PIECE_BYTES)]
  for (let at = 0; ; at += PIECE_BYTES) {
    signal?.throwIfAborted()
    const partRead = await part.read(held, 0, PIECE_BYTES, at)
    const sourceRead = await source.read(wanted, 0, PIECE_BYTES, at)
    if (Math.min(partRead.bytesRead, sourceRead.bytesRead) < PIECE_BYTES || !wanted.equals(held)) return at
  }
}

async function writePiece(target: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await target.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}

/** Reads a file to its end. @returns where the end is */
async function pieces(file: FileHandle, sum: RunningChecksum, signal?: AbortSignal, each?: EachPiece): Promise<number> {
  const buffer = Buffer.alloc(PIECE_BYTES)
  for (let at = 0; ;) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, at)
    if (bytesRead === 0) return at
    const bytes = buffer.subarray(0, bytesRead)
    sum.add(bytes)
    await each?.(bytes, at)
    at += bytesRead
  }
}

/** Makes a folder and those above it, so that they outlive a crash. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Forces the names in a folder to the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function faultOf(error: unknown): PlacingFault {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'no-space' : 'other'
}
