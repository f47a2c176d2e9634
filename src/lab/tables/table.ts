import type { RunResult } from '../../sim/run-result.js'

/**
 * What a column holds. `name`: one of a few texts; `whole` and `large`: whole numbers of 32 and of 53 bits; `seconds`: simulated
 * time, to the millisecond in which facts are told. NaN, and -1 for a name, stand for nothing: an empty field.
 */
export type ColumnType = 'name' | 'text' | 'whole' | 'large' | 'seconds' | 'number' | 'truth'

/** A column as readers find it. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** What it means, in a sentence. */
  readonly about: string
}

/** A table of a results folder, written as Parquet and, unless it says otherwise, as CSV; run by run, each in the given order. */
export interface Table {
  readonly name: string
  /** What a row is. */
  readonly about: string
  readonly columns: readonly Column[]
  /** True for tables whose CSV would be dozens of times as large as their Parquet: they are written as Parquet alone. */
  readonly isParquetOnly?: boolean | undefined
  /** Columns that a run's rows are ordered by; `row`: as they were kept. */
  readonly order: readonly string[]
  readonly rows: KeptRows | MadeRows
}

/** Rows that runs have kept. */
export interface KeptRows {
  /** The rows of a run; undefined when it has none. */
  sheet(run: RunResult): Sheet | undefined
}

/** Rows that are made of rows of other tables. */
export interface MadeRows {
  /** The query that makes them, over `kept` tables: with `run` and the table's columns, names as numbers of `names`. */
  readonly query: string
}

/** Rows of one run, column by column. */
export interface Sheet {
  readonly length: number
  readonly columns: readonly SheetColumn[]
}

/** Values by row, and, of a column of names, what the values point into. */
type SheetColumn = readonly [values: ArrayLike<number>, names?: readonly string[]]

/** A column, and where to find it in the records of a run. */
export interface KeptColumn<R> extends Column {
  readonly of: (records: R) => SheetColumn
}

/** A table of records of one kind. */
export function keptTable<R>(
  parts: Pick<Table, 'name' | 'about' | 'order' | 'isParquetOnly'> & {
    readonly records: (run: RunResult) => R | undefined
    readonly length: (records: R) => number
    readonly columns: readonly KeptColumn<R>[]
  },
): Table {
  const { name, about, order, columns, isParquetOnly } = parts
  const sheet = (run: RunResult): Sheet | undefined => {
    const records = parts.records(run)
    if (records === undefined) return undefined
    return { length: parts.length(records), columns: columns.map(({ of }) => of(records)) }
  }
  return { name, about, order, columns, isParquetOnly, rows: { sheet } }
}

/** The files that a table is written to. */
export function tableFiles({ name, isParquetOnly }: Pick<Table, 'name' | 'isParquetOnly'>): string[] {
  return isParquetOnly === true ? [`${name}.parquet`] : [`${name}.parquet`, `${name}.csv`]
}

/** The columns that say of which run a row is; every table begins with them. */
export const runColumns: readonly Column[] = [
  { name: 'scenario', type: 'text', about: 'Scenario that was run.' },
  { name: 'policy', type: 'text', about: 'Brokerage policy.' },
  { name: 'seed', type: 'text', about: 'Seed of all luck.' },
  { name: 'load', type: 'number', about: 'Offered load the grid was laid out for; empty: as declared.' },
]
