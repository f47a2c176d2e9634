import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BadInput } from '../../model/bad-input.js'

/** Largest sandbox without a build, and largest archive of sources (panda-protocol.md §4), bytes. */
const SANDBOX_BYTES = 10 * 1_000_000
const SOURCES_BYTES = 768 * 1_000_000
/** Sandboxes that nobody touched for so long are forgotten. */
const KEPT_MILLISECONDS = 30 * 86_400_000
const SANE_NAME = /^[A-Za-z0-9][\w.+-]{0,199}$/

/** What users upload for their jobs: files of a folder, written whole or not at all. */
export class SandboxStore {
  private uploads = 0

  constructor(
    private readonly folder: string,
    private readonly nowMilliseconds: () => number = Date.now,
  ) {}

  /**
   * Keeps a file.
   * @throws BadInput when its name is odd or taken, or it is too large
   */
  async keep(name: string, content: Readable): Promise<void> {
    const path = this.pathOf(name)
    await mkdir(this.folder, { recursive: true })
    await this.forgetOld()
    if (!name.endsWith('__ow__') && (await sizeOf(path)) !== undefined)
      throw new BadInput(`file ${name}`, 'there is one of this name', 'another name')
    const partial = join(this.folder, `.${++this.uploads}.${name}.partial`)
    const most = name.startsWith('sources.') ? SOURCES_BYTES : SANDBOX_BYTES
    try {
      await pipeline(content, bounded(name, most), createWriteStream(partial, { mode: 0o600 }))
      await rename(partial, path)
    } finally {
      await rm(partial, { force: true })
    }
  }

  /** The file; undefined: there is none. @throws BadInput when its name is odd */
  async read(name: string): Promise<{ readonly bytes: number; readonly content: Readable } | undefined> {
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

  async delete(name: string): Promise<boolean> {
    const path = this.pathOf(name)
    const isThere = (await sizeOf(path)) !== undefined
    await rm(path, { force: true })
    return isThere
  }

  private async forgetOld(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const found = await stat(join(this.folder, name)).catch(() => undefined)
      const isOld = found !== undefined && this.nowMilliseconds() - found.mtimeMs > KEPT_MILLISECONDS
      if (isOld && found.isFile()) await rm(join(this.folder, name), { force: true })
    }
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

function bounded(name: string, most: number) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > most) throw new BadInput(`file ${name}`, 'it is too large', `up to ${most} bytes`)
      yield chunk
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
