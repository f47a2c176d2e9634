import { readsFromAfar } from '../brokerage/direct-access.js'
import { siteOfNearCopy } from '../brokerage/near-copy.js'
import { ReplicaKind } from '../model/dataset-table.js'
import { grown } from '../model/rows.js'
import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { type JobRow, NONE, type TransferRow } from '../model/units.js'
import type { Metrics } from './run-metrics.js'

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
  /** By the row of the transfer. */
  private carries = new Uint8Array(1024)
  /** Whether anything is on tape, as far as datasets were made known. */
  private hasTape = false

  /** @param countsAll whether the measures of jobs are of all jobs */
  constructor(
    private readonly state: State,
    private readonly countsAll: boolean,
  ) {}

  datasetKnown(dataset: number): void {
    this.hasTape ||= this.state.datasets.copies[dataset].some(({ kind }) => kind === ReplicaKind.tape)
  }

  transferOrdered(transfer: TransferRow, kind: TransferKind, counts: boolean): void {
    if (counts) this.ordered[kind]++
    if (this.countsAll && !this.hasTape) return
    if (transfer >= this.carries.length) this.carries = grown(this.carries, 2 * transfer)
    const fromTape = this.hasTape && this.isFromTape(transfer) ? Carries.fromTape : 0
    this.carries[transfer] = counts ? Carries.counted | fromTape : 0
  }

  transferArrived(transfer: TransferRow, kind: TransferKind): void {
    const carries = this.countsAll && !this.hasTape ? Carries.counted : this.carries[transfer]
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
    const { jobs, tasks, datasets } = this.state
    const task = jobs.task(row)
    if (tasks.inputBytes[task] === 0) return
    if (!wasMoved) {
      const site = this.siteRead(row)
      if (site === NONE) {
        this.elsewhere++
        return
      }
      this.local++
      if (datasets.copyAt(tasks.dataset[task], site)?.kind !== ReplicaKind.cached) return
    }
    const tally = wasMoved ? this.misses : this.hits
    tally.inputs++
    tally.files += tasks.inputFiles[task]
    tally.bytes += tasks.inputBytes[task]
  }

  /** A run starts: it reads its input. */
  started(row: JobRow): void {
    const bytes = this.state.tasks.inputBytes[this.state.jobs.task(row)]
    if (bytes === 0) return
    if (this.siteRead(row) === NONE) this.afarBytes += bytes
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

  /** The site whose copy of its input an activated attempt reads; NONE when it reads from afar. */
  private siteRead(row: JobRow): number {
    const { tasks, jobs, grid } = this.state
    const face = jobs.face(row)
    const { queue } = grid.faces[face]
    if (readsFromAfar(tasks.rules[jobs.task(row)], queue)) return siteOfNearCopy(this.state, row)
    // It would not have been activated without a copy near, so that one need be looked for only where there is a choice.
    return queue.readableSites.length > 1 ? siteOfNearCopy(this.state, row) : grid.siteOfFace[face]
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
