import type { Seconds } from '../model/units.js'

/** A span of time at a site, its end not included; Infinity: for good. */
export interface SiteSpan {
  /** Number of the site. */
  readonly site: number
  readonly from: Seconds
  readonly until: Seconds
}

/**
 * Spans of time at each site, those that meet or overlap joined into one. The times asked about must not run backwards,
 * so that all questions together walk once over the spans.
 */
export class SiteSpans {
  /** Whether there is no span at all: for the hot path. */
  readonly isEmpty: boolean
  private readonly spans: readonly SiteSpan[][]
  /** At each site the first span that has not ended. */
  private readonly position: Int32Array

  constructor(sites: number, spans: readonly SiteSpan[]) {
    const lasting = spans.filter(({ from, until }) => until > from)
    this.isEmpty = lasting.length === 0
    this.spans = Array.from({ length: sites }, (_, i) => joined(lasting.filter(({ site }) => site === i)))
    this.position = new Int32Array(sites)
  }

  /** All spans, by site and time. */
  all(): readonly SiteSpan[] {
    return this.spans.flat()
  }

  /** Whether a span of the site holds the moment. */
  holds(site: number, now: Seconds): boolean {
    return this.spanAt(site, now) !== undefined
  }

  /** The span of the site that holds the moment. */
  spanAt(site: number, now: Seconds): SiteSpan | undefined {
    if (this.isEmpty) return undefined
    const span = this.spans[site][this.pass(site, now)] as SiteSpan | undefined
    return span !== undefined && span.from <= now ? span : undefined
  }

  /** Start of the first span that begins after the moment; Infinity when none does. */
  nextStart(site: number, now: Seconds): Seconds {
    if (this.isEmpty) return Infinity
    const spans = this.spans[site]
    let i = this.pass(site, now)
    if (i < spans.length && spans[i].from <= now) i++
    return i < spans.length ? spans[i].from : Infinity
  }

  /** When a thing that takes so long is done if it can only go on while no span of either site holds; Infinity: never. */
  endAround(one: number, other: number, now: Seconds, seconds: Seconds): Seconds {
    if (this.isEmpty) return now + seconds
    this.pass(one, now)
    this.pass(other, now)
    let at = now
    let left = seconds
    for (;;) {
      const goesOn = this.endOfSpans(one, other, at)
      const stops = Math.min(this.startAfter(one, goesOn), this.startAfter(other, goesOn))
      if (goesOn + left <= stops) return goesOn + left
      left -= stops - goesOn
      at = stops
    }
  }

  /** Seconds of a window in which a span of the site holds. */
  secondsIn(site: number, from: Seconds, until: Seconds): Seconds {
    return this.spans[site].reduce(
      (sum, span) => sum + Math.max(0, Math.min(span.until, until) - Math.max(span.from, from)),
      0,
    )
  }

  /** The first moment from this one on at which neither site is in a span. */
  private endOfSpans(one: number, other: number, at: Seconds): Seconds {
    for (let moment = at; ;) {
      const later = Math.max(this.endOfSpan(one, moment), this.endOfSpan(other, moment))
      if (later === moment) return moment
      moment = later
    }
  }

  private endOfSpan(site: number, at: Seconds): Seconds {
    const spans = this.spans[site]
    for (let i = this.position[site]; i < spans.length && spans[i].from <= at; i++) {
      if (spans[i].until > at) return spans[i].until
    }
    return at
  }

  private startAfter(site: number, at: Seconds): Seconds {
    const spans = this.spans[site]
    let i = this.position[site]
    while (i < spans.length && spans[i].from <= at) i++
    return i < spans.length ? spans[i].from : Infinity
  }

  /** Leaves behind the spans that have ended, and returns the position of the first that has not. */
  private pass(site: number, now: Seconds): number {
    const spans = this.spans[site]
    let i = this.position[site]
    while (i < spans.length && spans[i].until <= now) i++
    this.position[site] = i
    return i
  }
}

function joined(spans: readonly SiteSpan[]): SiteSpan[] {
  const all: SiteSpan[] = []
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = all.at(-1)
    if (last === undefined || span.from > last.until) all.push(span)
    else all[all.length - 1] = { ...last, until: Math.max(last.until, span.until) }
  }
  return all
}
