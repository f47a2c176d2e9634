import { grown } from '../../model/rows.js'
import type { Bytes, Seconds } from '../../model/units.js'
import type { Rate } from './network.js'

/** How far back a measured rate looks; PanDA's network matrix has the same three (brokerage.md §E.1). */
export const enum Span {
  hour,
  day,
  week,
}

const HOUR = 3600
const spanSeconds = [HOUR, 24 * HOUR, 168 * HOUR] as const

/** Columns of a link. What was measured longer ago counts less: by 1/e after the time that the column is named for. */
const enum Column {
  lastAt,
  filesHour,
  filesSixHours,
  bytesHour,
  secondsHour,
  bytesDay,
  secondsDay,
  bytesWeek,
  secondsWeek,
}

const COLUMNS = 9

/**
 * What a monitor would know of every link: the mean rate of its transfers, files moved, files that wait or are under
 * way. Exponential ageing stands for the windows of real monitors.
 */
export class Measurements {
  private readonly values: Float64Array
  private readonly files: Int32Array
  private readonly isNews: Uint8Array
  private news = new Int32Array(256)
  private newsCount = 0

  constructor(private readonly sites: number) {
    const links = sites * sites
    this.values = new Float64Array(COLUMNS * links)
    for (let link = 0; link < links; link++) this.values[COLUMNS * link + Column.lastAt] = -Infinity
    this.files = new Int32Array(links)
    this.isNews = new Uint8Array(links)
  }

  /** A transfer was asked for. */
  ordered(from: number, to: number): void {
    const link = from * this.sites + to
    this.files[link]++
    this.mark(link)
  }

  /** A transfer was given up before its end. */
  cancelled(from: number, to: number): void {
    const link = from * this.sites + to
    this.files[link]--
    this.mark(link)
  }

  /** A transfer ended that was under way for so long. */
  ended(now: Seconds, from: number, to: number, bytes: Bytes, seconds: Seconds): void {
    const { values } = this
    const link = from * this.sites + to
    const at = COLUMNS * link
    const week = Math.exp((values[at + Column.lastAt] - now) / spanSeconds[Span.week])
    const day = sixth(week) * week
    const sixHours = day * day * day * day
    const hour = sixth(sixHours)
    values[at + Column.lastAt] = now
    values[at + Column.filesHour] = values[at + Column.filesHour] * hour + 1
    values[at + Column.filesSixHours] = values[at + Column.filesSixHours] * sixHours + 1
    values[at + Column.bytesHour] = values[at + Column.bytesHour] * hour + bytes
    values[at + Column.secondsHour] = values[at + Column.secondsHour] * hour + seconds
    values[at + Column.bytesDay] = values[at + Column.bytesDay] * day + bytes
    values[at + Column.secondsDay] = values[at + Column.secondsDay] * day + seconds
    values[at + Column.bytesWeek] = values[at + Column.bytesWeek] * week + bytes
    values[at + Column.secondsWeek] = values[at + Column.secondsWeek] * week + seconds
    this.files[link]--
    this.mark(link)
  }

  /** Files that wait or are under way. */
  filesQueued(from: number, to: number): number {
    return this.files[from * this.sites + to]
  }

  /** When a transfer last ended on a link; −Infinity when none did. */
  lastAt(from: number, to: number): Seconds {
    return this.values[COLUMNS * (from * this.sites + to) + Column.lastAt]
  }

  /** Mean rate of a transfer, bytes moved over the time under way; 0 when none ended for as long as the span. */
  rate(now: Seconds, span: Span, from: number, to: number): Rate {
    const at = COLUMNS * (from * this.sites + to)
    const seconds = this.values[at + Column.secondsHour + 2 * span]
    if (now - this.values[at + Column.lastAt] > spanSeconds[span] || seconds <= 0) return 0
    return this.values[at + Column.bytesHour + 2 * span] / seconds
  }

  /** Files moved in the last hour, about. */
  filesInHour(now: Seconds, from: number, to: number): number {
    return this.aged(now, from, to, Column.filesHour, HOUR)
  }

  /** Files moved in the last six hours, about. */
  filesInSixHours(now: Seconds, from: number, to: number): number {
    return this.aged(now, from, to, Column.filesSixHours, 6 * HOUR)
  }

  /** Visits the links on which a transfer was ordered, ended or given up since the last call, by source and destination. */
  takeNews(visit: (from: number, to: number) => void): void {
    const links = this.news.slice(0, this.newsCount).sort()
    this.newsCount = 0
    for (const link of links) this.isNews[link] = 0
    for (const link of links) visit(Math.floor(link / this.sites), link % this.sites)
  }

  private aged(now: Seconds, from: number, to: number, column: Column, seconds: Seconds): number {
    const at = COLUMNS * (from * this.sites + to)
    return this.values[at + column] * Math.exp((this.values[at + Column.lastAt] - now) / seconds)
  }

  private mark(link: number): void {
    if (this.isNews[link] === 1) return
    this.isNews[link] = 1
    if (this.newsCount === this.news.length) this.news = grown(this.news, 2 * this.newsCount)
    this.news[this.newsCount++] = link
  }
}

/** To the power of 6: what is left after six times as long. */
function sixth(left: number): number {
  const third = left * left * left
  return third * third
}
