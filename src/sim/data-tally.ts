import { siteOfNearCopy } from '../brokerage/near-copy.js'
import { ReplicaKind } from '../model/dataset-table.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { type JobRow, NONE, type TransferRow } from '../model/units.js'
import type { Metrics } from './run-metrics.js'

/** Where the input of an attempt is read from. */
const enum Reading {
  nothing,
  /** A copy that is kept near. */
  kept,
  /** A copy near that an earlier job had brought. */
  cached,
  /** A copy that was brought for it. */
  brought,
  /** From another site, without a copy. */
  afar,
}

/** What is known of a transfer under way. */
const enum Carries {
  counted = 1,
  fromTape = 2,
}

/** What is measured of the data. */
type DataMetrics = Pick<
  Metrics,
  | 'inputTransfers'
  | 'outputTransfers'
  | 'wanBytes'
  | 'lanBytes'
  | 'tapeBytes'
  | 'remoteReadFraction'
  | 'inputLocalFraction'
  | 'cacheHitFilesFraction'
  | 'cacheHitBytesFraction'
  | 'readsPerReplica'
>

/** What data was moved, and from where runs read theirs. */
export class DataTally {
  private readonly ordered = [0, 0]
  private movedBytes = 0
  private tapeBytes = 0
  private nearBytes = 0
  private afarBytes = 0
  private writtenBytes = 0
  /** Attempts whose input was there, and those for which it had to be moved or is read from afar. */
  private local = 0
  private elsewhere = 0
  /** Inputs found in copies that others had brought, and inputs brought. */
  private hits = { inputs: 0, files: 0, bytes: 0 }
  private misses = { inputs: 0, files: 0, bytes: 0 }
  private copies = 0
  /** By the row of the job, and of the transfer. */
  private reading = new Uint8Array(1024)
  private carries = new Uint8Array(1024)

  constructor(private readonly state: State) {}

  transferOrdered(transfer: TransferRow, kind: TransferKind, counts: boolean): void {
    const { carries } = this
    if (transfer >= carries.length) this.carries = grown(carries, 2 * transfer)
    this.carries[transfer] = !counts
      ? 0
      : this.isFromTape(transfer)
        ? Carries.counted | Carries.fromTape
        : Carries.counted
    if (counts) this.ordered[kind]++
  }

  transferArrived(transfer: TransferRow, kind: TransferKind): void {
    const carries = this.carries[transfer]
    if (carries === 0) return
    const bytes = this.state.transfers.bytes[transfer]
    this.movedBytes += bytes
    if ((carries & Carries.fromTape) !== 0) this.tapeBytes += bytes
    if (kind === TransferKind.input) this.copies++
  }

  /** The input of an attempt has to be moved. */
  awaitsInput(): void {
    this.elsewhere++
  }

  /** An attempt has all it reads. @param wasMoved for it */
  activated(row: JobRow, wasMoved: boolean): void {
    const { jobs, tasks } = this.state
    const task = jobs.task(row)
    if (row >= this.reading.length) this.reading = grown(this.reading, 2 * row)
    if (tasks.inputBytes[task] === 0) {
      this.reading[row] = Reading.nothing
      return
    }
    const reading = (this.reading[row] = wasMoved ? Reading.brought : this.found(row))
    if (reading === Reading.kept || reading === Reading.cached) this.local++
    if (reading === Reading.afar) this.elsewhere++
    if (reading !== Reading.brought && reading !== Reading.cached) return
    const tally = reading === Reading.cached ? this.hits : this.misses
    tally.inputs++
    tally.files += tasks.inputFiles[task]
    tally.bytes += tasks.inputBytes[task]
  }

  /** A run starts: it reads its input. */
  started(row: JobRow): void {
    const reading = this.reading[row]
    if (reading === Reading.nothing) return
    const bytes = this.state.tasks.inputBytes[this.state.jobs.task(row)]
    if (reading === Reading.afar) this.afarBytes += bytes
    else this.nearBytes += bytes
  }

  /** A run ended well: its output is on the storage of its site. */
  wrote(bytes: number): void {
    this.writtenBytes += bytes
  }

  metrics(): DataMetrics {
    const { ordered, hits, misses, nearBytes, afarBytes } = this
    const read = nearBytes + afarBytes
    return {
      inputTransfers: ordered[TransferKind.input],
      outputTransfers: ordered[TransferKind.output],
      wanBytes: this.movedBytes + afarBytes,
      lanBytes: nearBytes + this.writtenBytes,
      tapeBytes: this.tapeBytes,
      remoteReadFraction: read > 0 ? afarBytes / read : null,
      inputLocalFraction: part(this.local, this.elsewhere),
      cacheHitFilesFraction: part(hits.files, misses.files),
      cacheHitBytesFraction: part(hits.bytes, misses.bytes),
      readsPerReplica: this.copies > 0 ? (hits.inputs + misses.inputs) / this.copies : null,
    }
  }

  private found(row: JobRow): Reading {
    const { datasets, tasks, jobs } = this.state
    const site = siteOfNearCopy(this.state, row)
    if (site === NONE) return Reading.afar
    const copy = datasets.copyAt(tasks.dataset[jobs.task(row)], site)
    return copy?.kind === ReplicaKind.cached ? Reading.cached : Reading.kept
  }

  /** Whether an input comes from a site that has it on tape alone. */
  private isFromTape(transfer: TransferRow): boolean {
    const { transfers, jobs, tasks, datasets } = this.state
    if ((transfers.kind[transfer] as TransferKind) !== TransferKind.input) return false
    const dataset = tasks.dataset[jobs.task(transfers.job[transfer])]
    return !datasets.isAt(dataset, transfers.from[transfer])
  }
}

/** Part that some are of them and the others; null of nothing. */
function part(some: number, others: number): number | null {
  return some + others > 0 ? some / (some + others) : null
}
