import { grown } from '../../model/rows.js'
import { NONE, type Bytes, type Seconds, type TransferRow } from '../../model/units.js'
import { doorCapacities, FASTEST, linkCapacities, slotsOf, unlimitedLinks } from './capacities.js'
import { EndQueue } from './end-queue.js'
import { Measurements } from './measurements.js'
import type { Network, NetworkModel, NetworkParts, Rate } from './network.js'

/**
 * A file-transfer service: so many transfers at a time on each link, each at its cap, and the others behind them, first
 * come first served. Capacities do not slow transfers down; but where one is 0, transfers stall, and keep their slots.
 */
class SlotNetwork implements Network {
  readonly measurements: Measurements
  private readonly sites: number
  private readonly slots: number
  private readonly capacity: Float64Array
  private links: Float64Array | undefined
  private readonly ends = new EndQueue()

  /** Transfers under way on each link, and the first and last of those that wait. */
  private readonly active: Int32Array
  private readonly firstWaiting: Int32Array
  private readonly lastWaiting: Int32Array

  private rows = 1024
  private link = new Int32Array(this.rows).fill(NONE)
  private bytes = new Float64Array(this.rows)
  private cap = new Float64Array(this.rows)
  private rate = new Float64Array(this.rows)
  private left = new Float64Array(this.rows)
  /** When `left` was true. */
  private since = new Float64Array(this.rows)
  /** When the transfer got its slot, NaN while it waits. */
  private starts = new Float64Array(this.rows)
  private next = new Int32Array(this.rows)
  private previous = new Int32Array(this.rows)

  constructor(parts: NetworkParts) {
    const { sites } = parts
    this.sites = sites
    this.measurements = new Measurements(sites)
    this.slots = slotsOf(parts)
    this.capacity = doorCapacities(parts)
    this.links = linkCapacities(parts)
    this.active = new Int32Array(sites * sites)
    this.firstWaiting = new Int32Array(sites * sites).fill(NONE)
    this.lastWaiting = new Int32Array(sites * sites).fill(NONE)
  }

  start(now: Seconds, transfer: TransferRow, from: number, to: number, bytes: Bytes, cap: Rate): void {
    if (!(cap > 0)) throw new Error(`transfer ${transfer} has a cap of ${cap} bytes a second`)
    if (transfer >= this.rows) this.grow(transfer)
    if (this.link[transfer] !== NONE) throw new Error(`transfer ${transfer} is under way already`)
    const link = from * this.sites + to
    this.link[transfer] = link
    this.bytes[transfer] = bytes
    this.cap[transfer] = cap < FASTEST ? cap : FASTEST
    this.measurements.ordered(from, to)
    if (this.active[link] < this.slots || from === to) this.begin(now, transfer)
    else this.enqueue(transfer, link)
  }

  cancel(now: Seconds, transfer: TransferRow): void {
    const link = transfer < this.rows ? this.link[transfer] : NONE
    if (link === NONE) throw new Error(`transfer ${transfer} is not under way`)
    this.measurements.cancelled(Math.floor(link / this.sites), link % this.sites)
    if (this.isWaiting(transfer)) {
      this.dequeue(transfer, link)
      this.link[transfer] = NONE
    } else this.finish(now, transfer, link)
  }

  nextEnd(): Seconds {
    return this.ends.firstTime()
  }

  popEnded(now: Seconds): TransferRow {
    const transfer = this.ends.first()
    const link = this.link[transfer]
    const seconds = now - this.starts[transfer]
    this.measurements.ended(now, Math.floor(link / this.sites), link % this.sites, this.bytes[transfer], seconds)
    this.finish(now, transfer, link)
    return transfer
  }

  setCapacity(now: Seconds, site: number, ingress: Rate, egress: Rate): void {
    this.capacity[site] = egress
    this.capacity[this.sites + site] = ingress
    this.adapt(now)
  }

  setLinkCapacity(now: Seconds, from: number, to: number, capacity: Rate): void {
    this.links ??= unlimitedLinks(this.sites)
    this.links[from * this.sites + to] = capacity
    this.adapt(now)
  }

  activeOn(from: number, to: number): number {
    return this.active[from * this.sites + to]
  }

  rateOf(transfer: TransferRow): Rate {
    const isUnderWay = transfer < this.rows && this.link[transfer] !== NONE && !this.isWaiting(transfer)
    return isUnderWay ? this.rate[transfer] : 0
  }

  startedAt(transfer: TransferRow): Seconds {
    return this.starts[transfer]
  }

