import { Names } from './names.js'
import type { Bytes, DatasetRow } from './units.js'

/** Datasets and the sites that hold complete replicas of them. */
export class DatasetTable {
  private readonly names = new Names()
  readonly bytes: Bytes[] = []
  /** Sites with a complete replica, by dataset, in order of arrival. */
  readonly replicas: Int32Array[] = []

  /** Adds a dataset, or replaces what is known of it. */
  know(name: string, bytes: Bytes, sites: readonly number[]): DatasetRow {
    const row = this.names.numberOf(name)
    this.bytes[row] = bytes
    this.replicas[row] = Int32Array.from(sites)
    return row
  }

  find(name: string): DatasetRow | undefined {
    return this.names.find(name)
  }

  nameOf(row: DatasetRow): string {
    return this.names.nameOf(row)
  }

  /** Whether the site holds all of the dataset. */
  isAt(row: DatasetRow, site: number): boolean {
    const sites = this.replicas[row]
    for (let i = 0; i < sites.length; i++) if (sites[i] === site) return true
    return false
  }
}
