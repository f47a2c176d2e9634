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

  /** PandaID of the job in a place. */
  idAt(place: number): PandaId {
    return this.ids[place]
  }

  push(id: PandaId, row: JobRow): void {
    this.ids.push(id)
    this.rows.push(row)
    this.rise(this.ids.length - 1, id, row)
  }

  /** Removes the job with the lowest PandaID. The heap must not be empty. */
  pop(): JobRow {
    return this.removeAt(0)
  }

  /** Place of the lowest PandaID that passes; NONE when none does. It looks no further below a job that passes. */
  placeOfFirst(passes: (row: JobRow, id: PandaId) => boolean): number {
    return this.search(0, NONE, passes)
  }

  /** How many of its jobs pass. */
  count(passes: (row: JobRow, id: PandaId) => boolean): number {
    let passing = 0
    for (let i = 0; i < this.ids.length; i++) if (passes(this.rows[i], this.ids[i])) passing++
    return passing
  }

  /** Removes all jobs that pass. */
  extract(passes: (row: JobRow, id: PandaId) => boolean): JobRow[] {
    const { ids, rows } = this
    const places = [...ids.keys()]
    const extracted = places.filter((place) => passes(rows[place], ids[place])).map((place) => rows[place])
    const left = places
      .filter((place) => !passes(rows[place], ids[place]))
      .map((place) => [ids[place], rows[place]] as const)
    ids.length = 0
    rows.length = 0
    for (const [id, row] of left) this.push(id, row)
    return extracted
  }

  /** Removes the job in a place. */
  removeAt(hole: number): JobRow {
    const { ids, rows } = this
    const removed = rows[hole]
    const id = ids.pop() as number
    const row = rows.pop() as number
    const size = ids.length
    if (hole === size) return removed
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
    return removed
  }

  private search(place: number, best: number, passes: (row: JobRow, id: PandaId) => boolean): number {
    const { ids, rows } = this
    if (place >= ids.length || (best !== NONE && ids[place] > ids[best])) return best
    if (passes(rows[place], ids[place])) return place
    return this.search(2 * place + 2, this.search(2 * place + 1, best, passes), passes)
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
