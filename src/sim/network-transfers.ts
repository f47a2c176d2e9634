import type { Reports } from '../brokerage/ports.js'
import { keyOf, uniform } from '../model/draws.js'
import type { State } from '../model/state.js'
import { TimeHeap } from '../model/time-heap.js'
import { NONE, type Seconds, type TransferRow } from '../model/units.js'
import type { GridSpec } from './grid-spec.js'
import { networkModel } from './network/index.js'
import { Span } from './network/measurements.js'
import type { Network } from './network/network.js'
import { rateFactors } from './network/rate-classes.js'
import { StorageSystems } from './storage.js'
import { TransferDeadlines } from './transfer-deadlines.js'
import type { TransferSpec, Transfers } from './transfers.js'

/** What a transfer waits for. */
const enum Wait {
  start,
  refusal,
}

const rateClass = keyOf('sim.transfer-rate')
const failure = keyOf('sim.transfer-failure')
const BYTES_PER_MB = 1e6

/**
 * Transfers that share sites and links, and need space where they go. A transfer begins after the latency; it fails when the
 * storage it goes to is full, by chance, or when it takes longer than it may. What monitors and storage systems see is
 * reported to the core now and then.
 */
export class NetworkTransfers implements Transfers {
  readonly storage: StorageSystems
  hasArrived = true
  readonly needsSpace: boolean
  private readonly network: Network
  private readonly waiting = new TimeHeap()
  private readonly waitsFor: Wait[] = []
  private readonly inNetwork: boolean[] = []
  private readonly deadlines: TransferDeadlines
  private readonly factors: Float64Array
  private measureAt: Seconds

  constructor(
    private readonly state: State,
    private readonly spec: GridSpec,
    private readonly rules: TransferSpec & { readonly sharing: string },
    private readonly reports: Reports,
  ) {
    const { sites, network } = spec
    const place = new Map(sites.map(({ name }, i) => [name, i]))
    const links = network.links.flatMap(({ from, to, capacityBytesPerSecond: capacity }) =>
      capacity === undefined ? [] : [{ from: place.get(from) as number, to: place.get(to) as number, capacity }],
    )
    this.network = networkModel(rules.sharing).create({
      sites: sites.length,
      ingress: sites.map(({ ingressBytesPerSecond }) => ingressBytesPerSecond),
      egress: sites.map(({ egressBytesPerSecond }) => egressBytesPerSecond),
      links,
      slotsPerLink: rules.slotsPerLink,
    })
    this.needsSpace = sites.some(({ storage }) => storage !== undefined)
    this.storage = new StorageSystems(sites, rules, reports, state)
    this.deadlines = new TransferDeadlines(state.transfers, rules.timeoutSeconds)
    this.factors = rateFactors(rules.sigma)
    this.measureAt = rules.measureSeconds
  }

  begin(now: Seconds, transfer: TransferRow): void {
    this.inNetwork[transfer] = false
    const hasSpace = this.storage.reserve(transfer, now)
    this.waitsFor[transfer] = hasSpace ? Wait.start : Wait.refusal
    this.waiting.push(now + this.spec.network.latencySeconds, transfer)
    if (hasSpace) this.deadlines.add(now, transfer)
  }

  nextEnd(): Seconds {
    return Math.min(this.waiting.firstTime(), this.network.nextEnd(), this.deadlines.next())
  }

  step(now: Seconds): TransferRow {
    if (this.waiting.firstTime() <= now) return this.startNext(now)
    if (this.network.nextEnd() <= now) return this.ended(this.network.popEnded(now), now)
    return this.timedOut(this.deadlines.take(), now)
  }

  storageOut(site: number, isOut: boolean, now: Seconds): void {
    const { ingressBytesPerSecond, egressBytesPerSecond } = this.spec.sites[site]
    if (isOut) this.network.setCapacity(now, site, 0, 0)
    else this.network.setCapacity(now, site, ingressBytesPerSecond || Infinity, egressBytesPerSecond || Infinity)
  }

  keep(site: number, bytes: number): void {
    this.storage.keep(site, bytes)
  }

  touch(site: number, dataset: number, now: Seconds): void {
    this.storage.touch(site, dataset, now)
  }

  pass(now: Seconds): void {
    const isTime = now >= this.measureAt
    if (isTime) this.storage.tidy(now)
    if (this.storage.hasGone) this.storage.reportGone(now)
    if (!isTime) return
    this.measureAt = now + this.rules.measureSeconds
    this.storage.expire(now)
    this.storage.report(now)
    const { measurements } = this.network
    const { sites } = this.state.grid
    const rate = (span: Span, from: number, to: number): number =>
      measurements.rate(now, span, from, to) / BYTES_PER_MB || NaN
    measurements.takeNews((from, to) => {
      if (from === to) return
      this.reports.linkMeasured(now, sites[from].name, sites[to].name, {
        hourMBps: rate(Span.hour, from, to),
        dayMBps: rate(Span.day, from, to),
        weekMBps: rate(Span.week, from, to),
      })
    })
  }

  check(): void {
    this.network.check()
    this.storage.check()
  }

  private startNext(now: Seconds): TransferRow {
    const transfer = this.waiting.pop()
    if (this.waitsFor[transfer] === Wait.refusal) {
      this.hasArrived = false
      return transfer
    }
    const { transfers, grid } = this.state
    const [from, to] = [transfers.from[transfer], transfers.to[transfer]]
    const factor = this.factors[Math.floor(this.luck(rateClass, transfer) * this.factors.length)]
    this.inNetwork[transfer] = true
    this.network.start(now, transfer, from, to, transfers.bytes[transfer], grid.costs.rate(from, to) * factor)
    return NONE
  }

  private ended(transfer: TransferRow, now: Seconds): TransferRow {
    const { failureProbability } = this.rules
    this.hasArrived = failureProbability === 0 || this.luck(failure, transfer) >= failureProbability
    this.storage.settle(transfer, this.hasArrived, now)
    return transfer
  }

  private timedOut(transfer: TransferRow, now: Seconds): TransferRow {
    // What has not begun after so long, because the latency is longer, is left to begin.
    if (!this.inNetwork[transfer]) return NONE
    this.network.cancel(now, transfer)
    this.hasArrived = false
    this.storage.settle(transfer, false, now)
    return transfer
  }

  /** Luck of a transfer: of its job's lineage, its kind, and how often it was tried. */
  private luck(purpose: number, transfer: TransferRow): number {
    const { transfers, tasks, jobs, seed } = this.state
    const job = transfers.job[transfer]
    const tries = 16 * jobs.failures(job) + transfers.tries[transfer]
    return uniform(seed, purpose + transfers.kind[transfer], tasks.key[jobs.task(job)], jobs.ordinal(job), tries)
  }
}
