import { queueStatuses } from '../../model/grid.js'
import { Fact } from '../../model/journal.js'
import type { Core } from '../../brokerage/core.js'
import type { PandaId, Seconds } from '../../model/units.js'
import { detailsOf } from '../api/job-views.js'
import { jobsByState } from '../api/jobs-by-state.js'
import type { HostDoor } from '../door.js'
import type { Commit, EndedJob, KeptRow, RowChange } from '../store/commit.js'
import { Closures, type StatusChange } from './closures.js'
import { type Minute, Minutes, outcomes } from './minutes.js'
import { type SavedTally, Tally } from './tally.js'

const HOUR = 3_600
const MEGABYTE = 1e6
/** How long it is kept. */
export const KEPT_SECONDS = 7 * 86_400
/** Attempts are counted by five minutes, and those of longer ago by the hour. */
const FINE_SECONDS = 300
const FINE_FOR_SECONDS = 3 * HOUR
/** How often the standing jobs are counted, and what is new is kept. */
const LOOK_MILLISECONDS = 20_000
const LOOKS_FOR_A_SAVE = 3

/** An hour as it is kept. */
interface SavedHour {
  readonly minutes: readonly (readonly [number, Minute])[]
  readonly tallies: readonly SavedTally[]
  readonly statuses: readonly StatusChange[]
}

/**
 * What happened within the last days, minute by minute, in bounded memory: filled from commits and by looking at the core now and
 * then, kept as one row an hour.
 */
export class MonitorHistory {
  readonly minutes = new Minutes()
  readonly closures = new Closures()
  /** Oldest first. */
  private tallies: Tally[] = []
  private readonly changedHours = new Set<number>()
  /** Megabytes of transfers under way, by job and kind. */
  private readonly underWay = new Map<string, number>()
  private stopListening: (() => void)[] = []
  /** By their numbers. */
  private queueNames: readonly string[] = []
  private timer: NodeJS.Timeout | undefined
  private looks = 0
  /** The oldest hour that is kept as a row. */
  private oldestHour = Infinity

  constructor(private readonly door: Pick<HostDoor, 'ask' | 'keep' | 'keptRows' | 'onCommit' | 'onAsk' | 'now'>) {
    for (const row of [...door.keptRows('history')].sort((one, other) => one.key - other.key)) this.read(row)
    this.tallies.sort((one, other) => one.from - other.from)
  }

  /** Listens and looks from now on. */
  begin(): void {
    this.stopListening = [
      this.door.onCommit((_, commit) => this.hear(commit)),
      this.door.onAsk((queue, isEmpty) => this.countAsk(queue, isEmpty)),
    ]
    void this.door
      .ask(({ state: { transfers, grid } }) => {
        this.queueNames = grid.queues.map(({ name }) => name)
        for (let row = 0; row < transfers.top; row++) {
          if (transfers.number[row] === 0) continue
          this.underWay.set(keyOf(transfers.jobId[row], transfers.kind[row]), transfers.bytes[row] / MEGABYTE)
        }
      })
      .catch(() => undefined)
    this.timer = setInterval(() => void this.turn().catch(() => undefined), LOOK_MILLISECONDS)
    this.timer.unref()
  }

  /** Listens no longer; what is new is kept, if the host still can. */
  async end(): Promise<void> {
    clearInterval(this.timer)
    for (const stop of this.stopListening) stop()
    await this.save().catch(() => undefined)
  }

  /** Counts the standing jobs, as they are now. */
  look(): Promise<void> {
    return this.door.ask((core, now) => this.see(core, now))
  }

  /** Has what is new kept, and what is old forgotten. */
  save(): Promise<void> {
    const rows = this.changes(this.door.now())
    return rows.length === 0 ? Promise.resolve() : this.door.keep(rows)
  }

  /** What was counted in the tallies that reach into a window, as one; it may begin somewhat earlier. */
  within(from: Seconds): Tally {
    const found = this.talliesWithin(from)
    const sum = new Tally(found[0]?.from ?? from, Math.max(from, this.door.now()))
    for (const tally of found) sum.add(tally)
    return sum
  }

  talliesWithin(from: Seconds): readonly Tally[] {
    return this.tallies.filter(({ to }) => to > from)
  }

  private async turn(): Promise<void> {
    await this.look()
    if (++this.looks % LOOKS_FOR_A_SAVE === 0) await this.save()
  }

  private see(core: Core, now: Seconds): void {
    this.minutes.at(now).standing = jobsByState(core)
    this.changedHours.add(Math.floor(now / HOUR))
  }

