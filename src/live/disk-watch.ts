import { statfs } from 'node:fs/promises'
import type { Bytes } from '../model/units.js'

const PERIOD_MILLISECONDS = 10_000

/** Looks now and then how much is free where the server keeps things, so that new work is refused before nothing can be kept any more. */
export class DiskWatch {
  private freeBytes: Bytes = Infinity
  private timer: NodeJS.Timeout | undefined

  /**
   * @param folders on the disks that are looked at; the fullest counts
   * @param leastFreeBytes below this new work is refused; 0: never
   */
  constructor(
    private readonly folders: readonly string[],
    private readonly leastFreeBytes: Bytes,
  ) {}

  /** Looks for the first time. */
  async begin(): Promise<void> {
    if (this.leastFreeBytes === 0) return
    await this.look()
    this.timer = setInterval(() => void this.look(), PERIOD_MILLISECONDS)
    this.timer.unref()
  }

  /** Why no new work is taken; undefined: it is. */
  isReadOnly(): string | undefined {
    if (this.freeBytes >= this.leastFreeBytes) return undefined
    const mega = (bytes: Bytes): string => `${Math.round(bytes / 1e6)} MB`
    return `${mega(this.freeBytes)} are free on the server's disk, ${mega(this.leastFreeBytes)} must be: jobs go on, new work is not taken`
  }

  end(): void {
    clearInterval(this.timer)
  }

  private async look(): Promise<void> {
    try {
      const disks = await Promise.all(this.folders.map((folder) => statfs(folder)))
      this.freeBytes = Math.min(...disks.map(({ bavail, bsize }) => bavail * bsize))
    } catch {
      // A disk that cannot be asked is noticed by the next commit.
      this.freeBytes = Infinity
    }
  }
}
