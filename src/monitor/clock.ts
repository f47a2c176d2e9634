import { formatSeconds } from '../model/format.js'
import type { Seconds } from '../model/units.js'
import { html, type Markup } from '../page/html.js'
import type { About } from './readings/about.js'

const DAY_SECONDS = 86_400

/** Says times as people read them: with a date where the world has one, and by day and hour where its time is simulated. */
export class Clock {
  constructor(
    private readonly about: Pick<About, 'originMilliseconds'>,
    /** The moment that is looked at. */
    readonly at: Seconds,
  ) {}

  /** `2026-01-02 03:04:05`, or `day 2, 03:04:05`. */
  words(at: Seconds | null): string {
    if (at === null) return '–'
    const { originMilliseconds: origin } = this.about
    if (origin === undefined) return `day ${1 + Math.floor(at / DAY_SECONDS)}, ${isoOf(1_000 * at).slice(11, 19)}`
    return isoOf(origin + 1_000 * at)
      .slice(0, 19)
      .replace('T', ' ')
  }

  /** The same, for tables: it stays on one line. */
  stamp(at: Seconds | null): Markup | string {
    return at === null ? this.words(at) : html`<time>${this.words(at)}</time>`
  }

  /** The time of day, for axes. */
  short(at: Seconds): string {
    return isoOf((this.about.originMilliseconds ?? 0) + 1_000 * at).slice(11, 16)
  }

  /** The day, for axes of several: `01-02`, or `day 2`. */
  day(at: Seconds): string {
    return this.words(at).replace(/^\d{4}-|,? \d\d:\d\d:\d\d$/g, '')
  }

  /** How long ago, with the time itself as a tip. */
  ago(at: Seconds | null): Markup | string {
    if (at === null) return '–'
    return html`<time title="${this.words(at)}">${formatSeconds(Math.max(0, this.at - at))} ago</time>`
  }

  /** For how long, up to the moment that is looked at. */
  since(at: Seconds | null): Markup | string {
    if (at === null) return '–'
    return html`<time title="since ${this.words(at)}">${formatSeconds(Math.max(0, this.at - at))}</time>`
  }
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
