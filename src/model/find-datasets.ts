import { replicaKindNames } from './dataset-table.js'
import type { State } from './state.js'
import type { DatasetRow } from './units.js'

/** A dataset as people know it. */
export interface NamedDataset {
  readonly name: string
  readonly bytes: number
  readonly files: number
  readonly replicas: readonly { readonly site: string; readonly kind: 'primary' | 'cached' | 'tape' }[]
}

/**
 * Rows of the datasets, in the order in which they became known, whose name holds a word and of which something is at a site; what
 * is undefined is not asked for.
 * @param from the first row that is looked at
 * @param to the row before which the search ends
 */
export function* findDatasets(
  { datasets, grid }: Pick<State, 'datasets' | 'grid'>,
  { name, site }: { readonly name?: string | undefined; readonly site?: string | undefined },
  from: DatasetRow,
  to: DatasetRow,
): Generator<DatasetRow> {
  const place = site === undefined ? undefined : grid.site(site)?.index
  if (site !== undefined && place === undefined) return
  for (let row = from; row < Math.min(to, datasets.bytes.length); row++) {
    if (place !== undefined && !datasets.copies[row].some((copy) => copy.site === place)) continue
    if (name === undefined || datasets.nameOf(row).includes(name)) yield row
  }
}

/** A dataset with its names. */
export function namedDataset({ datasets, grid }: Pick<State, 'datasets' | 'grid'>, row: DatasetRow): NamedDataset {
  return {
    name: datasets.nameOf(row),
    bytes: datasets.bytes[row],
    files: datasets.files[row],
    replicas: datasets.copies[row].map(({ site, kind }) => ({
      site: grid.sites[site].name,
      kind: replicaKindNames[kind] as 'primary' | 'cached' | 'tape',
    })),
  }
}
