import type { NamedDataset } from '../../model/find-datasets.js'
import type { Seconds } from '../../model/units.js'

/** The network between sites; links that nothing is known of are left out. */
export interface NetworkTold {
  readonly sites: readonly string[]
  readonly links: readonly LinkTold[]
}

export interface LinkTold {
  readonly from: string
  readonly to: string
  /** Measured, or given; null: not known. */
  readonly bytesPerSecond: number | null
  /** Transfers under way or waiting, and their bytes. */
  readonly transfers: number
  readonly bytes: number
  /** PanDA's closeness, 0 (near) to 11; null: not known. */
  readonly closeness: number | null
  /** How old the measurement is; null: given, not measured. */
  readonly ageSeconds: Seconds | null
}

export interface DatasetFilter {
  readonly name?: string | undefined
  readonly site?: string | undefined
  readonly from: number
  readonly limit: number
}

export interface DatasetInList extends NamedDataset {
  /** Jobs that have read it (in a live world within the last days), and that wait for it or read it now; null: not counted. */
  readonly uses: number | null
  readonly lastUsedAt: Seconds | null
}
