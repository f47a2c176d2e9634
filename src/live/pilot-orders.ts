import type { Grid } from '../model/grid.js'
import type { PilotOrder } from './pilot-source/pilot-source.js'
import type { KeptRow, RowChange } from './store/commit.js'

/** Orders for pilots that have not been carried out yet: rows, given again after a restart until they are done (DESIGN §1.7). */
export class PilotOrders {
  private readonly open = new Map<number, PilotOrder>()
  private readonly changed = new Set<number>()

  /** @param kept rows of kind `order` */
  constructor(kept: readonly KeptRow[]) {
    for (const { key, body } of kept) this.open.set(key, JSON.parse(body) as PilotOrder)
  }

  all(): PilotOrder[] {
    return [...this.open.values()]
  }

  /** @param id a number that no order had before */
  add(id: number, grid: Grid, face: number, pilots: number): PilotOrder {
    const { cores, queue } = grid.faces[face]
    const order: PilotOrder = { id, queue: queue.name, cores, pilots }
    this.open.set(id, order)
    this.changed.add(id)
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
    this.changed.clear()
    return changes
  }
}
