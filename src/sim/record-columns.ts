import { grown } from '../model/rows.js'

type Column = Float64Array | Int32Array | Uint16Array | Uint8Array

/** Which columns a table of records has, by name: what makes each of them. */
type Layout = Readonly<Record<string, new (length: number) => Column>>

/** The columns of a layout, all of one length. */
type Columns<L extends Layout> = { [Name in keyof L]: InstanceType<L[Name]> }

/** Columns that grow as rows are added. */
export class RecordColumns<L extends Layout> {
  columns: Columns<L>
  private capacity = 1024

  constructor(layout: L) {
    this.columns = mapped<Layout[string], L>(layout, (type) => new type(this.capacity))
  }

  /** Makes room for this many rows. */
  reach(length: number): void {
    if (length <= this.capacity) return
    this.capacity = Math.max(length, Math.ceil(this.capacity * 1.5))
    this.columns = mapped<Column, L>(this.columns, (column) => grown(column, this.capacity))
  }

  /** Copies of the first rows, with no room to spare: results go from worker to worker. */
  cut(length: number): Columns<L> {
    return mapped<Column, L>(this.columns, (column) => column.slice(0, length))
  }
}

function mapped<From, L extends Layout>(
  parts: Readonly<Record<keyof L, From>>,
  change: (part: From) => Column,
): Columns<L> {
  const entries = Object.entries<From>(parts).map(([name, part]) => [name, change(part)])
  return Object.fromEntries(entries) as Columns<L>
}
