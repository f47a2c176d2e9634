import { Names } from './names.js'
import { HeldCopies } from './held-copies.js'
import { PartSet } from './part-set.js'
import { grown } from './rows.js'
import { type Bytes, type DatasetRow, NONE } from './units.js'

/** What a copy of a dataset is there for. */
export const enum ReplicaKind {
  /** Kept by policy. */
  primary,
  /** Brought for jobs; goes when space is needed. */
  cached,
  /** On tape: must be staged before jobs can read it. */
  tape,
}
export const replicaKindNames: readonly string[] = ['primary', 'cached', 'tape']

/** A copy of a dataset, or of a part of it, at a site. */
export interface Replica {
  readonly site: number
  readonly kind: ReplicaKind
  files: number
  bytes: Bytes
  /** Of a partial copy that jobs brought: which of their inputs it holds; undefined when nobody kept count. */
  readonly parts: PartSet | undefined
  /** Where the table keeps its figures: among what its dataset's sites hold. */
  place?: number
}

/** A copy of its own with the properties of all in one order, which makes them quick to look up. */
function copyOf({ site, kind, files, bytes, parts }: Replica): Replica {
  return { site, kind, files, bytes, parts, place: NONE }
}

/** Finer division than this is not kept: parts are then larger than the inputs of jobs. */
const MOST_PARTS = 100_000

/** Room for so many sites in the columns of each dataset to begin with. */
const SITES = 16

/** Datasets and where copies of them are. */
export class DatasetTable {
  private readonly names = new Names()
  readonly bytes: Bytes[] = []
  readonly files: number[] = []
  /** All copies, by dataset, in order of arrival. */
  readonly copies: Replica[][] = []
  /** Sites with a complete replica on disk, by dataset, in order of arrival. */
  readonly replicas: Int32Array[] = []
  /** What sites hold, by dataset, in the order of `copies`. */
  readonly held: HeldCopies[] = []
  /** By dataset and site, one above the place among `copies` of the copy on disk, be it a part; 0 where there is none. */
  private readonly onDisk: Int32Array[] = []

  /** Adds a dataset with these copies, or replaces what is known of it. */
  know(name: string, bytes: Bytes, files: number, copies: readonly Replica[]): DatasetRow {
    const row = this.names.numberOf(name)
    this.bytes[row] = bytes
    this.files[row] = files
    this.copies[row] = copies.map(copyOf)
    this.recount(row)
    return row
  }

  find(name: string): DatasetRow | undefined {
    return this.names.find(name)
  }

  nameOf(row: DatasetRow): string {
    return this.names.nameOf(row)
  }

  /** Whether the site holds all of the dataset on disk. */
  isAt(row: DatasetRow, site: number): boolean {
    const copy = this.copyAt(row, site)
    return copy !== undefined && this.isComplete(row, copy)
  }

  /** The copy on disk at the site, be it a part; undefined when there is none. */
  copyAt(row: DatasetRow, site: number): Replica | undefined {
    const places = this.onDisk[row]
    const place = site < places.length ? places[site] - 1 : NONE
    return place === NONE ? undefined : this.copies[row][place]
  }

  /** A complete copy has come. Returns whether that is news. */
  addReplica(row: DatasetRow, site: number, kind: ReplicaKind): boolean {
    const known = this.copies[row].findIndex((copy) => copy.site === site && copy.kind === kind)
    if (known >= 0) {
      if (this.copies[row][known].bytes >= this.bytes[row]) return false
      this.copies[row].splice(known, 1)
    }
    this.copies[row].push(copyOf({ site, kind, files: this.files[row], bytes: this.bytes[row], parts: undefined }))
    this.recount(row)
    return true
  }

  /** Into how many inputs of jobs of this size the dataset divides. */
  partsOf(row: DatasetRow, inputBytes: Bytes): number {
    return Math.min(MOST_PARTS, Math.max(1, Math.ceil(this.bytes[row] / inputBytes)))
  }

  /**
   * The input of one more job has come, part `part` of `of`: the copy at the site grows by it, and is a complete replica once
   * all parts are there. Returns whether the site had lacked it.
   */
  addPart(row: DatasetRow, site: number, part: number, of: number): boolean {
    let copy = this.copyAt(row, site)
    if (copy === undefined) {
      copy = copyOf({ site, kind: ReplicaKind.cached, files: 0, bytes: 0, parts: new PartSet(of) })
      this.copies[row].push(copy)
      copy.place = this.held[row].add(site, 0, 0, false)
      this.setOnDisk(row, copy)
    }
    if (copy.parts === undefined || !copy.parts.add(part, of)) return false
    const share = copy.parts.count / copy.parts.total
    copy.bytes = this.bytes[row] * share
    copy.files = Math.floor(this.files[row] * share)
    this.held[row].set(copy.place as number, copy.bytes, copy.files)
    if (share === 1) this.recount(row)
    return true
  }

  /** Whether a job's input, part `part` of `of`, is on disk at the site. */
  hasPart(row: DatasetRow, site: number, part: number, of: number): boolean {
    const copy = this.copyAt(row, site)
    return copy !== undefined && (this.isComplete(row, copy) || copy.parts?.has(part, of) === true)
  }

  /** The site's copies of this kind are gone. Returns whether there were any. */
  removeReplica(row: DatasetRow, site: number, kind: ReplicaKind): boolean {
    const rest = this.copies[row].filter((copy) => copy.site !== site || copy.kind !== kind)
    if (rest.length === this.copies[row].length) return false
    this.copies[row] = rest
    this.recount(row)
    return true
  }

  private isComplete(row: DatasetRow, copy: Replica): boolean {
    return copy.files >= this.files[row] && copy.bytes >= this.bytes[row]
  }

  private recount(row: DatasetRow): void {
    this.held[row] = new HeldCopies()
    for (const copy of this.copies[row]) {
      copy.place = this.held[row].add(copy.site, copy.bytes, copy.files, copy.kind === ReplicaKind.tape)
    }
    this.onDisk[row] = new Int32Array(SITES)
    const whole: number[] = []
    for (const copy of this.copies[row]) {
      if (copy.kind === ReplicaKind.tape) continue
      const isComplete = this.isComplete(row, copy)
      if (isComplete) whole.push(copy.site)
      // Where a site has several, a complete one counts.
      if (isComplete || !this.isAt(row, copy.site)) this.setOnDisk(row, copy)
    }
    this.replicas[row] = Int32Array.from(whole)
  }

  private setOnDisk(row: DatasetRow, { site, place }: Replica): void {
    if (site >= this.onDisk[row].length) this.onDisk[row] = grown(this.onDisk[row], Math.max(SITES, 2 * site))
    this.onDisk[row][site] = (place as number) + 1
  }
}
