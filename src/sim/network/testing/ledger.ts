/** Keeps books beside a network, from what it is told and what rates it says, and finds what does not add up. */
import type { Network, NetworkParts, Rate } from '../network.js'
import type { Player } from './random-story.js'

interface Entry {
  from: number
  to: number
  bytes: number
  cap: Rate
  rate: Rate
  delivered: number
}

const CLOSE = 1e-9

/** Stands between a story and the network that it is played on. */
export class Ledger implements Player {
  /** Transfers under way. */
  readonly entries = new Map<number, Entry>()
  /** Worst part of its bytes by which a transfer that ended had got too much or too little. */
  worstLoss = 0
  private readonly capacities = new Map<string, Rate>()
  private now = 0

  constructor(
    private readonly network: Network,
    { egress = [], ingress = [], links = [] }: NetworkParts,
  ) {
    egress.forEach((capacity, site) => this.limit(`out ${site}`, capacity === 0 ? Infinity : capacity))
    ingress.forEach((capacity, site) => this.limit(`in ${site}`, capacity === 0 ? Infinity : capacity))
    for (const { from, to, capacity } of links) this.limit(`${from} to ${to}`, capacity === 0 ? Infinity : capacity)
  }

  start(now: number, transfer: number, from: number, to: number, bytes: number, cap: Rate): void {
    this.pass(now)
    this.entries.set(transfer, { from, to, bytes, cap, rate: 0, delivered: 0 })
    this.network.start(now, transfer, from, to, bytes, cap)
  }

  cancel(now: number, transfer: number): void {
    this.pass(now)
    this.entries.delete(transfer)
    this.network.cancel(now, transfer)
  }

  nextEnd(): number {
    return this.network.nextEnd()
  }

  popEnded(now: number): number {
    this.pass(now)
    const transfer = this.network.popEnded(now)
    const { bytes, delivered, rate } = this.entries.get(transfer)!
    // A moment at that rate is what rounding of the time may do.
    const most = Math.max(bytes, rate * now)
    if (most > 0) this.worstLoss = Math.max(this.worstLoss, Math.abs(delivered - bytes) / most)
    this.entries.delete(transfer)
    return transfer
  }

  setCapacity(now: number, site: number, ingress: Rate, egress: Rate): void {
    this.pass(now)
    this.limit(`in ${site}`, ingress)
    this.limit(`out ${site}`, egress)
    this.network.setCapacity(now, site, ingress, egress)
  }

  setLinkCapacity(now: number, from: number, to: number, capacity: Rate): void {
    this.pass(now)
    this.limit(`${from} to ${to}`, capacity)
    this.network.setLinkCapacity(now, from, to, capacity)
  }

  rateOf(transfer: number): Rate {
    return this.network.rateOf(transfer)
  }

  /** What carries more than it can, and transfers that get more than their cap. */
  overfull(): string[] {
    this.readRates()
    const faults: string[] = []
    for (const [transfer, { cap, rate }] of this.entries) if (rate > cap) faults.push(`transfer ${transfer}`)
    for (const [resource, capacity] of this.capacities)
      if (this.load(resource) > capacity * (1 + CLOSE)) faults.push(resource)
    return faults
  }

  /** Transfers below their cap that no full resource holds back, with none there that gets more. */
  heldBackByNothing(): number[] {
    this.readRates()
    const full = [...this.capacities].filter(([resource, capacity]) => this.load(resource) >= capacity * (1 - CLOSE))
    const isHeldBack = (entry: Entry): boolean =>
      full.some(
        ([resource]) =>
          uses(entry, resource) &&
          [...this.entries.values()].every((other) => !uses(other, resource) || other.rate <= entry.rate * (1 + CLOSE)),
      )
    return [...this.entries]
      .filter(([, entry]) => entry.rate < entry.cap * (1 - CLOSE) && !isHeldBack(entry))
      .map(([transfer]) => transfer)
  }

  private limit(resource: string, capacity: Rate = Infinity): void {
    this.capacities.set(resource, capacity)
  }

  private pass(now: number): void {
    this.readRates()
    for (const entry of this.entries.values()) entry.delivered += entry.rate * (now - this.now)
    this.now = now
  }

  private readRates(): void {
    for (const [transfer, entry] of this.entries) entry.rate = this.network.rateOf(transfer)
  }

  private load(resource: string): Rate {
    return [...this.entries.values()].reduce((sum, entry) => sum + (uses(entry, resource) ? entry.rate : 0), 0)
  }
}

function uses({ from, to }: Entry, resource: string): boolean {
  return from !== to && [`out ${from}`, `in ${to}`, `${from} to ${to}`].includes(resource)
}
