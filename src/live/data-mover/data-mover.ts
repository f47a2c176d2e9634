import type { Bytes, PandaId } from '../../model/units.js'

/** Data of one job that is to be moved: all the input its site lacks, or all its output (DESIGN §3). */
export interface TransferOrder {
  /** Running number of the transfer, the same however often it is ordered. */
  readonly number: number
  readonly kind: 'input' | 'output'
  readonly id: PandaId
  /** Number of the task, and the job's ordinal in it. */
  readonly task: number
  readonly ordinal: number
  readonly from: string
  readonly to: string
  readonly bytes: Bytes
  /** Dataset of the input; undefined for outputs. */
  readonly dataset: string | undefined
  /** What the job reads and writes, from its specification. */
  readonly files: readonly MovedFile[]
}

/** A file of a transfer. */
export interface MovedFile {
  /** Its name below the storage folder of a site. */
  readonly name: string
  /** Size, and checksum as `adler32:` or `sha256:` and hexadecimal digits; undefined when nobody told. */
  readonly bytes?: Bytes | undefined
  readonly checksum?: string | undefined
}

/** Moves data between sites. Orders may be given more than once, after a restart: what is there already is not moved again. */
export interface DataMover {
  readonly name: string
  /** What it has moved since its beginning: what was there already does not count. */
  readonly movedBytes: Bytes
  /** @param ended to be told once of each transfer */
  begin(ended: (number: number, arrived: boolean, reason: string) => void): Promise<void>
  move(order: TransferOrder): void
  end(): Promise<void>
}
