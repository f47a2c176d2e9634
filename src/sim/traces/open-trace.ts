import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BadInput } from '../../model/bad-input.js'
import { traceReaders } from './index.js'
import { FaultTally } from './left-out.js'
import { quoted } from './quoted.js'
import type { OnJobs, TraceInfo, TraceReader } from './trace.js'
import type { Witness } from './witness.js'

const chunkBytes = 256 * 1024
const headBytes = 64 * 1024
const parquetMagic = Buffer.from('PAR1')

/** How to read a trace. */
export interface ReadOptions {
  /** Name of the format; without it the file's name and beginning tell. */
  format?: string | undefined
  /** Leave faulty records out, and count them, instead of ending at the first. */
  skipFaults?: boolean | undefined
  /** Sees what the jobs do not tell. */
  witness?: Witness | undefined
}

/**
 * Reads a trace file of any known format, plain or gzipped, in bounded memory.
 *
 * @param onJobs called with batches of about 4096 jobs in file order; reading goes on when its promise is fulfilled
 * @throws BadInput when there is no such file, its format is unknown, or a record is not as it may be, unless those
 * are left out
 */
export async function readTrace(path: string, onJobs: OnJobs, options: ReadOptions = {}): Promise<TraceInfo> {
  const forced = options.format === undefined ? undefined : readerNamed(options.format)
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  let bytes = 0
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    const raw = await peek(counted(), 2)
    if (raw.head.length === 0) throw new BadInput(path, 'the file is empty', 'a file with at least one job')
    const gzipped = raw.head[0] === 0x1f && raw.head[1] === 0x8b
    const text = await peek(textOnly(path, gzipped ? unzipped(path, raw.chunks) : raw.chunks), headBytes)
    if (text.head.length === 0) throw new BadInput(path, 'the file is empty', 'a file with at least one job')
    const reader = forced ?? recognise(path, text.head.toString('utf8'))
    const faults = new FaultTally()
    const tally = options.skipFaults === true ? faults : undefined
    const found = await reader.read(path, text.chunks, onJobs, tally, options.witness)
    if (found.records === 0) throw nothingLeft(path, reader.name, faults)
    return { format: reader.name, bytes, ...found, leftOut: faults }
  } catch (error) {
    throw inWords(path, error)
  } finally {
    file.destroy()
  }
}

function nothingLeft(path: string, format: string, { records, told }: FaultTally): BadInput {
  const found = records === 0 ? '' : ` without a fault, of ${records}; the first: ${told[0]}`
  return new BadInput(path, `no job in format ${format}${found}`, 'a file with at least one job')
}

function readerNamed(name: string): TraceReader {
  const reader = traceReaders.find((candidate) => candidate.name === name)
  if (reader !== undefined) return reader
  throw new BadInput('format', `no trace format is called ${quoted(name)}`, formatNames())
}

function recognise(path: string, head: string): TraceReader {
  const name = basename(path).replace(/\.gz$/, '').toLowerCase()
  const reader = traceReaders.find((candidate) => candidate.recognises(name, head))
  if (reader !== undefined) return reader
  throw new BadInput(path, 'the format is not recognised', `${formatNames()} (--format forces one)`)
}

function formatNames(): string {
  return traceReaders.map((reader) => reader.name).join(', ')
}

/** Reads at least `bytes` ahead, where there are so many, and gives what was read along with all chunks from the start. */
async function peek(
  chunks: AsyncGenerator<Buffer>,
  bytes: number,
): Promise<{ head: Buffer; chunks: AsyncGenerator<Buffer> }> {
  const ahead: Buffer[] = []
  let length = 0
  while (length < bytes) {
    const next = await chunks.next()
    if (next.done) break
    ahead.push(next.value)
    length += next.value.length
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield* ahead
    yield* chunks
  }
  return { head: Buffer.concat(ahead).subarray(0, bytes), chunks: all() }
}

async function* unzipped(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  pipeline(Readable.from(chunks), gunzip, () => {
    // An error reaches the loop below, which reads from the same stream.
  })
  try {
    yield* gunzip as AsyncIterable<Buffer>
  } catch (error) {
    if (!isSystemError(error) || !error.code.startsWith('Z_')) throw error
    throw new BadInput(path, `the gzip data are cut off or corrupt (${error.message})`, 'a complete gzip file')
  }
}

/** Passes text on and turns away binary files, which hold zero bytes. */
async function* textOnly(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    if (isParquet(chunk)) {
      const found = 'this is Parquet, which ailuro writes for other tools and does not read'
      throw new BadInput(path, found, `the trace in one of the formats ${formatNames()}`)
    }
    if (chunk.includes(0)) throw new BadInput(path, 'the file is binary', `text in one of the formats ${formatNames()}`)
    yield chunk
  }
}

/** The four bytes that a Parquet file begins with, and a zero byte soon after, which no text has. */
function isParquet(head: Buffer): boolean {
  return head.subarray(0, 4).equals(parquetMagic) && head.includes(0)
}

function inWords(path: string, error: unknown): unknown {
  // The taker of jobs may have troubles with files of its own.
  if (!isSystemError(error) || (error.path !== undefined && error.path !== path)) return error
  if (error.code === 'ENOENT') return new BadInput(path, 'there is no such file', 'the path of a trace file')
  if (error.code === 'EISDIR') return new BadInput(path, 'this is a directory', 'the path of a trace file')
  if (error.code === 'EACCES') return new BadInput(path, 'reading is not permitted', 'a file you may read')
  return error
}

function isSystemError(error: unknown): error is Error & { code: string; path?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
