import { type BookedOrder, OrderBook, type OrderedPilot } from './order-book.js'
import type { PilotNews, PilotOrder } from './pilot-source.js'

/** A pilot that is not over yet, and the order it belongs to. */
export interface KnownPilot {
  readonly pilot: OrderedPilot
  readonly booked: BookedOrder
}

/** What a source does for the orders at its desk. */
export interface DeskWork {
  /** Where orders are kept. */
  readonly folder: string
  /** What the pilots' names begin with. */
  readonly prefix: string
  /** From one turn to the next when nothing happens, in milliseconds. */
  readonly tick: number
  /** Whether a pilot of this size could ever start. */
  couldHold(queue: string, cores: number): boolean
  /** What is done in a turn, one after another; what one has changed is on disk, and told, before the next begins. */
  readonly steps: readonly (() => Promise<void>)[]
  /** Hears what goes wrong. */
  tell(words: string): void
}

/**
 * Where a source takes orders: names their pilots, keeps both on disk, and tells the server what became of them, losses until they
 * were heard. Work is done in turns, never two at a time.
 */
export class OrderDesk {
  /** By name. */
  readonly pilots = new Map<string, KnownPilot>()
  private readonly book: OrderBook
  private current: PilotNews | undefined
  private orders: PilotOrder[] = []
  /** Orders that were taken and are not told yet. */
  private readonly submitted: number[] = []
  private timer: NodeJS.Timeout | undefined
  private turning: Promise<void> | undefined
  private isTurnWanted = false

  constructor(private readonly work: DeskWork) {
    this.book = new OrderBook(work.folder)
  }

  /** Who is told; undefined: it has ended. */
  get news(): PilotNews | undefined {
    return this.current
  }

  get open(): Iterable<BookedOrder> {
    return this.book.open.values()
  }

  /** Reads what an earlier process kept. */
  async load(news: PilotNews): Promise<void> {
    this.current = news
    await this.book.load()
    for (const booked of this.open) this.know(booked)
    // What may have been taken from the configuration since.
    for (const known of [...this.pilots.values()]) {
      const { queue, cores } = known.booked.order
      if (known.pilot.state === 'waiting' && !this.work.couldHold(queue, cores)) this.over(known, true)
    }
  }

  /** Begins to take turns. */
  begin(): void {
    this.timer = setInterval(() => this.turn(), this.work.tick)
    this.turn()
  }

  request(order: PilotOrder): void {
    this.orders.push(order)
    this.turn()
  }

  /** Notes that a pilot asked. @returns undefined when there is none of that name */
  asked(name: string): KnownPilot | undefined {
    const known = this.pilots.get(name)
    if (known === undefined || known.pilot.hasAsked) return known
    known.pilot.hasAsked = true
    this.book.change(known.booked)
    this.turn()
    return known
  }

  async end(): Promise<void> {
    this.current = undefined
    clearInterval(this.timer)
    await this.turning
    await this.book.save()
  }

  /** Has a turn taken, now or once more after the one that is under way. */
  turn(): void {
    this.isTurnWanted = true
    this.turning ??= this.turns().finally(() => {
      this.turning = undefined
      if (this.isTurnWanted && this.news !== undefined) this.turn()
    })
  }

  /** A pilot is different now: it is written with the next save. */
  change({ pilot, booked }: KnownPilot, change: Partial<OrderedPilot>): void {
    Object.assign(pilot, change)
    this.book.change(booked)
  }

  /** A pilot will not come back. @param isLost whether it never asked */
  over({ pilot, booked }: KnownPilot, isLost: boolean): void {
    if (isLost) booked.losses.push({ key: `lost-${pilot.name}`, pilots: 1 })
    pilot.state = 'over'
    this.book.change(booked)
    this.pilots.delete(pilot.name)
  }

  /**
   * Writes that these pilots are being started, before anything is done for it.
   * @throws when it cannot be written; they wait again
   */
  async starting(chosen: readonly KnownPilot[]): Promise<void> {
    for (const { pilot, booked } of chosen) {
      Object.assign(pilot, { state: 'starting', startedAtMilliseconds: Date.now() })
      this.book.change(booked)
    }
    await this.book.save().catch((error: unknown) => {
      for (const { pilot } of chosen) pilot.state = 'waiting'
      throw error
    })
  }

  private async turns(): Promise<void> {
    while (this.isTurnWanted && this.news !== undefined) {
      this.isTurnWanted = false
      try {
        this.take()
        await this.saveAndTell()
        for (const step of this.work.steps) {
          await step()
          await this.saveAndTell()
        }
      } catch (error) {
        this.work.tell(`pilots cannot be looked after: ${(error as Error).message}`)
      }
    }
  }

  /** Only what is on disk is told. Losses stay there until they were heard: when this process ends before, the next one tells them again. */
  private async saveAndTell(): Promise<void> {
    await this.book.save()
    for (const order of this.submitted.splice(0)) this.news?.submitted(order)
    for (const booked of this.open) await this.tellLosses(booked)
    await this.book.save()
  }

  private async tellLosses(booked: BookedOrder): Promise<void> {
    const { queue, cores } = booked.order
    try {
      for (const loss of [...booked.losses]) {
        if (this.news === undefined) return
        await this.news.lost(loss.key, queue, cores, loss.pilots)
        booked.losses.shift()
        this.book.change(booked)
      }
    } catch (error) {
      this.work.tell(`lost pilots of ${queue} will be told again: ${(error as Error).message}`)
    }
  }

  private take(): void {
    for (const order of this.orders.splice(0)) {
      const { id, queue, cores, pilots } = order
      this.submitted.push(id)
      if (this.book.has(id)) continue
      const { prefix } = this.work
      const isPossible = this.work.couldHold(queue, cores)
      const state = isPossible ? 'waiting' : 'over'
      const list = Array.from({ length: pilots }, (_, index): OrderedPilot => {
        return { name: `${prefix}.${id}.${index}`, state, hasAsked: false, revivals: 0 }
      })
      const booked = { order, pilots: list, losses: isPossible ? [] : [{ key: `lost-${prefix}.${id}`, pilots }] }
      this.book.add(booked)
      this.know(booked)
    }
  }

  private know(booked: BookedOrder): void {
    for (const pilot of booked.pilots) if (pilot.state !== 'over') this.pilots.set(pilot.name, { pilot, booked })
  }
}
