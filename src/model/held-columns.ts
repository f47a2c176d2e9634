import { grown } from './rows.js'
import type { Bytes } from './units.js'

/** What sites hold of one dataset, side by side: brokerage walks over it for every bunch that reads the dataset. */
export class HeldColumns {
  count = 0
  sites = new Int32Array(4)
  bytes = new Float64Array(4)
  files = new Int32Array(4)
  /** 1 where the copy lies on tape. */
  onTape = new Uint8Array(4)

  /** Returns the place of the new entry. */
  add(site: number, bytes: Bytes, files: number, onTape: boolean): number {
    const place = this.count++
    if (place === this.sites.length) this.grow()
    this.sites[place] = site
    this.onTape[place] = onTape ? 1 : 0
    this.set(place, bytes, files)
    return place
  }

  set(place: number, bytes: Bytes, files: number): void {
    this.bytes[place] = bytes
    this.files[place] = files
  }

  private grow(): void {
    const length = this.sites.length * 2
    this.sites = grown(this.sites, length)
    this.bytes = grown(this.bytes, length)
    this.files = grown(this.files, length)
    this.onTape = grown(this.onTape, length)
  }
}
