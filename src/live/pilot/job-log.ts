import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const HEAD = 'log-head'
const TAILS = ['log-tail-0', 'log-tail-1'] as const

/**
 * Keeps the output of a job on disk in bounded space: its beginning, and its end, in two files that are written in turn. What lies
 * between is counted and forgotten.
 */
export class JobLog {
  /** Bytes heard so far. */
  bytes = 0
  private readonly head: number
  private headBytes = 0
  private readonly tails: [number, number]
  private readonly tailBytes: [number, number] = [0, 0]
  private turn: 0 | 1 = 0
  private forgotten = 0

  /**
   * Goes on with what an earlier pilot kept in the folder.
   * @param halfBytes kept of the beginning; of the end, from half of it to all of it is kept
   */
  constructor(
    private readonly folder: string,
    private readonly halfBytes: number,
  ) {
    const earlier = keptLog(folder)
    const open = (name: string): number => openSync(join(folder, name), 'w+', 0o600)
    this.head = open(HEAD)
    this.tails = [open(TAILS[0]), open(TAILS[1])]
    this.write(Buffer.from(earlier))
  }

  write(chunk: Buffer): void {
    this.bytes += chunk.length
    const before = this.headBytes
    try {
      this.keep(chunk)
    } catch (error) {
      // A full disk must not end the pilot; who watches the disk ends the job.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      this.forgotten += chunk.length - (this.headBytes - before)
    }
  }

  private keep(chunk: Buffer): void {
    const fits = Math.min(chunk.length, this.halfBytes - this.headBytes)
    if (fits > 0) writeSync(this.head, chunk, 0, fits, this.headBytes)
    this.headBytes += fits
    const quarter = Math.ceil(this.halfBytes / 2)
    for (let rest = chunk.subarray(fits); rest.length > 0;) {
      if (this.tailBytes[this.turn] >= quarter) this.turnOver()
      const piece = rest.subarray(0, quarter - this.tailBytes[this.turn])
      writeSync(this.tails[this.turn], piece, 0, piece.length, this.tailBytes[this.turn])
      this.tailBytes[this.turn] += piece.length
      rest = rest.subarray(piece.length)
    }
  }

  /** A line of the pilot itself. */
  note(words: string): void {
    this.write(Buffer.from(`[pilot] ${words}\n`))
  }

  /** What is kept, as it would be read. */
  text(): string {
    const read = (name: string, bytes: number): Buffer => readFileSync(join(this.folder, name)).subarray(0, bytes)
    const older = this.turn === 0 ? 1 : 0
    const end = [older, this.turn].map((turn) => read(TAILS[turn], this.tailBytes[turn]))
    return joined(read(HEAD, this.headBytes), end, this.forgotten > 0 ? `${this.forgotten} bytes` : undefined)
  }

  close(): void {
    for (const file of [this.head, ...this.tails]) closeSync(file)
  }

  /** Goes on in the other of the two files of the end, and forgets what that held. */
  private turnOver(): void {
    this.turn = this.turn === 0 ? 1 : 0
    this.forgotten += this.tailBytes[this.turn]
    this.tailBytes[this.turn] = 0
  }
}

/** What a pilot that was killed had kept: the end may begin with a piece of what is older. */
export function keptLog(folder: string): string {
  const found = TAILS.map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
    .sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
  const head = statSync(join(folder, HEAD), { throwIfNoEntry: false })
  if (head === undefined) return ''
  const end = found.map((path) => readFileSync(path))
  return joined(
    readFileSync(join(folder, HEAD)),
    end,
    end.every((bytes) => bytes.length > 0) ? 'an unknown part' : undefined,
  )
}

function joined(head: Buffer, end: readonly Buffer[], leftOut: string | undefined): string {
  const gap = leftOut === undefined ? '' : `\n[pilot] left out here: ${leftOut}\n`
  return Buffer.concat([head, Buffer.from(gap), ...end]).toString('utf8')
}
