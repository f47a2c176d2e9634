import { grown } from '../../model/rows.js'

/** Rows in the order in which they were first touched, each once. */
export class TouchedRows {
  /** Only the first `count` of them. */
  rows = new Int32Array(256)
  count = 0
  private isTouched = new Uint8Array(256)

  add(row: number): void {
    if (row >= this.isTouched.length) this.grow(row)
    if (this.isTouched[row] === 1) return
    this.isTouched[row] = 1
    this.rows[this.count++] = row
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.isTouched[this.rows[i]] = 0
    this.count = 0
  }

  private grow(row: number): void {
    let length = this.isTouched.length
    while (length <= row) length *= 2
    this.rows = grown(this.rows, length)
    this.isTouched = grown(this.isTouched, length)
  }
}
