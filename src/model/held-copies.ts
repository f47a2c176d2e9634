import { grown } from './rows.js'
import type { Bytes } from './units.js'

/** What is kept of a copy: its site, bytes and files, and 1 when it lies on tape. */
const NUMBERS = 4

/**
 * What sites hold of one dataset, all of it in one piece of memory: brokerage walks over it for every bunch that reads the
 * dataset.
 */
export class HeldCopies {
  count = 0
  private numbers = new Float64Array(2 * NUMBERS)

  /** Returns the place of the new entry. */
  add(site: number, bytes: Bytes, files: number, onTape: boolean): number {
    const place = this.count++
    if (this.count * NUMBERS > this.numbers.length) this.numbers = grown(this.numbers, this.numbers.length * 2)
    this.numbers[place * NUMBERS] = site
    this.numbers[place * NUMBERS + 3] = onTape ? 1 : 0
    this.set(place, bytes, files)
    return place
  }

  set(place: number, bytes: Bytes, files: number): void {
    this.numbers[place * NUMBERS + 1] = bytes
    this.numbers[place * NUMBERS + 2] = files
  }

  site(place: number): number {
    return this.numbers[place * NUMBERS]
  }

  bytes(place: number): Bytes {
    return this.numbers[place * NUMBERS + 1]
  }

  files(place: number): number {
    return this.numbers[place * NUMBERS + 2]
  }

  isOnTape(place: number): boolean {
    return this.numbers[place * NUMBERS + 3] === 1
  }
}
