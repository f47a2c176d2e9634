import type { DataMover, TransferOrder } from './data-mover.js'

type Ended = Parameters<DataMover['begin']>[0]

/**
 * Orders in a line: a few are carried out at the same time, each one once however often it is given meanwhile, and each is answered once.
 * Nothing is told after the end.
 */
export class TransferLine {
  private readonly stop = new AbortController()
  private readonly underWay = new Map<number, Promise<void>>()
  private readonly waiting = new Map<number, TransferOrder>()
  /** The last work at each place. */
  private readonly places = new Map<string, Promise<unknown>>()
  private ended: Ended | undefined

  /** @param carryOut throws, in words, what keeps an order from being carried out */
  constructor(
    private readonly atOnce: number,
    private readonly carryOut: (order: TransferOrder, signal: AbortSignal) => Promise<void>,
  ) {}

  begin(ended: Ended): Promise<void> {
    this.ended = ended
    return Promise.resolve()
  }

  add(order: TransferOrder): void {
    if (this.stop.signal.aborted || this.underWay.has(order.number)) return
    this.waiting.set(order.number, order)
    this.fill()
  }

  async end(): Promise<void> {
    this.stop.abort()
    this.waiting.clear()
    await Promise.all(this.underWay.values())
  }

  /** Does something at a place after what is done there already: two transfers never write the same file at the same time. */
  async inTurn<T>(place: string, work: () => Promise<T>): Promise<T> {
    const before = this.places.get(place)
    const working = (async () => {
      await before?.catch(() => undefined)
      return work()
    })()
    this.places.set(place, working)
    try {
      return await working
    } finally {
      if (this.places.get(place) === working) this.places.delete(place)
    }
  }

  private fill(): void {
    for (const [number, order] of this.waiting) {
      if (this.underWay.size >= this.atOnce) return
      this.waiting.delete(number)
      this.underWay.set(number, this.take(order))
    }
  }

  private async take(order: TransferOrder): Promise<void> {
    const reason = await this.reasonAgainst(order)
    this.underWay.delete(order.number)
    if (this.stop.signal.aborted) return
    this.fill()
    this.ended?.(order.number, reason === undefined, reason ?? '')
  }

  private async reasonAgainst(order: TransferOrder): Promise<string | undefined> {
    try {
      await this.carryOut(order, this.stop.signal)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }
}