  private hear({ facts, endedJobs }: Commit): void {
    for (const [kind, at, subject, a, , , d] of facts) {
      if (kind === (Fact.queueChanged as number)) this.changed(at, subject, a)
      if (kind === (Fact.transferOrdered as number)) this.underWay.set(keyOf(subject, a), d)
      else if (kind === (Fact.transferEnded as number)) this.arrived(keyOf(subject, a), d === 1, at)
    }
    for (const job of endedJobs) this.count(job)
  }

  private changed(at: Seconds, number: number, statusNumber: number): void {
    const [queue, status] = [this.queueNames[number], queueStatuses[statusNumber]]
    if (queue === undefined) return
    this.closures.add({ at, queue, status })
    this.changedHours.add(Math.floor(at / HOUR))
  }

  private countAsk(queue: string, isEmpty: boolean): void {
    const at = this.door.now()
    this.tallyAt(at).countAsk(queue, isEmpty)
    this.changedHours.add(Math.floor(at / HOUR))
  }

  private arrived(key: string, hasArrived: boolean, at: Seconds): void {
    const megabytes = this.underWay.get(key) ?? 0
    this.underWay.delete(key)
    if (!hasArrived) return
    this.minutes.at(at).bytes += megabytes * MEGABYTE
    this.changedHours.add(Math.floor(at / HOUR))
  }

  private count(job: EndedJob): void {
    const { state, queue, user, task, endedAt } = job
    const details = detailsOf(job)
    const { taskName = '', errorCode: code = 0, cause = '', startedAt = null, cores = 0 } = details
    const dataset = startedAt === null ? undefined : details.dataset
    const coreSeconds = startedAt === null ? 0 : Math.max(0, endedAt - startedAt) * cores
    this.minutes.at(endedAt).ended[outcomes.indexOf(state as (typeof outcomes)[number])]++
    this.tallyAt(endedAt).count({ state, queue, user, task, taskName, code, cause, coreSeconds, dataset, endedAt })
    this.changedHours.add(Math.floor(endedAt / HOUR))
  }

  private tallyAt(at: Seconds): Tally {
    const last = this.tallies.at(-1)
    if (last !== undefined && at >= last.from && at < last.to) return last
    // Times never run backwards; what was counted by the hour before a restart goes on so.
    const from = Math.floor(at / FINE_SECONDS) * FINE_SECONDS
    const tally = new Tally(from, from + FINE_SECONDS)
    this.tallies.push(tally)
    this.merge(at - FINE_FOR_SECONDS)
    return tally
  }

  /** Makes one tally of those of each hour that was over before a moment. */
  private merge(before: Seconds): void {
    const merged: Tally[] = []
    for (const tally of this.tallies) {
      const hour = Math.floor(tally.from / HOUR) * HOUR
      const last = merged.at(-1)
      if (hour + HOUR > before || tally.to - tally.from >= HOUR) merged.push(tally)
      else {
        const whole = last?.from === hour && last.to === hour + HOUR ? last : new Tally(hour, hour + HOUR)
        if (whole !== last) merged.push(whole)
        whole.add(tally)
        this.changedHours.add(hour / HOUR)
      }
    }
    this.tallies = merged
  }

  private changes(now: Seconds): RowChange[] {
    const oldest = Math.floor((now - KEPT_SECONDS) / HOUR)
    this.minutes.forget(oldest * HOUR)
    this.closures.forget(oldest * HOUR)
    this.tallies = this.tallies.filter(({ from }) => from >= oldest * HOUR)
    const rows = [...this.changedHours].map((key): RowChange => ({ kind: 'history', key, body: this.bodyOf(key) }))
    for (const { key } of rows) this.oldestHour = Math.min(this.oldestHour, key)
    for (; this.oldestHour < oldest; this.oldestHour++)
      rows.push({ kind: 'history', key: this.oldestHour, body: undefined })
    this.changedHours.clear()
    return rows
  }

  private bodyOf(hour: number): string {
    const [from, to] = [hour * HOUR, (hour + 1) * HOUR]
    const tallies = this.tallies.filter((tally) => tally.from >= from && tally.from < to)
    const saved: SavedHour = {
      minutes: [...this.minutes.within(from, to)],
      tallies: tallies.map((tally) => tally.saved()),
      statuses: this.closures.within(from, to),
    }
    return JSON.stringify(saved)
  }

  private read({ key, body }: KeptRow): void {
    const { minutes, tallies, statuses } = JSON.parse(body) as SavedHour
    for (const [number, minute] of minutes) this.minutes.put(number, minute)
    this.tallies.push(...tallies.map((tally) => Tally.of(tally)))
    for (const change of statuses) this.closures.add(change)
    this.oldestHour = Math.min(this.oldestHour, key)
  }
}

function keyOf(job: PandaId, kind: number): string {
  return `${job} ${kind}`
}
