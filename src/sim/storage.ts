import type { Reports } from '../brokerage/ports.js'
import type { State } from '../model/state.js'
import { TransferKind } from '../model/transfer-table.js'
import { type Bytes, NONE, type Seconds, type TransferRow } from '../model/units.js'
import { type Cached, CachedCopies } from './cached-copies.js'
import type { SiteSpec } from './grid-spec.js'

/** How storage is kept. */
export interface StorageRules {
  /** What jobs brought is not deleted before it has lain unused for so long, and always after so long (brokerage.md §H.1). */
  readonly cacheGraceSeconds: Seconds
  readonly cacheLifetimeSeconds: Seconds
  /** Part of each disk below which free space does not fall, as long as there are copies that may be deleted. */
  readonly keepFree: number
}

/**
 * The disks of a simulated grid: what comes takes space, cached copies go when space is needed, the longest unused first, and
 * what finds no space does not arrive. Sites without a declared size take everything, and nobody counts what they hold.
 */
export class StorageSystems {
  /** Bytes in use, by site, with what is on its way there; 0 where no size is declared. */
  readonly used: Float64Array
  private readonly total: Float64Array
  private readonly changed: Uint8Array
  private readonly caches: readonly CachedCopies[]
  /** Copies deleted that the core has not been told of. */
  private readonly gone: { readonly dataset: number; readonly site: number }[] = []
  /** Cached copies deleted so far, and transfers that found no space. */
  deleted = 0
  turnedAway = 0
  /** Output that found no room where it was made. */
  lostBytes = 0

  constructor(
    sites: readonly SiteSpec[],
    private readonly rules: StorageRules,
    private readonly reports: Reports,
    private readonly state: State,
  ) {
    this.total = Float64Array.from(sites, ({ storage }) => storage?.totalBytes ?? Infinity)
    this.used = Float64Array.from(sites, ({ storage }) => storage?.usedBytes ?? 0)
    this.changed = new Uint8Array(sites.length)
    this.caches = sites.map((_, site) => new CachedCopies(site))
  }

  /** Sets space aside for a transfer. Returns false when there is none, even after cleaning. */
  reserve(transfer: TransferRow, now: Seconds): boolean {
    const { transfers } = this.state
    const site = transfers.to[transfer]
    if (this.total[site] === Infinity) return true
    const bytes = transfers.bytes[transfer]
    if (this.used[site] + bytes > this.total[site]) this.clean(site, bytes, now)
    if (this.used[site] + bytes > this.total[site]) {
      this.turnedAway++
      return false
    }
    this.take(site, bytes)
    return true
  }

  /** A transfer ended for which space had been set aside. Inputs are cached copies, outputs stay. */
  settle(transfer: TransferRow, arrived: boolean, now: Seconds): void {
    const { transfers, tasks, jobs } = this.state
    const site = transfers.to[transfer]
    if (this.total[site] === Infinity) return
    const bytes = transfers.bytes[transfer]
    if (!arrived) {
      this.take(site, -bytes)
      return
    }
    const job = transfers.job[transfer]
    const isWanted = jobs.id(job) === transfers.jobId[transfer] && jobs.transfer(job) === transfer
    if (transfers.kind[transfer] === TransferKind.output) {
      // Nobody waits for it any more: what came is deleted.
      if (!isWanted) this.take(site, -bytes)
      return
    }
    const dataset = isWanted ? tasks.dataset[jobs.task(job)] : NONE
    if (dataset === NONE) this.take(site, -bytes)
    else this.cache(dataset, site, bytes, now)
  }

  /** A job's output stays at the site where it was made; what finds no room is counted as lost. */
  keep(site: number, bytes: Bytes): void {
    if (this.total[site] === Infinity) return
    const room = this.total[site] - this.used[site]
    if (bytes > room) this.lostBytes += bytes - room
    this.take(site, Math.min(bytes, room))
  }

  /** A job has read its input at the site: the copy was used. */
  touch(site: number, dataset: number, now: Seconds): void {
    const cached = this.caches[site].get(dataset)
    if (cached !== undefined) this.caches[site].use(cached, now)
  }

  /** Deletes copies where too little is free: what finds full disks goes elsewhere, so that nothing would ever ask for space. */
  tidy(now: Seconds): void {
    for (let site = 0; site < this.total.length; site++) {
      if (this.total[site] < Infinity) this.clean(site, this.rules.keepFree * this.total[site], now)
    }
  }

  /** Whether copies are gone that the core has not been told of. */
  get hasGone(): boolean {
    return this.gone.length > 0
  }

  /** Tells the core which copies are gone: never in the midst of an order. */
  reportGone(now: Seconds): void {
    const { datasets, grid } = this.state
    for (const { dataset, site } of this.gone) {
      this.reports.replicaGone(now, datasets.nameOf(dataset), grid.sites[site].name, 'cached')
    }
    this.gone.length = 0
  }

  /** Deletes cached copies that nobody has used for as long as they may stay. */
  expire(now: Seconds): void {
    for (const copies of this.caches) {
      for (let cached = copies.first(); cached !== undefined; cached = copies.first()) {
        if (now - cached.lastUse <= this.rules.cacheLifetimeSeconds) break
        this.drop(cached)
      }
    }
  }

  /** Tells the core how much is free where that has changed since it was last told. */
  report(now: Seconds): void {
    for (let site = 0; site < this.changed.length; site++) {
      if (this.changed[site] === 0) continue
      this.changed[site] = 0
      const freeBytes = this.total[site] - this.used[site]
      this.reports.storageChanged(now, this.state.grid.sites[site].name, { freeBytes })
    }
  }

  /** Recounts. @throws when bytes are lost or a disk holds more than it can */
  check(): void {
    for (let site = 0; site < this.used.length; site++) {
      const cached = this.caches[site].bytes()
      if (cached > this.used[site] * (1 + 1e-9) || this.used[site] > this.total[site] * (1 + 1e-9)) {
        throw new Error(
          `storage of site ${site}: ${this.used[site]} bytes in use of ${this.total[site]}, ${cached} cached`,
        )
      }
    }
  }

  private take(site: number, bytes: Bytes): void {
    this.used[site] += bytes
    this.changed[site] = 1
  }

  private cache(dataset: number, site: number, bytes: Bytes, now: Seconds): void {
    const cached = this.caches[site].get(dataset) ?? this.caches[site].add(dataset)
    cached.bytes += bytes
    this.caches[site].use(cached, now)
  }

  private clean(site: number, wanted: Bytes, now: Seconds): void {
    const copies = this.caches[site]
    for (let cached = copies.first(); cached !== undefined; cached = copies.first()) {
      const isEnough = this.used[site] + wanted <= this.total[site]
      if (isEnough || now - cached.lastUse < this.rules.cacheGraceSeconds) return
      this.drop(cached)
    }
  }

  private drop(cached: Cached): void {
    const { dataset, site, bytes } = cached
    this.caches[site].remove(cached)
    this.take(site, -bytes)
    this.deleted++
    this.gone.push({ dataset, site })
  }
}
