import type { Seconds } from './units.js'

/** Rates of a link as a monitor saw them over the last hour, day and week, MB/s; NaN where there was no traffic. */
export interface MeasuredRates {
  readonly hourMBps: number
  readonly dayMBps: number
  readonly weekMBps: number
}

/** Closeness of a link that must not be used, and of the farthest (brokerage.md §E.1). */
export const BLOCKED_LINK = -1
export const FARTHEST = 11

/**
 * The site-to-site network as brokerage and the data service see it (brokerage.md §E): what one transfer gets, how close
 * sites are, what monitors measured. Pairs lie at `from * sites + to`.
 */
export class CostMatrix {
  /** Bytes per second of one transfer as declared; Infinity within a site. */
  private readonly rates: Float64Array
  /** 0 best to 11, -1 blocked; NaN unknown. */
  readonly closeness: Float64Array
  private readonly hourMBps: Float64Array
  private readonly dayMBps: Float64Array
  private readonly weekMBps: Float64Array
  private readonly measuredAt: Float64Array

  /** @param rate bytes per second of one transfer between two different sites */
  constructor(
    readonly sites: number,
    rate: (from: number, to: number) => number,
  ) {
    const pairs = sites * sites
    this.rates = new Float64Array(pairs)
    for (let from = 0; from < sites; from++) {
      for (let to = 0; to < sites; to++) this.rates[from * sites + to] = from === to ? Infinity : rate(from, to)
    }
    this.closeness = new Float64Array(pairs).fill(NaN)
    this.hourMBps = new Float64Array(pairs).fill(NaN)
    this.dayMBps = new Float64Array(pairs).fill(NaN)
    this.weekMBps = new Float64Array(pairs).fill(NaN)
    this.measuredAt = new Float64Array(pairs).fill(-Infinity)
  }

  /** Bytes per second of one transfer; Infinity within a site. */
  rate(from: number, to: number): number {
    return this.rates[from * this.sites + to]
  }

  setCloseness(from: number, to: number, closeness: number): void {
    this.closeness[from * this.sites + to] = closeness
  }

  /** A monitor's figures of a link. */
  measure(from: number, to: number, rates: MeasuredRates, now: Seconds): void {
    const pair = from * this.sites + to
    this.hourMBps[pair] = rates.hourMBps
    this.dayMBps[pair] = rates.dayMBps
    this.weekMBps[pair] = rates.weekMBps
    this.measuredAt[pair] = now
  }

  /** What monitors last said of a link, and when. */
  measured(from: number, to: number): MeasuredRates & { readonly at: Seconds } {
    const pair = from * this.sites + to
    return {
      at: this.measuredAt[pair],
      hourMBps: this.hourMBps[pair],
      dayMBps: this.dayMBps[pair],
      weekMBps: this.weekMBps[pair],
    }
  }

  /**
   * Throughput of a link in MB/s, of the last hour before that of the day before that of the week; NaN when nothing is known
   * that was measured after `oldest`.
   * @param isStrict a shorter window counts only where the longer ones have figures too: PanDA looks the week up first and
   *   stops at the first that is missing (brokerage.md §E.2 [quirk])
   */
  throughputMBps(from: number, to: number, oldest: Seconds, isStrict: boolean): number {
    const pair = from * this.sites + to
    if (this.measuredAt[pair] < oldest) return NaN
    const [hour, day, week] = [this.hourMBps[pair], this.dayMBps[pair], this.weekMBps[pair]]
    if (!isStrict) return Number.isNaN(hour) ? (Number.isNaN(day) ? week : day) : hour
    return Number.isNaN(week) || Number.isNaN(day) ? week : Number.isNaN(hour) ? day : hour
  }

  /** What one transfer may expect in bytes per second: as measured over the last hour, else as declared. */
  expectedRate(from: number, to: number, oldest: Seconds): number {
    const pair = from * this.sites + to
    const measured = this.measuredAt[pair] >= oldest ? this.hourMBps[pair] : NaN
    return Number.isNaN(measured) || from === to ? this.rates[pair] : measured * 1e6
  }
}
