import { once } from 'node:events'
import { basename } from 'node:path'
import { createWriteStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TraceJob } from '../trace.js'
import { BadInput } from '../../../model/bad-input.js'
import { traceReaders } from '../index.js'
import { gwfWriter } from './gwf-writer.js'
import { pandaWriter } from './panda-writer.js'
import type { Survey } from './survey.js'
import { swfWriter } from './swf-writer.js'
import type { Change, TraceWriter } from './trace-writer.js'

/** Takes the jobs of a trace and makes a file of them. */
export interface TraceSink {
  readonly changes: readonly Change[]
  /** Takes one batch, in order of submission. */
  take(jobs: readonly TraceJob[]): Promise<void>
  /** Completes the file. */
  end(): Promise<void>
  /** Lets go of the file without completing it. */
  abandon(): void
}

/** Opens a sink for the jobs of a survey: `partial` is the file to write, `out` the name that it will have. */
export type OpenSink = (survey: Survey, partial: string, out: string) => Promise<TraceSink>

/** The text formats that a trace can be written in, as in `--to`. */
export const textSinks: Readonly<Record<'swf' | 'gwf' | 'panda', OpenSink>> = {
  swf: (survey, partial, out) => TextSink.open(swfWriter(survey), 'swf', partial, out),
  gwf: (survey, partial, out) => TextSink.open(gwfWriter(survey), 'gwf', partial, out),
  panda: (survey, partial, out) => TextSink.open(pandaWriter(survey), 'panda-csv', partial, out),
}

/** Writes text, gzipped where the name ends in `.gz`, no faster than the disk takes it. */
class TextSink implements TraceSink {
  readonly #entry = new PassThrough()
  readonly #written: Promise<void>

  private constructor(
    private readonly writer: TraceWriter,
    partial: string,
    isZipped: boolean,
  ) {
    const file = createWriteStream(partial)
    this.#written = isZipped ? pipeline(this.#entry, createGzip(), file) : pipeline(this.#entry, file)
    // Whoever writes next, or ends, hears of a failure.
    this.#written.catch(() => undefined)
  }

  static async open(writer: TraceWriter, format: string, partial: string, out: string): Promise<TextSink> {
    refuseName(out, format)
    const sink = new TextSink(writer, partial, out.endsWith('.gz'))
    await sink.#put(writer.head)
    return sink
  }

  get changes(): readonly Change[] {
    return this.writer.changes
  }

  async take(jobs: readonly TraceJob[]): Promise<void> {
    await this.#put(jobs.map((job) => this.writer.record(job)).join(''))
  }

  async end(): Promise<void> {
    this.#entry.end()
    await this.#written
  }

  abandon(): void {
    this.#entry.destroy()
  }

  async #put(text: string): Promise<void> {
    if (!this.#entry.write(text)) await Promise.race([once(this.#entry, 'drain'), this.#written])
  }
}

/** Turns away a name by which another format would be read. */
function refuseName(out: string, format: string): void {
  const name = basename(out).replace(/\.gz$/, '').toLowerCase()
  const reader = traceReaders.find((candidate) => candidate.recognises(name, ''))
  if (reader === undefined || reader.name === format) return
  const ending = name.slice(name.lastIndexOf('.'))
  throw new BadInput(out, `a file of this name is read as ${reader.name}`, `a name that does not end in ${ending}`)
}
