import { BadInput } from '../model/bad-input.js'
import type { MeasuredRates } from '../model/cost-matrix.js'
import { type Replica, ReplicaKind, replicaKindNames } from '../model/dataset-table.js'
import type { Storage } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { DatasetRow, Seconds } from '../model/units.js'

/** Writes down what the world tells of datasets, their copies, storage and links. Faulty reports change nothing. */
export class DataReports {
  constructor(private readonly state: State) {}

  datasetKnown(
    now: Seconds,
    name: string,
    bytes: number,
    sites: readonly string[],
    files: number,
    tapes: readonly string[],
  ): DatasetRow {
    const { datasets, journal } = this.state
    const where = `dataset ${name}`
    if (sites.length + tapes.length === 0)
      throw new BadInput(where, 'it has no replica', 'at least one site that holds it')
    refuseNegative(where, { bytes, files })
    const copies: Replica[] = []
    const add = (site: string, kind: ReplicaKind): void => {
      copies.push({ site: this.site(where, site), kind, files, bytes, parts: undefined })
    }
    for (const site of new Set(sites)) add(site, ReplicaKind.primary)
    for (const site of new Set(tapes)) add(site, ReplicaKind.tape)
    const row = datasets.know(name, bytes, files, copies)
    journal.write(Fact.datasetKnown, now, row, copies.length, Math.round(bytes / 1e6), 0, 0, row)
    return row
  }

  replicaArrived(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached'): void {
    const { datasets, journal } = this.state
    const row = this.dataset(dataset)
    const index = this.site(`dataset ${dataset}`, site)
    const replicaKind = kindOf(kind)
    if (datasets.addReplica(row, index, replicaKind)) {
      journal.write(Fact.replicaAdded, now, row, index, replicaKind, 0, 0, row)
    }
  }

  replicaGone(now: Seconds, dataset: string, site: string, kind: 'primary' | 'cached' | 'tape'): void {
    const { datasets, journal } = this.state
    const row = this.dataset(dataset)
    const index = this.site(`dataset ${dataset}`, site)
    const replicaKind = kindOf(kind)
    if (datasets.removeReplica(row, index, replicaKind)) {
      journal.write(Fact.replicaGone, now, row, index, replicaKind, 0, 0, row)
    }
  }

  storageChanged(now: Seconds, site: string, news: Partial<Storage>): void {
    const { grid, journal } = this.state
    const index = this.site('storage', site)
    const { freeBytes = 0, totalBytes = 0 } = news
    refuseNegative(`storage of ${site}`, { freeBytes, totalBytes }, Infinity)
    const { storage } = grid.sites[index]
    const before = abilities(storage)
    Object.assign(storage, news)
    const after = abilities(storage)
    this.state.silent?.site(index)
    if (after !== before) journal.write(Fact.storageChanged, now, index, after, 0, 0, 0, index)
  }

  linkMeasured(now: Seconds, from: string, to: string, rates: MeasuredRates): void {
    const { costs } = this.state.grid
    const { hourMBps, dayMBps, weekMBps } = rates
    // Monitors report thousands of links at a time: they are only spelt out where one is amiss.
    if (!(isRate(hourMBps) && isRate(dayMBps) && isRate(weekMBps))) refuseRates(from, to, rates)
    const [one, other] = [this.site('link', from), this.site('link', to)]
    costs.measure(one, other, rates, now)
    this.state.silent?.link(one, other)
  }

  private site(where: string, name: string): number {
    const site = this.state.grid.site(name)
    if (site === undefined) throw new BadInput(where, `site ${name} is not in the grid`, 'a site of the grid')
    return site.index
  }

  private dataset(name: string): DatasetRow {
    const row = this.state.datasets.find(name)
    if (row === undefined)
      throw new BadInput(`dataset ${name}`, 'it is not known', 'a dataset that was made known before')
    return row
  }
}

function kindOf(name: string): ReplicaKind {
  const kind = replicaKindNames.indexOf(name)
  if (kind < 0) throw new BadInput('replica', `its kind is ${name}`, replicaKindNames.join(', '))
  return kind
}

function refuseNegative(where: string, amounts: Record<string, number>, most = Number.MAX_VALUE): void {
  for (const [field, amount] of Object.entries(amounts)) {
    if (!(amount >= 0 && amount <= most)) throw new BadInput(where, `${field} is ${amount}`, 'a number from 0')
  }
}

function isRate(rate: number): boolean {
  return rate >= 0 || Number.isNaN(rate)
}

function refuseRates(from: string, to: string, rates: MeasuredRates): void {
  for (const [field, rate] of Object.entries(rates) as [keyof MeasuredRates, number][]) {
    if (isRate(rate)) continue
    throw new BadInput(`link ${from} to ${to}`, `${field} is ${rate}`, 'a number from 0, NaN when unknown')
  }
}

/** What storage can do, as bits. */
function abilities({ readLan, writeLan, readWan, writeWan }: Storage): number {
  return (readLan ? 1 : 0) + (writeLan ? 2 : 0) + (readWan ? 4 : 0) + (writeWan ? 8 : 0)
}
