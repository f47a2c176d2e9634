import { quoted } from './quoted.js'
import type { RecordFault } from './record-fault.js'
import type { TraceLog } from './trace-log.js'
import type { RawRecord } from './witness.js'

const space = 32
const minus = 45
const zero = 48

/** Digits that add up without rounding; longer numbers are left to the language. */
const mostExactDigits = 15

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/**
 * The whitespace-separated fields of one line at a time, read straight from bytes: no string is made for a number.
 * Fields count from 1, as the formats do.
 */
export class LineFields {
  #bytes: Buffer = Buffer.alloc(0)
  #line = 0
  #count = 0
  /** The line at hand as it is told to a witness, whose columns count from 0. */
  readonly record: RawRecord
  readonly #starts: Int32Array
  readonly #ends: Int32Array

  /**
   * @param names what each field is called, the first at index 0; later fields are counted up to `limit`
   * @param limit most fields that are looked at
   */
  constructor(
    private readonly names: readonly string[],
    private readonly limit: number,
    private readonly log: TraceLog,
  ) {
    this.record = { columns: names, text: (column) => (column < this.#count ? this.text(column + 1) : undefined) }
    this.#starts = new Int32Array(limit + 1)
    this.#ends = new Int32Array(limit + 1)
  }

  /** Finds the fields of a line and returns how many there are, at most `limit`. */
  split(bytes: Buffer, start: number, end: number, line: number): number {
    this.#bytes = bytes
    this.#line = line
    let count = 0
    let at = start
    for (;;) {
      while (at < end && bytes[at] <= space) at++
      if (at === end || count === this.limit) return (this.#count = count)
      count++
      this.#starts[count] = at
      while (at < end && bytes[at] > space) at++
      this.#ends[count] = at
    }
  }

  /** A number; -1 stands for unknown. Throws `BadInput` for anything else. */
  number(field: number, allowed = 'a number, -1 for unknown'): number {
    const bytes = this.#bytes
    const end = this.#ends[field]
    let at = this.#starts[field]
    const negative = bytes[at] === minus
    if (negative) at++
    if (at === end) throw this.fault(field, allowed)
    if (end - at > mostExactDigits) return this.#unusualNumber(field, allowed)
    let value = 0
    for (; at < end; at++) {
      const digit = bytes[at] - zero
      if (digit < 0 || digit > 9) return this.#unusualNumber(field, allowed)
      value = value * 10 + digit
    }
    return negative ? -value : value
  }

  /** A quantity, or undefined when it is unknown. One below zero, which real logs hold, is taken as unknown and counted. */
  quantity(field: number): number | undefined {
    const value = this.number(field)
    if (value >= 0) return value
    if (value !== -1) this.mend(`${this.names[field - 1]} below zero, taken as unknown`, field)
    return undefined
  }

  /** Like `quantity`, but a fraction is a fault. */
  wholeQuantity(field: number): number | undefined {
    const value = this.quantity(field)
    if (value !== undefined && !Number.isInteger(value)) throw this.fault(field, 'a whole number, -1 for unknown')
    return value
  }

  /** The field as text, or undefined when it is -1. */
  text(field: number): string | undefined {
    const start = this.#starts[field]
    const isUnknown =
      this.#ends[field] - start === 2 && this.#bytes[start] === minus && this.#bytes[start + 1] === zero + 1
    return isUnknown ? undefined : this.raw(field)
  }

  raw(field: number): string {
    return this.#bytes.toString('utf8', this.#starts[field], this.#ends[field])
  }

  /** The first byte of a field. */
  firstByte(field: number): number {
    return this.#bytes[this.#starts[field]]
  }

  /** The error for a field that holds what it may not. */
  fault(field: number, allowed: string): RecordFault {
    const name = this.names[field - 1]
    return this.recordFault(`field ${field} (${name}) is ${quoted(this.raw(field))}`, allowed, name)
  }

  /** The error for the line as a whole. */
  recordFault(found: string, allowed: string, kind: string): RecordFault {
    return this.log.fault(this.#line, found, allowed, kind)
  }

  /** Counts a fault of a field that was mended. */
  mend(fault: string, field: number): void {
    this.log.mend(fault, this.#line, this.names[field - 1], () => this.raw(field))
  }

  #unusualNumber(field: number, allowed: string): number {
    const text = this.raw(field)
    const value = plainNumber.test(text) ? Number(text) : NaN
    if (!Number.isFinite(value)) throw this.fault(field, allowed)
    return value
  }
}
