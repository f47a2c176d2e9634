import type { Bytes } from '../../model/units.js'
import type { HttpEndpoint } from '../http-storage/http-access.js'
import { HttpStorage } from '../http-storage/http-storage.js'
import type { Patience } from '../http-storage/patience.js'
import { placeOverHttp } from '../http-storage/place-over-http.js'
import { type ChecksumKind, isSameChecksum, kindOf } from '../storage-folder/checksum.js'
import { NotPlaced } from '../storage-folder/place-file.js'
import type { DataMover, MovedFile, TransferOrder } from './data-mover.js'
import { TransferLine } from './transfer-line.js'

/** What the mover between HTTP storages must know. */
export interface HttpMoverOptions {
  /** The storage of each site, by its name. */
  readonly endpoints: Readonly<Record<string, HttpEndpoint>>
  /** Transfers that are under way at the same time; the others wait their turn. */
  readonly atOnce?: number | undefined
  /** Whether targets fetch files by themselves, where they can; else all bytes pass through this machine. */
  readonly thirdParty?: boolean | undefined
  readonly patience?: Patience | undefined
}

/**
 * Copies files between storages of sites over HTTP with WebDAV. Bytes stream from one to the other without touching the disk here;
 * a read that breaks off goes on where it was, a write begins anew. What has arrived is not moved again.
 */
export class HttpMover implements DataMover {
  readonly name = 'http'
  movedBytes: Bytes = 0
  private readonly line: TransferLine
  private readonly storages: ReadonlyMap<string, HttpStorage>

  /** @throws BadInput when an endpoint is none, or a file of its access cannot be read */
  constructor(private readonly options: HttpMoverOptions) {
    const { endpoints, atOnce = 4, patience } = options
    this.line = new TransferLine(atOnce, (order, signal) => this.copyAll(order, signal))
    this.storages = new Map(
      Object.entries(endpoints).map(([site, endpoint]) => {
        return [site, new HttpStorage(endpoint, `data mover http: endpoint of ${site}`, patience)]
      }),
    )
  }

  begin(ended: Parameters<DataMover['begin']>[0]): Promise<void> {
    return this.line.begin(ended)
  }

  move(order: TransferOrder): void {
    this.line.add(order)
  }

  async end(): Promise<void> {
    await this.line.end()
    for (const storage of this.storages.values()) storage.end()
  }

  private async copyAll({ from, to, files, number }: TransferOrder, signal: AbortSignal): Promise<void> {
    const [source, target] = [this.storageOf(from), this.storageOf(to)]
    for (const file of files) {
      await this.line.inTurn(target.urlOf(file.name).href, () => this.copy(source, target, file, number, signal))
    }
  }

  private storageOf(site: string): HttpStorage {
    const storage = this.storages.get(site)
    if (storage === undefined) throw new Error(`no endpoint is known for site ${site}`)
    return storage
  }

  private async copy(
    source: HttpStorage,
    target: HttpStorage,
    { name, bytes, checksum }: MovedFile,
    number: number,
    signal: AbortSignal,
  ): Promise<void> {
    const kind: ChecksumKind = checksum === undefined ? 'adler32' : kindOf(checksum)
    const found = await source.find(name, kind, signal)
    if (found === undefined) throw new NotPlaced('missing', `${name} is not there`)
    if (bytes !== undefined && found.bytes !== bytes)
      throw new NotPlaced('size', `${name} has ${found.bytes} bytes, ${bytes} were expected`)
    if (checksum !== undefined && found.checksum !== undefined && !isSameChecksum(found.checksum, checksum))
      throw new NotPlaced('checksum', `${name} has the checksum ${found.checksum}, ${checksum} was expected`)
    const placed = await placeOverHttp({
      ...{ target, name, checksum, signal, writer: String(number) },
      source: {
        bytes: found.bytes,
        read: () => source.read(name, signal),
        checksum: async () => found.checksum ?? (await source.checksumOf(name, kind, signal)),
        ...(this.options.thirdParty === true && {
          pulledTo: (part: string) => target.pull(source, name, part, signal),
        }),
      },
    })
    if (placed.isCopied) this.movedBytes += placed.bytes
  }
}
