import type { Grid } from '../model/grid.js'
import type { PilotOrder } from './pilot-source/pilot-source.js'
import type { KeptRow, RowChange } from './store/commit.js'

/** Orders for pilots that have not been carried out yet: rows, given again after a restart until they are done (DESIGN §1.7). */
export class PilotOrders {
  private readonly open = new Map<number, PilotOrder>()
  private readonly changed = new Set<number>()
  private hasOrdered = false

  /**
   * Numbers follow one another, so that a pilot source can note in little space which it has seen. They begin above the time of the
   * start: a source may remember those of another store, or what was done after the backup that this one was made from.
   * @param kept rows of kind `order`
   * @param ordered the row of kind `ordered`, which says what number was given last
   * @param last no number up to this is given, in milliseconds since 1970
   */
  constructor(
    kept: readonly KeptRow[],
    ordered: readonly KeptRow[],
    private last: number,
  ) {
    for (const { key, body } of kept) this.open.set(key, JSON.parse(body) as PilotOrder)
    for (const { body } of ordered) this.last = Math.max(last, JSON.parse(body) as number)
  }

  all(): PilotOrder[] {
    return [...this.open.values()]
  }

  /** A new order, under a number that none had before. */
  add(grid: Grid, face: number, pilots: number): PilotOrder {
    const { cores, queue } = grid.faces[face]
    const id = ++this.last
    const order: PilotOrder = { id, queue: queue.name, cores, pilots }
    this.open.set(id, order)
    this.changed.add(id)
    this.hasOrdered = true
    return order
  }

  /** It has been carried out. */
  settle(id: number): void {
    if (this.open.delete(id)) this.changed.add(id)
  }

  get hasChanges(): boolean {
    return this.changed.size > 0
  }

  changes(): RowChange[] {
    const changes = [...this.changed].map((key): RowChange => {
      const order = this.open.get(key)
      return { kind: 'order', key, body: order === undefined ? undefined : JSON.stringify(order) }
    })
    if (this.hasOrdered) changes.push({ kind: 'ordered', key: 0, body: String(this.last) })
    this.hasOrdered = false
    this.changed.clear()
    return changes
  }
}
