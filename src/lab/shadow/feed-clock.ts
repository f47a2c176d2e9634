import { BadInput } from '../../model/bad-input.js'
import { type Seconds, SECONDS_PER_DAY } from '../../model/units.js'

const HOURS = 24

/** Turns the times of a feed into seconds after its start, which never run backwards. */
export class FeedClock {
  /** What the seconds count from, Unix time in seconds; undefined while no date has been told. */
  origin: Seconds | undefined
  now: Seconds = 0
  /** Time of the first event; undefined before. */
  first: Seconds | undefined

  /** The header tells the start. */
  begin(start: string): void {
    this.origin = Date.parse(start) / 1000
  }

  /** @throws BadInput when it is earlier than the time before */
  take(at: number | string): Seconds {
    const seconds = this.secondsOf(at)
    if (!(seconds >= this.now)) {
      const before = this.first === undefined ? 'the start of the feed' : 'the line before'
      throw new BadInput('at', `${String(at)} is earlier than ${before}`, 'events in the order of their times')
    }
    this.now = seconds
    this.first ??= seconds
    return seconds
  }

  /** A time of the feed that need not be in order. */
  secondsOf(at: number | string): Seconds {
    return typeof at === 'number' ? at : this.since(at)
  }

  /** Hour of the day; UTC where the feed has dates. */
  hourOf(now: Seconds): number {
    return Math.floor(((this.origin ?? 0) + now) / 3_600) % HOURS
  }

  /** A time to the minute: a date, or days and the time of day after the start where no date is known. */
  written(now: Seconds): string {
    if (this.origin === undefined) {
      const days = Math.floor(now / SECONDS_PER_DAY)
      return `day ${days}, ${new Date(1_000 * (now - days * SECONDS_PER_DAY)).toISOString().slice(11, 16)}`
    }
    return new Date(1_000 * (this.origin + now)).toISOString().slice(0, 16).replace('T', ' ')
  }

  private since(date: string): Seconds {
    if (this.origin === undefined && this.first !== undefined)
      throw new BadInput('at', `${date} follows on times in seconds`, 'one sort of times, or a header with the start')
    const unix = Date.parse(date) / 1000
    // A feed of dates begins at midnight, so that windows are days.
    this.origin ??= Math.floor(unix / SECONDS_PER_DAY) * SECONDS_PER_DAY
    return unix - this.origin
  }
}
