import { emptyDisk, MemoryStore } from '../testing/memory-store.js'
import type { Commit, JobSpec, KeptAnswer } from '../store/commit.js'
import { LostLeadership, type Opening } from '../store/store.js'

/** The file that a log is kept in. Each method may fail with the error of the disk. */
export interface LogFile {
  read(): Promise<Buffer>
  /**
   * Cuts the file and appends these bytes, if it is still as long as it was seen to be. In one step, as under a lock.
   * @returns false when it is not: somebody else has written
   */
  append(seen: number, cut: number, bytes: Uint8Array): Promise<boolean>
  sync(): Promise<void>
  /** A look at what has been written before. */
  look(): Promise<void>
}

/** Length of the body, checksum over all that follows it, number of the leadership: 32 bits each. */
const HEADER_BYTES = 12

/** One entry of the log: a commit, or null where another host takes over. */
interface LogEntry {
  readonly epoch: number
  readonly commit: Commit | null
}

/**
 * A store on a file that tears: each commit is appended as one record with length and checksum, and synced, as the logs of
 * databases are. When it is opened the log is read up to its first flaw: what follows was never said to be kept.
 */
export class LogStore extends MemoryStore {
  override readonly place = 'log'
  private end = 0
  private broken: Error | undefined
  private last: Promise<void> = Promise.resolve()
  private leads = 0

  constructor(private readonly file: LogFile) {
    super(emptyDisk())
  }

  override async open(): Promise<Opening> {
    const { disk, file } = this
    const log = await file.read()
    const { entries, end } = readLog(log)
    for (const { epoch, commit } of entries) {
      disk.epoch = epoch
      if (commit !== null) this.write(commit)
    }
    // Whatever was read and was not synced must last from now on too.
    this.leads = ++disk.epoch
    await this.append(log.length, end, { epoch: this.leads, commit: null })
    const { sequence, at, facts } = disk
    return { bornMilliseconds: 0, epoch: this.leads, sequence, at, facts: facts.length }
  }

  override commit(commit: Commit): Promise<void> {
    const done = this.last.then(() => this.commitNext(commit))
    this.last = done.catch(() => undefined)
    return done
  }

  override async specs(keys: readonly Pick<JobSpec, 'task' | 'ordinal'>[]): Promise<readonly (string | undefined)[]> {
    await this.file.look()
    return super.specs(keys)
  }

  override async answer(key: string): Promise<KeptAnswer | undefined> {
    await this.file.look()
    return super.answer(key)
  }

  private async commitNext(commit: Commit): Promise<void> {
    if (this.broken !== undefined) throw this.broken
    const { sequence } = this.disk
    if (commit.sequence !== sequence + 1)
      throw new LostLeadership(`the last commit is ${sequence}, so commit ${commit.sequence} cannot follow`)
    await this.append(this.end, this.end, { epoch: this.leads, commit })
    this.write(commit)
  }

  private async append(seen: number, cut: number, entry: LogEntry): Promise<void> {
    const record = recordOf(entry)
    try {
      // What another host has appended since is its word that it leads.
      if (!(await this.file.append(seen, cut, record))) throw new LostLeadership('another host leads')
      await this.sync()
    } catch (error) {
      // Nobody knows what of it is there: only reading it anew tells.
      this.broken = error as Error
      throw error
    }
    this.end = cut + record.length
  }

  /** Apart, so that tests can leave it out. */
  protected sync(): Promise<void> {
    return this.file.sync()
  }
}

function recordOf({ epoch, commit }: LogEntry): Buffer {
  const body = Buffer.from(JSON.stringify(commit))
  const record = Buffer.allocUnsafe(HEADER_BYTES + body.length)
  record.writeUInt32LE(body.length, 0)
  record.writeUInt32LE(epoch, 8)
  record.set(body, HEADER_BYTES)
  record.writeUInt32LE(checksum(record, 8, record.length), 4)
  return record
}

/** Entries up to the first flaw, and where that is. */
function readLog(log: Buffer): { readonly entries: readonly LogEntry[]; readonly end: number } {
  const entries: LogEntry[] = []
  let [end, epoch, sequence] = [0, 0, 0]
  while (end + HEADER_BYTES <= log.length) {
    const next = end + HEADER_BYTES + log.readUInt32LE(end)
    if (next > log.length || log.readUInt32LE(end + 4) !== checksum(log, end + 8, next)) break
    const entry = { epoch: log.readUInt32LE(end + 8), commit: bodyOf(log, end, next) }
    // Records of an earlier time may stand behind a cut that did not last.
    const follows = entry.commit === null ? entry.epoch > epoch : entry.commit.sequence === sequence + 1
    if (!follows || entry.epoch < epoch) break
    entries.push(entry)
    epoch = entry.epoch
    sequence = entry.commit?.sequence ?? sequence
    end = next
  }
  return { entries, end }
}

function bodyOf(log: Buffer, start: number, end: number): Commit | null {
  return JSON.parse(log.toString('utf8', start + HEADER_BYTES, end)) as Commit | null
}

/** FNV-1a. */
function checksum(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash >>> 0
}
