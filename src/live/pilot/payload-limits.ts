import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcessFamily } from '../processes/process-family.js'
import { folderUse } from './folder-use.js'
import type { JobLog } from './job-log.js'
import { JobFailure, PilotError } from './pilot-errors.js'

/** What a payload may take; Infinity: as much as it likes. */
export interface PayloadLimits {
  readonly memoryBytes: number
  readonly diskBytes: number
  /** When its time is over, on the clock of `performance.now()`, which nobody sets; and whose time that is. */
  readonly endsAt: number
  readonly endsBecause: string
  /** So long it may be without touching a file or writing output, in milliseconds. */
  readonly loopingMilliseconds: number
  /** So much must stay free on the disk, in bytes. */
  readonly freeBytes: number
  /** From one look to the next. */
  readonly pollMilliseconds: number
}

/** Part of the time that looking at a folder may take: one with a million files is looked at less often. */
const LOOKING_PART = 0.05

/**
 * Looks after a payload until `over`.
 * @throws JobFailure when a limit is reached; the reason of `over` once that is given
 */
export async function watchPayload(
  limits: PayloadLimits,
  folder: string,
  log: JobLog,
  family: ProcessFamily,
  over: AbortSignal,
): Promise<never> {
  const files = new FolderWatch(limits, folder, log)
  for (;;) {
    const wait = Math.max(1, Math.min(limits.pollMilliseconds, limits.endsAt - performance.now()))
    await sleep(wait, undefined, { signal: over })
    if (performance.now() >= limits.endsAt) throw new JobFailure(PilotError.reachedMaxTime, limits.endsBecause)
    const memory = family.residentBytes()
    if (memory > limits.memoryBytes)
      throw new JobFailure(
        PilotError.exceededMemory,
        `uses ${megabytes(memory)} of memory, ${megabytes(limits.memoryBytes)} are allowed`,
      )
    await files.look()
  }
}

/** The limits that are seen in the job's folder. */
class FolderWatch {
  private nextAt = 0
  private livelyAt = Date.now()
  private loggedBytes = 0

  constructor(
    private readonly limits: PayloadLimits,
    private readonly folder: string,
    private readonly log: JobLog,
  ) {}

  async look(): Promise<void> {
    const { diskBytes, freeBytes, loopingMilliseconds } = this.limits
    const now = Date.now()
    if (now < this.nextAt) return
    const { bytes, changedAt } = await folderUse(this.folder)
    // The payload may have removed its own folder, but not the one above.
    const { bavail, bsize } = await statfs(dirname(this.folder))
    this.nextAt = Date.now() + (Date.now() - now) / LOOKING_PART
    if (bytes > diskBytes)
      throw new JobFailure(
        PilotError.directoryTooLarge,
        `its folder takes ${megabytes(bytes)}, ${megabytes(diskBytes)} are allowed`,
      )
    if (bavail * bsize < freeBytes)
      throw new JobFailure(PilotError.noLocalSpace, `only ${megabytes(bavail * bsize)} are free on the disk`)
    this.livelyAt = Math.max(this.livelyAt, Math.min(changedAt, now), this.log.bytes > this.loggedBytes ? now : 0)
    this.loggedBytes = this.log.bytes
    if (now - this.livelyAt > loopingMilliseconds)
      throw new JobFailure(PilotError.looping, `no file was touched for ${Math.round((now - this.livelyAt) / 1000)} s`)
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