  check(): void {
    const active = new Int32Array(this.active.length)
    const waiting = new Int32Array(this.active.length)
    for (let transfer = 0; transfer < this.rows; transfer++) {
      const link = this.link[transfer]
      if (link === NONE) continue
      ;(this.isWaiting(transfer) ? waiting : active)[link]++
      if (!this.isWaiting(transfer) && this.rate[transfer] !== this.rateNow(transfer))
        throw new Error(`transfer ${transfer} has a wrong rate`)
    }
    for (let link = 0; link < active.length; link++) {
      for (let transfer = this.firstWaiting[link]; transfer !== NONE; transfer = this.next[transfer]) waiting[link]--
      if (waiting[link] !== 0) throw new Error(`the line of link ${link} is broken`)
      if (active[link] !== this.active[link]) throw new Error(`link ${link} has a wrong number of transfers`)
      const isIdle = active[link] < this.slots && this.firstWaiting[link] !== NONE
      if (isIdle) throw new Error(`link ${link} has a free slot and a line`)
    }
  }

  /** Gives a transfer a slot. */
  private begin(now: Seconds, transfer: TransferRow): void {
    this.active[this.link[transfer]]++
    this.starts[transfer] = now
    this.since[transfer] = now
    this.left[transfer] = this.bytes[transfer]
    this.run(transfer)
  }

  /** Takes a transfer and its slot away, and gives the slot to the next in line. */
  private finish(now: Seconds, transfer: TransferRow, link: number): void {
    this.ends.remove(transfer)
    this.link[transfer] = NONE
    this.active[link]--
    const next = this.firstWaiting[link]
    if (next === NONE) return
    this.dequeue(next, link)
    this.begin(now, next)
  }

  private run(transfer: TransferRow): void {
    const rate = this.rateNow(transfer)
    const left = this.left[transfer]
    this.rate[transfer] = rate
    this.ends.set(transfer, left > 0 ? this.since[transfer] + left / rate : this.since[transfer], transfer)
  }

  private rateNow(transfer: TransferRow): Rate {
    const link = this.link[transfer]
    const from = Math.floor(link / this.sites)
    const to = link % this.sites
    if (from === to) return this.cap[transfer]
    const isStalled = this.capacity[from] === 0 || this.capacity[this.sites + to] === 0 || this.links?.[link] === 0
    return isStalled ? 0 : this.cap[transfer]
  }

  /** Some capacity has changed: transfers that stall or go on. */
  private adapt(now: Seconds): void {
    for (let transfer = 0; transfer < this.rows; transfer++) {
      if (this.link[transfer] === NONE || this.isWaiting(transfer)) continue
      if (this.rateNow(transfer) === this.rate[transfer]) continue
      if (now > this.since[transfer]) this.left[transfer] -= this.rate[transfer] * (now - this.since[transfer])
      this.since[transfer] = now
      this.run(transfer)
    }
  }

  private isWaiting(transfer: TransferRow): boolean {
    return Number.isNaN(this.starts[transfer])
  }

  private enqueue(transfer: TransferRow, link: number): void {
    const last = this.lastWaiting[link]
    this.starts[transfer] = NaN
    this.next[transfer] = NONE
    this.previous[transfer] = last
    this.lastWaiting[link] = transfer
    if (last === NONE) this.firstWaiting[link] = transfer
    else this.next[last] = transfer
  }

  private dequeue(transfer: TransferRow, link: number): void {
    const before = this.previous[transfer]
    const after = this.next[transfer]
    if (before === NONE) this.firstWaiting[link] = after
    else this.next[before] = after
    if (after === NONE) this.lastWaiting[link] = before
    else this.previous[after] = before
  }

  private grow(transfer: TransferRow): void {
    const before = this.rows
    while (this.rows <= transfer) this.rows *= 2
    const length = this.rows
    this.link = grown(this.link, length).fill(NONE, before)
    this.bytes = grown(this.bytes, length)
    this.cap = grown(this.cap, length)
    this.rate = grown(this.rate, length)
    this.left = grown(this.left, length)
    this.since = grown(this.since, length)
    this.starts = grown(this.starts, length)
    this.next = grown(this.next, length)
    this.previous = grown(this.previous, length)
  }
}

/** A file-transfer service: a fixed number of transfers at a time on each link, and a line behind them. */
export const slots: NetworkModel = {
  name: 'slots',
  about: 'a file-transfer service: so many transfers at a time on each link, each at its cap, first come first served',
  create: (parts) => new SlotNetwork(parts),
}
