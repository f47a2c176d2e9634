import { existsSync } from 'node:fs'
import { fileInFolder } from '../storage-folder/file-in-folder.js'
import { placeFile } from '../storage-folder/place-file.js'
import type { DataMover, MovedFile, TransferOrder } from './data-mover.js'

/** What the mover of mounted file systems must know. */
export interface PosixMoverOptions {
  /** The storage folder of each site, by its name. */
  readonly folders: Readonly<Record<string, string>>
  /** Transfers that copy at the same time; the others wait their turn. */
  readonly atOnce?: number
}

type Ended = (number: number, arrived: boolean, reason: string) => void

/**
 * Copies files between storage folders that this machine sees, such as mounted file systems. A transfer whose order comes again after a
 * restart goes on where it was (storage-folder/place-file.ts).
 */
export class PosixMover implements DataMover {
  readonly name = 'posix'
  private readonly stop = new AbortController()
  private readonly underWay = new Map<number, Promise<void>>()
  private readonly waiting = new Map<number, TransferOrder>()
  /** The last copy to each place: two transfers never write the same file at the same time. */
  private readonly places = new Map<string, Promise<void>>()
  private ended: Ended | undefined

  constructor(private readonly options: PosixMoverOptions) {}

  begin(ended: Ended): Promise<void> {
    this.ended = ended
    return Promise.resolve()
  }

  move(order: TransferOrder): void {
    if (this.stop.signal.aborted || this.underWay.has(order.number)) return
    this.waiting.set(order.number, order)
    this.fill()
  }

  async end(): Promise<void> {
    this.stop.abort()
    this.waiting.clear()
    await Promise.all(this.underWay.values())
  }

  private fill(): void {
    for (const [number, order] of this.waiting) {
      if (this.underWay.size >= (this.options.atOnce ?? 4)) return
      this.waiting.delete(number)
      this.underWay.set(number, this.carryOut(order))
    }
  }

  private async carryOut(order: TransferOrder): Promise<void> {
    const reason = await this.reasonAgainst(order)
    this.underWay.delete(order.number)
    if (this.stop.signal.aborted) return
    this.fill()
    this.ended?.(order.number, reason === undefined, reason ?? '')
  }

  /** Copies all files of an order. @returns why that failed, in words; undefined: all have arrived */
  private async reasonAgainst({ from, to, files }: TransferOrder): Promise<string | undefined> {
    try {
      const [source, target] = [this.folderOf(from), this.folderOf(to)]
      for (const file of files) await this.copy(source, target, file)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  private folderOf(site: string): string {
    const { folders } = this.options
    if (!Object.hasOwn(folders, site)) throw new Error(`no storage folder is known for site ${site}`)
    // Not made here: where a disk is not mounted, its mount point must not fill.
    if (!existsSync(folders[site])) throw new Error(`the storage folder of site ${site} is not there`)
    return folders[site]
  }

  private async copy(source: string, target: string, file: MovedFile): Promise<void> {
    const [from, to] = [await fileInFolder(source, file.name), await fileInFolder(target, file.name)]
    const { name, bytes, checksum } = file
    const before = this.places.get(to)
    const placing = (async () => {
      await before?.catch(() => undefined)
      await placeFile({ from, to, name, bytes, checksum, signal: this.stop.signal })
    })()
    this.places.set(to, placing)
    try {
      await placing
    } finally {
      if (this.places.get(to) === placing) this.places.delete(to)
    }
  }
}
