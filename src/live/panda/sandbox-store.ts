import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BadInput } from '../../model/bad-input.js'
import { syncFolder } from '../storage-folder/place-file.js'

const MiB = 1 << 20
/** Largest sandbox without a build (panda-protocol.md §4); archives of sources, and logs, may be larger. */
const SANDBOX_BYTES = 10 * MiB
const SOURCES_BYTES = 768 * MiB
const LOG_BYTES = 100 * MiB
/** Sandboxes that nobody touched for so long are forgotten. */
const KEPT_MILLISECONDS = 30 * 86_400_000
const SANE_NAME = /^[A-Za-z0-9][\w.+-]{0,199}$/
/** Bytes behind the content of a gzip file: its checksum, and its length. */
const GZIP_FOOTER_BYTES = 8
/** Folder of the files that say what sandbox has which content. */
const CONTENTS = '.contents'

/** What users upload for their jobs: files of a folder, written whole or not at all. */
export class SandboxStore {
  private readonly contents: string

  constructor(
    private readonly folder: string,
    private readonly nowMilliseconds: () => number = Date.now,
  ) {
    this.contents = join(folder, CONTENTS)
  }

  /**
   * Keeps a file.
   * @throws BadInput when its name is odd or taken, or it is too large
   */
  async keep(user: string, name: string, content: Readable): Promise<void> {
    const path = this.pathOf(name)
    await mkdir(this.contents, { recursive: true })
    await this.forgetOld(this.folder)
    await this.forgetOld(this.contents)
    if (!name.endsWith('__ow__') && (await sizeOf(path)) !== undefined) {
      await this.touch(name)
      throw new BadInput(`file ${name}`, 'there is one of this name', 'another name')
    }
    const partial = join(this.folder, `.${randomUUID()}.partial`)
    const seen = { bytes: 0, end: Buffer.alloc(0) }
    try {
      // Whoever is told that it is kept need not send it again, whatever happens to this machine.
      await pipeline(content, bounded(name, seen), createWriteStream(partial, { mode: 0o600, flush: true }))
      await rename(partial, path)
      await syncFolder(this.folder)
    } finally {
      await rm(partial, { force: true })
    }
    if (seen.end.length === GZIP_FOOTER_BYTES)
      await writeFile(this.contentFile(user, seen.bytes, seen.end.readUInt32LE(0)), name)
  }

  /** Name of a file that this user uploaded with such a content before; undefined: there is none. It is kept for longer then. */
  async sameAs(user: string, bytes: number, checksum: number): Promise<string | undefined> {
    const name = await readFile(this.contentFile(user, bytes, checksum), 'utf8').catch(() => undefined)
    // The note may have broken off where the server stopped.
    if (name === undefined || !SANE_NAME.test(name) || (await sizeOf(this.pathOf(name))) !== bytes) return undefined
    return (await this.touch(name)) ? name : undefined
  }

  /** The file; undefined: there is none. */
  async read(name: string): Promise<{ readonly bytes: number; readonly content: Readable } | undefined> {
    if (!SANE_NAME.test(name)) return undefined
    const path = this.pathOf(name)
    const bytes = await sizeOf(path)
    return bytes === undefined ? undefined : { bytes, content: createReadStream(path) }
  }

  /** Keeps a file for longer. @returns whether there is one */
  async touch(name: string): Promise<boolean> {
    const path = this.pathOf(name)
    if ((await sizeOf(path)) === undefined) return false
    const now = new Date(this.nowMilliseconds())
    await utimes(path, now, now)
    return true
  }

  private async forgetOld(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
      const found = await stat(join(folder, name)).catch(() => undefined)
      const isOld = found !== undefined && this.nowMilliseconds() - found.mtimeMs > KEPT_MILLISECONDS
      if (isOld && found.isFile()) await rm(join(folder, name), { force: true })
    }
  }

  private contentFile(user: string, bytes: number, checksum: number): string {
    const key = createHash('sha256').update(JSON.stringify([user, bytes, checksum]))
    return join(this.contents, key.digest('hex'))
  }

  private pathOf(name: string): string {
    if (SANE_NAME.test(name)) return join(this.folder, name)
    throw new BadInput(
      'file name',
      `it is ${JSON.stringify(name.slice(0, 60))}`,
      'letters, digits, and . _ + - behind the first',
    )
  }
}

/** Passes a content on, and notes how long it is and how it ends. */
function bounded(name: string, seen: { bytes: number; end: Buffer }) {
  const most = mostOf(name)
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      seen.bytes += chunk.length
      if (seen.bytes > most) throw new BadInput(`file ${name}`, 'it exceeds the size limit', `up to ${most / MiB} MB`)
      seen.end = Buffer.concat([seen.end, chunk.subarray(-GZIP_FOOTER_BYTES)]).subarray(-GZIP_FOOTER_BYTES)
      yield chunk
    }
  }
}

function mostOf(name: string): number {
  if (name.endsWith('.out')) return LOG_BYTES
  return name.startsWith('sources.') ? SOURCES_BYTES : SANDBOX_BYTES
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
