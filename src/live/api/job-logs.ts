import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Bytes, PandaId } from '../../model/units.js'
import { Problem } from './problem.js'

/** Logs in one folder: file systems slow down above. */
const IN_A_FOLDER = 10_000
/** Multiple of the largest log at which a sender is cut off. */
const PATIENCE = 4

/** Keeps what jobs wrote, one file a job, in a folder. */
export class JobLogs {
  private uploads = 0

  constructor(
    private readonly folder: string,
    private readonly mostBytes: Bytes,
  ) {}

  /** Keeps the log of a job in place of an earlier one: all of it, or nothing when it does not come through. */
  async keep(id: PandaId, log: Readable): Promise<Bytes> {
    const file = this.fileOf(id)
    const partial = `${file}.${++this.uploads}.partial`
    await mkdir(dirname(file), { recursive: true })
    let bytes = 0
    const count = new Transform({
      transform: (chunk: Buffer, _, next) => {
        bytes += chunk.length
        // What is too much is still heard for a while, since a sender that is cut off does not read the answer.
        if (bytes <= this.mostBytes) next(null, chunk)
        else if (bytes <= this.mostBytes * PATIENCE) next()
        else next(tooLarge(this.mostBytes))
      },
    })
    try {
      await pipeline(log, count, createWriteStream(partial, { mode: 0o600 }))
      if (bytes > this.mostBytes) throw tooLarge(this.mostBytes)
      await rename(partial, file)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    return bytes
  }

  async has(id: PandaId): Promise<boolean> {
    return (await this.size(id)) !== undefined
  }

  /** The log of a job; undefined when none is kept. */
  async read(id: PandaId): Promise<Readable | undefined> {
    return (await this.has(id)) ? createReadStream(this.fileOf(id)) : undefined
  }

  /** The end of the log of a job, at most so many bytes; undefined when none is kept. */
  async end(id: PandaId, mostBytes: Bytes): Promise<string | undefined> {
    const size = await this.size(id)
    if (size === undefined) return undefined
    const file = await open(this.fileOf(id), 'r')
    try {
      const bytes = Buffer.alloc(Math.min(size, mostBytes))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length)
      return bytes.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  }

  private async size(id: PandaId): Promise<Bytes | undefined> {
    try {
      return (await stat(this.fileOf(id))).size
    } catch {
      return undefined
    }
  }

  private fileOf(id: PandaId): string {
    return join(this.folder, String(Math.floor(id / IN_A_FOLDER)), `${id}.log`)
  }
}

function tooLarge(mostBytes: Bytes): Problem {
  return new Problem(413, `the log is larger than the ${mostBytes} bytes that are kept of one`)
}
