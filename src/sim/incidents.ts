import type { QueueStatus } from '../model/grid.js'
import type { Seconds } from '../model/units.js'
import type { Outage } from './outages.js'
import { SiteSpans } from './site-spans.js'

/** A queue changes its status at a known time. */
export interface StatusIncident {
  readonly atSeconds: Seconds
  readonly queue: string
  readonly status: QueueStatus
}

/**
 * A site goes wrong and nobody is told. A black hole takes jobs and fails each of them within a minute. A dying site
 * fails more and more of the jobs that start there, at last all of them, and then falls silent.
 */
export interface SiteIncident {
  readonly atSeconds: Seconds
  readonly site: string
  readonly kind: 'black-hole' | 'dying'
  /** How long it is a black hole, or how long it takes to die; Infinity: for good. */
  readonly forSeconds: Seconds
  /** How long a site that died is silent; Infinity: for good. */
  readonly silentSeconds: Seconds
}

/** Something that a scenario has happen at a known time. */
export type Incident = StatusIncident | SiteIncident

/** Splits incidents by what they happen to. */
export function statusIncidents(incidents: readonly Incident[]): StatusIncident[] {
  return incidents.filter((incident) => 'queue' in incident)
}

/** Those that happen to sites. */
export function siteIncidents(incidents: readonly Incident[]): SiteIncident[] {
  return incidents.filter((incident) => 'site' in incident)
}

/** The silence of the sites that died: outages that nobody announced or noticed. */
export function deaths(incidents: readonly Incident[]): Outage[] {
  return siteIncidents(incidents)
    .filter(({ kind }) => kind === 'dying')
    .map(({ site, atSeconds, forSeconds, silentSeconds }) => ({
      site,
      atSeconds: atSeconds + forSeconds,
      forSeconds: silentSeconds,
      kind: 'compute',
      announced: false,
      noticeSeconds: 0,
      isUnnoticed: true,
    }))
}

/** What is wrong with sites at a time, to be asked in order of time. */
export class SiteTroubles {
  private readonly blackHoles: SiteSpans
  private readonly dying: SiteSpans

  /** @param incidents at sites that are all among the names */
  constructor(siteNames: readonly string[], incidents: readonly Incident[]) {
    const spansOf = (wanted: SiteIncident['kind']): SiteSpans =>
      new SiteSpans(
        siteNames.length,
        siteIncidents(incidents)
          .filter(({ kind }) => kind === wanted)
          .map(({ site, atSeconds, forSeconds }) => {
            return { site: siteNames.indexOf(site), from: atSeconds, until: atSeconds + forSeconds }
          }),
      )
    this.blackHoles = spansOf('black-hole')
    this.dying = spansOf('dying')
  }

  /** Whether jobs that start there now fail within a minute. */
  isBlackHole(site: number, now: Seconds): boolean {
    return this.blackHoles.holds(site, now)
  }

  /** How far a site is on its way to death: 0 for a sound one, rising evenly to 1. */
  decay(site: number, now: Seconds): number {
    const span = this.dying.spanAt(site, now)
    return span === undefined ? 0 : (now - span.from) / (span.until - span.from)
  }
}
