import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { WrittenLine } from './feed-schema.js'

const CHUNK_CHARACTERS = 256 * 1024

/** Writes a feed into a file, gzipped when asked. Lines are gathered until they are passed on. */
export class FeedFile {
  lines = 0
  private text = ''
  private readonly file
  private readonly gzip
  private failure: Error | undefined
  private wake: () => void = () => undefined

  constructor(path: string, isGzipped: boolean) {
    this.file = createWriteStream(path)
    this.gzip = isGzipped ? createGzip() : undefined
    this.gzip?.pipe(this.file)
    this.file.on('error', (error) => {
      this.failure = error
      this.wake()
    })
    ;(this.gzip ?? this.file).on('drain', () => this.wake())
  }

  write(line: WrittenLine): void {
    this.lines++
    this.text += `${JSON.stringify(line)}\n`
  }

  /** Passes on what has gathered. @throws what the system says when it cannot be written */
  poll(): void {
    void this.passOn()
  }

  /** The same, and waits while the disk is behind. */
  async drained(): Promise<void> {
    if (!this.passOn()) await new Promise<void>((resolve) => (this.wake = resolve))
    if (this.failure !== undefined) throw this.failure
  }

  /** The last lines, and the end of the file. */
  async end(): Promise<void> {
    ;(this.gzip ?? this.file).end(this.text)
    if (this.failure !== undefined) throw this.failure
    await finished(this.file)
  }

  /** @returns whether there is room for more */
  private passOn(): boolean {
    if (this.failure !== undefined) throw this.failure
    if (this.text.length < CHUNK_CHARACTERS) return true
    const { text } = this
    this.text = ''
    return (this.gzip ?? this.file).write(text)
  }
}
