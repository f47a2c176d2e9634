import type { Seconds } from '../model/units.js'
import { type SiteSpan, SiteSpans } from './site-spans.js'

/** What an outage stops: pilots and jobs, transfers to and from the site, or both. */
export const outageKinds = ['compute', 'storage', 'all'] as const

/**
 * A site is out of service. While its computing is, its queues are offline and no pilot starts. If that was announced,
 * the queues get no new work for a while before and jobs under way run to their end; else they fall silent with it.
 * While its storage is, transfers to and from the site stand still.
 */
export interface Outage {
  readonly site: string
  readonly atSeconds: Seconds
  /** Infinity: for good. */
  readonly forSeconds: Seconds
  readonly kind: (typeof outageKinds)[number]
  readonly announced: boolean
  /** How long before an announced outage the queues are set to brokeroff. */
  readonly noticeSeconds: Seconds
  /** Nobody notices: the queues keep their status. */
  readonly isUnnoticed?: boolean
}

/** The storage of a site goes out of service, or is back. */
export interface StorageChange {
  readonly atSeconds: Seconds
  /** Number of the site. */
  readonly site: number
  readonly isOut: boolean
}

/** All outages of a simulated grid, to be asked in order of time. */
export class Outages {
  /** No pilot starts, and none that asks gets a job. */
  readonly compute: SiteSpans
  /** Nothing is moved to or from the site. */
  readonly storage: SiteSpans
  /** Whatever runs when one of these begins falls silent. */
  readonly sudden: SiteSpans

  /** @param outages at sites that are all among the names */
  constructor(
    siteNames: readonly string[],
    readonly all: readonly Outage[],
  ) {
    const spansOf = (chosen: readonly Outage[]): SiteSpans =>
      new SiteSpans(
        siteNames.length,
        chosen.map(({ site, atSeconds, forSeconds }): SiteSpan => {
          return { site: siteNames.indexOf(site), from: atSeconds, until: atSeconds + forSeconds }
        }),
      )
    this.compute = spansOf(all.filter(stopsComputing))
    this.storage = spansOf(all.filter(({ kind }) => kind !== 'compute'))
    this.sudden = spansOf(all.filter((outage) => stopsComputing(outage) && !outage.announced))
  }

  /** When storage goes out of service and comes back. */
  storageChanges(): StorageChange[] {
    return this.storage
      .all()
      .flatMap(({ site, from, until }) => [
        { atSeconds: from, site, isOut: true },
        ...(until < Infinity ? [{ atSeconds: until, site, isOut: false }] : []),
      ])
  }
}

/** Whether pilots and jobs are hit. */
export function stopsComputing({ kind }: Outage): boolean {
  return kind !== 'storage'
}
