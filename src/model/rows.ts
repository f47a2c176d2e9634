/** Hands out row numbers and takes them back: lowest use of memory, last freed row first. */
export class Rows {
  /** One above the highest row ever handed out. */
  top = 0
  /** Rows in use. */
  used = 0
  private free = new Int32Array(256)
  private freeCount = 0

  take(): number {
    this.used++
    return this.freeCount > 0 ? this.free[--this.freeCount] : this.top++
  }

  giveBack(row: number): void {
    this.used--
    if (this.freeCount === this.free.length) this.free = grown(this.free, this.freeCount * 2)
    this.free[this.freeCount++] = row
  }
}

type Column = Float64Array | Int32Array | Int16Array | Int8Array | Uint16Array | Uint8Array

/** The same column, at least `length` long; the old values stay. */
export function grown<C extends Column>(column: C, length: number): C {
  const longer = new (column.constructor as new (length: number) => C)(length)
  longer.set(column)
  return longer
}
