import { existsSync } from 'node:fs'
import type { Bytes } from '../../model/units.js'
import { fileInFolder } from '../storage-folder/file-in-folder.js'
import { placeFile } from '../storage-folder/place-file.js'
import type { DataMover, TransferOrder } from './data-mover.js'
import { TransferLine } from './transfer-line.js'

/** What the mover of mounted file systems must know. */
export interface PosixMoverOptions {
  /** The storage folder of each site, by its name. */
  readonly folders: Readonly<Record<string, string>>
  /** Transfers that copy at the same time; the others wait their turn. */
  readonly atOnce?: number | undefined
}

/**
 * Copies files between storage folders that this machine sees, such as mounted file systems. A transfer whose order comes again after a
 * restart goes on where it was (storage-folder/place-file.ts).
 */
export class PosixMover implements DataMover {
  readonly name = 'posix'
  movedBytes: Bytes = 0
  private readonly line: TransferLine

  constructor(private readonly options: PosixMoverOptions) {
    this.line = new TransferLine(options.atOnce ?? 4, (order, signal) => this.copyAll(order, signal))
  }

  begin(ended: Parameters<DataMover['begin']>[0]): Promise<void> {
    return this.line.begin(ended)
  }

  move(order: TransferOrder): void {
    this.line.add(order)
  }

  end(): Promise<void> {
    return this.line.end()
  }

  private async copyAll({ from, to, files }: TransferOrder, signal: AbortSignal): Promise<void> {
    const [source, target] = [this.folderOf(from), this.folderOf(to)]
    for (const { name, bytes, checksum } of files) {
      const [here, there] = [await fileInFolder(source, name), await fileInFolder(target, name)]
      const placing = { from: here, to: there, name, bytes, checksum, signal }
      const placed = await this.line.inTurn(there, () => placeFile(placing))
      if (placed.isCopied) this.movedBytes += placed.bytes
    }
  }

  private folderOf(site: string): string {
    const { folders } = this.options
    if (!Object.hasOwn(folders, site)) throw new Error(`no storage folder is known for site ${site}`)
    // Not made here: where a disk is not mounted, its mount point must not fill.
    if (!existsSync(folders[site])) throw new Error(`the storage folder of site ${site} is not there`)
    return folders[site]
  }
}
