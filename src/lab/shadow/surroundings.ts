import type { Core } from '../../brokerage/core.js'
import type { Mirror } from '../../brokerage/mirror/mirror.js'
import { NONE, type Seconds } from '../../model/units.js'
import type { FeedClock } from './feed-clock.js'
import type { FeedEvent } from './feed-schema.js'
import { given } from './given.js'
import type { Unknowns } from './unknowns.js'

/** Events that are not of tasks and jobs. */
export type SurroundingEvent = Exclude<FeedEvent, { event: 'task' | 'jobs' | 'placed' | 'job' }>

/** What a feed tells of queues, pilots, data and links; what names a place that the grid does not have is counted and passed over. */
export class Surroundings {
  constructor(
    private readonly core: Core,
    private readonly mirror: Mirror,
    private readonly unknowns: Unknowns,
    private readonly clock: FeedClock,
  ) {}

  take(line: SurroundingEvent, now: Seconds): void {
    switch (line.event) {
      case 'dataset': {
        const [sites, tapes] = [this.knownSites(line.sites), this.knownSites(line.tapes)]
        if (sites.length + tapes.length > 0)
          this.core.datasetKnown(now, line.dataset, line.bytes, sites, line.files, tapes)
        break
      }
      case 'replica':
        this.replica(line, now)
        break
      case 'storage': {
        const { event: _, at: __, site, ...news } = line
        if (this.knownSites([site]).length > 0) this.core.storageChanged(now, site, given(news))
        break
      }
      case 'link': {
        const { from, to, hourMBps = NaN, dayMBps = NaN, weekMBps = NaN } = line
        if (this.knownSites([from, to]).length === 2)
          this.core.linkMeasured(now, from, to, { hourMBps, dayMBps, weekMBps })
        break
      }
      case 'queue':
        if (this.knownQueue(line.queue) !== NONE) this.core.queueChanged(now, line.queue, line.status)
        break
      case 'pilot': {
        const queue = this.knownQueue(line.queue)
        if (queue !== NONE)
          this.mirror.pilotHeard(line.until === undefined ? now : this.clock.secondsOf(line.until), queue)
      }
    }
  }

  /** Of pilots that are not told of there are some everywhere, always. */
  takePilotsForGranted(): void {
    for (const { index } of this.core.state.grid.queues) this.mirror.pilotHeard(Infinity, index)
  }

  /** Number of a queue, or NONE when the grid has none of that name. */
  knownQueue(name: string, times = 1): number {
    const queue = this.core.state.grid.queue(name)
    if (queue === undefined) this.unknowns.add('queue', name, times)
    return queue?.index ?? NONE
  }

  /** Those of the sites that the grid has. */
  knownSites(names: readonly string[]): string[] {
    return names.filter((name) => {
      const isKnown = this.core.state.grid.site(name) !== undefined
      if (!isKnown) this.unknowns.add('site', name)
      return isKnown
    })
  }

  /** Whether a dataset was made known. */
  knowsDataset(name: string): boolean {
    const isKnown = this.core.state.datasets.find(name) !== undefined
    if (!isKnown) this.unknowns.add('dataset', name)
    return isKnown
  }

  private replica({ dataset, site, kind, isGone }: FeedEvent & { event: 'replica' }, now: Seconds): void {
    if (!this.knowsDataset(dataset) || this.knownSites([site]).length === 0) return
    if (isGone) this.core.replicaGone(now, dataset, site, kind)
    else if (kind !== 'tape') this.core.replicaArrived(now, dataset, site, kind)
  }
}
