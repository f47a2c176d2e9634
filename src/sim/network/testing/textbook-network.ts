/** Max–min fairness as textbooks have it: every transfer for itself, all shares filled anew after each change. */
import type { NetworkParts, Rate } from '../network.js'

interface Flow {
  transfer: number
  from: number
  to: number
  cap: Rate
  left: number
  rate: Rate
}

/** The model that others are measured by: slow, and as plain as can be. */
export class TextbookNetwork {
  private flows: Flow[] = []
  private now = 0
  /** Capacity of each resource: egress and ingress of sites, links. */
  private readonly capacities = new Map<string, Rate>()

  constructor({ egress = [], ingress = [], links = [] }: NetworkParts) {
    egress.forEach((capacity, site) => this.limit(`out ${site}`, capacity === 0 ? Infinity : capacity))
    ingress.forEach((capacity, site) => this.limit(`in ${site}`, capacity === 0 ? Infinity : capacity))
    for (const { from, to, capacity } of links) this.limit(`${from} to ${to}`, capacity === 0 ? Infinity : capacity)
  }

  start(now: number, transfer: number, from: number, to: number, bytes: number, cap: Rate): void {
    this.pass(now)
    this.flows.push({ transfer, from, to, cap, left: bytes, rate: 0 })
    this.fill()
  }

  cancel(now: number, transfer: number): void {
    this.pass(now)
    this.flows = this.flows.filter((flow) => flow.transfer !== transfer)
    this.fill()
  }

  nextEnd(): number {
    return Math.min(Infinity, ...this.flows.map((flow) => endOf(flow, this.now)))
  }

  popEnded(now: number): number {
    const ended = this.flows.reduce((one, other) => (endOf(other, this.now) < endOf(one, this.now) ? other : one))
    this.cancel(now, ended.transfer)
    return ended.transfer
  }

  setCapacity(now: number, site: number, ingress: Rate, egress: Rate): void {
    this.pass(now)
    this.limit(`in ${site}`, ingress)
    this.limit(`out ${site}`, egress)
    this.fill()
  }

  setLinkCapacity(now: number, from: number, to: number, capacity: Rate): void {
    this.pass(now)
    this.limit(`${from} to ${to}`, capacity)
    this.fill()
  }

  rateOf(transfer: number): Rate {
    return this.flows.find((flow) => flow.transfer === transfer)?.rate ?? 0
  }

  private limit(resource: string, capacity: Rate = Infinity): void {
    this.capacities.set(resource, capacity)
  }

  private pass(now: number): void {
    for (const flow of this.flows) flow.left = Math.max(0, flow.left - flow.rate * (now - this.now))
    this.now = now
  }

  /** Raises all transfers together, and lets one stop when it is at its cap or a resource that it uses is full. */
  private fill(): void {
    let rising = this.flows.filter(({ from, to }) => from !== to)
    for (const flow of this.flows) flow.rate = flow.from === flow.to ? flow.cap : 0
    while (rising.length > 0) {
      let level = Math.min(...rising.map(({ cap }) => cap))
      for (const resource of this.capacities.keys()) level = Math.min(level, this.fullAt(resource, rising))
      for (const flow of rising) flow.rate = level
      const full = [...this.capacities.keys()].filter(
        (resource) => this.fullAt(resource, rising) <= level * (1 + 1e-13),
      )
      rising = rising.filter((flow) => flow.cap > level && !full.some((resource) => uses(flow, resource)))
    }
  }

  /** The common rate of those that still rise at which a resource is full. */
  private fullAt(resource: string, rising: readonly Flow[]): Rate {
    const capacity = this.capacities.get(resource) ?? Infinity
    const users = rising.filter((flow) => uses(flow, resource)).length
    if (users === 0 || capacity === Infinity) return Infinity
    const stopped = this.flows.filter((flow) => flow.from !== flow.to && uses(flow, resource) && !rising.includes(flow))
    return Math.max(0, capacity - stopped.reduce((sum, { rate }) => sum + rate, 0)) / users
  }
}

function uses({ from, to }: Flow, resource: string): boolean {
  return resource === `out ${from}` || resource === `in ${to}` || resource === `${from} to ${to}`
}

function endOf({ left, rate }: Flow, now: number): number {
  return left > 0 ? now + left / rate : now
}
