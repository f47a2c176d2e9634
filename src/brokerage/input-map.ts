import type { State } from '../model/state.js'
import { type Bytes, NONE } from '../model/units.js'
import type { Bunch } from './bunch.js'

/** What each site holds of the input of a bunch. Filled anew for each bunch; only the few sites that hold some are touched. */
export class InputMap {
  readonly diskBytes: Float64Array
  readonly diskFiles: Float64Array
  /** The same, and what lies on tape there. */
  readonly bytesWithTape: Float64Array
  readonly filesWithTape: Float64Array
  /** Sites that hold some of it. */
  readonly marked: number[] = []

  constructor(private readonly state: State) {
    const sites = state.grid.sites.length
    this.diskBytes = new Float64Array(sites)
    this.diskFiles = new Float64Array(sites)
    this.bytesWithTape = new Float64Array(sites)
    this.filesWithTape = new Float64Array(sites)
  }

  /**
   * Looks up the copies of the bunch's dataset. Of a partial copy the bunch finds its part, unless only complete ones count
   * (brokerage.md §B.2-24).
   */
  mark({ dataset, chunkBytes, chunkFiles, countsCompleteOnly }: Bunch): void {
    this.clear()
    if (dataset === NONE) return
    const { datasets } = this.state
    const allBytes = datasets.bytes[dataset]
    const allFiles = datasets.files[dataset]
    const { count, sites, bytes, files, onTape } = datasets.held[dataset]
    const shareOfBytes = chunkBytes / allBytes
    const shareOfFiles = allFiles > 0 ? chunkFiles / allFiles : 1
    for (let i = 0; i < count; i++) {
      const isComplete = bytes[i] >= allBytes && files[i] >= allFiles
      if (countsCompleteOnly && !isComplete) continue
      const heldBytes = isComplete ? chunkBytes : bytes[i] * shareOfBytes
      const heldFiles = isComplete ? chunkFiles : Math.floor(files[i] * shareOfFiles)
      this.add(sites[i], heldBytes, heldFiles, onTape[i] === 1)
    }
  }

  /** The site of these that holds most on disk, by bytes before files, the first of equals. */
  bestOf(sites: readonly number[]): number {
    const { diskBytes, diskFiles } = this
    let best = sites[0]
    for (const site of sites) {
      const isMore = diskBytes[site] > diskBytes[best]
      if (isMore || (diskBytes[site] === diskBytes[best] && diskFiles[site] > diskFiles[best])) best = site
    }
    return best
  }

  private add(site: number, bytes: Bytes, files: number, onTape: boolean): void {
    this.marked.push(site)
    if (!onTape) {
      this.diskBytes[site] = bytes
      this.diskFiles[site] = files
    }
    this.bytesWithTape[site] = Math.max(this.bytesWithTape[site], bytes)
    this.filesWithTape[site] = Math.max(this.filesWithTape[site], files)
  }

  private clear(): void {
    for (const site of this.marked) {
      this.diskBytes[site] = 0
      this.diskFiles[site] = 0
      this.bytesWithTape[site] = 0
      this.filesWithTape[site] = 0
    }
    this.marked.length = 0
  }
}
