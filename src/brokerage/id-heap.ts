import { type JobRow, NONE, type PandaId } from '../model/units.js'

/** Jobs with the lowest PandaID first: a binary heap that grows with its lane. */
export class IdHeap {
  private readonly ids: PandaId[] = []
  private readonly rows: JobRow[] = []

  get size(): number {
    return this.ids.length
  }

  firstId(): PandaId {
    return this.ids[0]
  }

  firstRow(): JobRow {
    return this.rows[0]
  }

  push(id: PandaId, row: JobRow): void {
    this.ids.push(id)
    this.rows.push(row)
    this.rise(this.ids.length - 1, id, row)
  }

  /** Removes the job with the lowest PandaID. The heap must not be empty. */
  pop(): JobRow {
    const first = this.rows[0]
    this.removeAt(0)
    return first
  }

  /** The lowest PandaID that passes; NONE when none does. Looks at every job. */
  firstOf(passes: (row: JobRow, id: PandaId) => boolean): PandaId {
    let best = NONE
    for (let i = 0; i < this.ids.length; i++) {
      if ((best === NONE || this.ids[i] < best) && passes(this.rows[i], this.ids[i])) best = this.ids[i]
    }
    return best
  }

  /** Removes the job with this PandaID, which must be there. */
  remove(id: PandaId): JobRow {
    const at = this.ids.indexOf(id)
    const row = this.rows[at]
    this.removeAt(at)
    return row
  }

  /** How many of its jobs pass. */
  count(passes: (row: JobRow, id: PandaId) => boolean): number {
    let passing = 0
    for (let i = 0; i < this.ids.length; i++) if (passes(this.rows[i], this.ids[i])) passing++
    return passing
  }

  private removeAt(hole: number): void {
    const { ids, rows } = this
    const id = ids.pop() as number
    const row = rows.pop() as number
    const size = ids.length
    if (hole === size) return
    let at = hole
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && ids[child + 1] < ids[child]) child++
      if (ids[child] >= id) break
      ids[at] = ids[child]
      rows[at] = rows[child]
      at = child
    }
    this.rise(at, id, row)
  }

  /** Puts the job into this place, or above it where it belongs. */
  private rise(from: number, id: PandaId, row: JobRow): void {
    const { ids, rows } = this
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (ids[parent] <= id) break
      ids[at] = ids[parent]
      rows[at] = rows[parent]
      at = parent
    }
    ids[at] = id
    rows[at] = row
  }
}
