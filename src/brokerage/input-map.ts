import type { State } from '../model/state.js'
import type { FaceList } from '../model/face-list.js'
import { type Bytes, NONE } from '../model/units.js'
import type { Bunch } from './bunch.js'

/** What the queues of a list find of the input, by position. */
interface InputColumns {
  readonly count: number
  /** Queue, by number. */
  readonly queue: Int32Array
  readonly diskBytes: Float64Array
  readonly diskFiles: Float64Array
  /** Only filled where tape matters. */
  readonly bytesWithTape: Float64Array
  readonly filesWithTape: Float64Array
  /** 1 where it finds everything. */
  readonly local: Uint8Array
}

/** What each site holds of the input of a bunch. Filled anew for each bunch; only the few sites that hold some are touched. */
export class InputMap {
  private readonly diskBytes: Float64Array
  private readonly diskFiles: Float64Array
  /** The same, and what lies on tape there. */
  private readonly bytesWithTape: Float64Array
  private readonly filesWithTape: Float64Array
  private readonly marked: number[] = []

  constructor(private readonly state: State) {
    const sites = state.grid.sites.length
    this.diskBytes = new Float64Array(sites)
    this.diskFiles = new Float64Array(sites)
    this.bytesWithTape = new Float64Array(sites)
    this.filesWithTape = new Float64Array(sites)
  }

  /**
   * Tells at each position what its queue finds of the bunch's input.
   * @param list what the columns belong to, where it is known: nearly all queues find nothing, and only those are looked
   *   at that may find something
   */
  tell(columns: InputColumns, bunch: Bunch, list?: FaceList): void {
    this.mark(bunch)
    if (list !== undefined) this.tellList(columns, bunch, list)
    else for (let i = 0; i < columns.count; i++) this.tellOne(columns, bunch, i)
  }

  private tellList(columns: InputColumns, bunch: Bunch, { positions, readingElsewhere }: FaceList): void {
    const { count, diskBytes, diskFiles, bytesWithTape, filesWithTape, local } = columns
    const { facesOfSite } = this.state.grid.columns
    diskBytes.fill(0, 0, count)
    diskFiles.fill(0, 0, count)
    if (countsTape(bunch)) {
      bytesWithTape.fill(0, 0, count)
      filesWithTape.fill(0, 0, count)
    }
    local.fill(bunch.chunkBytes > 0 ? 0 : 1, 0, count)
    for (const site of this.marked) {
      for (const face of facesOfSite[site]) if (positions[face] !== NONE) this.tellOne(columns, bunch, positions[face])
    }
    for (const position of readingElsewhere) this.tellOne(columns, bunch, position)
  }

  private tellOne(columns: InputColumns, bunch: Bunch, position: number): void {
    const { columns: traits, queues } = this.state.grid
    const at = columns.queue[position]
    const site = traits.readsElsewhere[at] === 0 ? traits.site[at] : this.bestOf(queues[at].readableSites)
    const bytes = this.diskBytes[site]
    columns.diskBytes[position] = bytes
    columns.diskFiles[position] = this.diskFiles[site]
    columns.local[position] = bytes >= bunch.chunkBytes ? 1 : 0
    if (!countsTape(bunch)) return
    columns.bytesWithTape[position] = this.bytesWithTape[site]
    columns.filesWithTape[position] = this.filesWithTape[site]
  }

  /**
   * Looks up the copies of the bunch's dataset. Of a partial copy the bunch finds its part, unless only complete ones count
   * (brokerage.md §B.2-24).
   */
  private mark({ dataset, chunkBytes, chunkFiles, countsCompleteOnly }: Bunch): void {
    this.clear()
    if (dataset === NONE) return
    const { datasets } = this.state
    const allBytes = datasets.bytes[dataset]
    const allFiles = datasets.files[dataset]
    const held = datasets.held[dataset]
    const shareOfBytes = chunkBytes / allBytes
    const shareOfFiles = allFiles > 0 ? chunkFiles / allFiles : 1
    for (let i = 0; i < held.count; i++) {
      const bytes = held.bytes(i)
      const files = held.files(i)
      const isComplete = bytes >= allBytes && files >= allFiles
      if (countsCompleteOnly && !isComplete) continue
      const heldBytes = isComplete ? chunkBytes : bytes * shareOfBytes
      const heldFiles = isComplete ? chunkFiles : Math.floor(files * shareOfFiles)
      this.add(held.site(i), heldBytes, heldFiles, held.isOnTape(i))
    }
  }

  /** The site of these that holds most on disk, by bytes before files, the first of equals. */
  private bestOf(sites: readonly number[]): number {
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

/** Whether copies on tape are looked at: they matter to IO intensive work alone (brokerage.md §B.2-25). */
function countsTape({ rules }: Bunch): boolean {
  return rules.ioIntensityKBps > 0
}
