import { type Seconds, SECONDS_PER_DAY } from '../../model/units.js'
import { Bins, stability } from './drift-measures.js'

/** A sample of fewer things is not compared but waits for more. */
const LEAST_THINGS = 50
/** A reference grows with what is like it, up to so many times that. */
const LARGE_REFERENCE = 20
/** Shifts and windows beyond so many: the oldest are forgotten. */
const MOST_KEPT = 2_000

/** What may drift: the mix of the input, agreement with production, waits and failures at a queue. */
export type DriftKind = 'input' | 'agreement' | 'wait' | 'failures'

/** Something is no longer as it was. */
export interface Shift {
  readonly kind: DriftKind
  /** Of input: label, share, …; of a queue: its name. */
  readonly name: string
  /** Start of the window in which it was seen first; what it was held against began at `before`. */
  readonly since: Seconds
  readonly before: Seconds
  /** Population stability index, and from where on it is called a shift. */
  readonly index: number
  readonly limit: number
  /** What changed most, and its part before and since. */
  readonly bin: string
  readonly partBefore: number
  readonly partSince: number
}

/** One window of time, for the course of things. */
export interface Window {
  readonly start: Seconds
  tasks: number
  decisions: number
  jobs: number
  sameQueue: number
  candidate: number
  started: number
  waitSeconds: Seconds
  ended: number
  failed: number
}

/** One thing that is watched. */
class Watched {
  private reference: { bins: Bins; since: Seconds } | undefined
  private now: { bins: Bins; since: Seconds } | undefined

  constructor(
    readonly kind: DriftKind,
    readonly name: string,
  ) {}

  add(start: Seconds, bin: string, weight = 1): void {
    this.now ??= { bins: new Bins(), since: start }
    this.now.bins.add(bin, weight)
  }

  /** Whether there is enough to compare. */
  get isReady(): boolean {
    return this.now !== undefined && this.now.bins.total >= LEAST_THINGS
  }

  /** Compares what has come with what came before; what differs is the new reference. */
  compare(comparisons: number): Shift | undefined {
    const { reference, now, kind, name } = this
    if (now === undefined) return undefined
    this.now = undefined
    if (reference === undefined) {
      this.reference = now
      return undefined
    }
    const { index, limit, bin } = stability(reference.bins, now.bins, comparisons)
    if (index > limit) {
      this.reference = now
      const parts = { bin, partBefore: reference.bins.part(bin), partSince: now.bins.part(bin) }
      return { kind, name, since: now.since, before: reference.since, index, limit, ...parts }
    }
    if (reference.bins.total < LARGE_REFERENCE * LEAST_THINGS) reference.bins.addAll(now.bins)
    return undefined
  }
}

/** Watches for change over time: each window is held against those before that were alike. */
export class Drift {
  readonly shifts: Shift[] = []
  readonly windows: Window[] = []
  private readonly watched = new Map<string, Watched>()

  constructor(readonly windowSeconds: Seconds = SECONDS_PER_DAY) {}

  /** Time has passed: windows that are over are looked at. @returns whether a window began */
  pass(now: Seconds): boolean {
    const start = Math.floor(now / this.windowSeconds) * this.windowSeconds
    const last = this.windows.at(-1)
    if (last !== undefined && last.start >= start) return false
    if (last !== undefined) this.look()
    this.windows.push(emptyWindow(start))
    if (this.windows.length > MOST_KEPT) this.windows.shift()
    return true
  }

  /** The window in hand. `pass` was told of a time before. */
  get window(): Window {
    return this.windows[this.windows.length - 1]
  }

  /** One more thing of a kind falls into a bin. */
  add(kind: DriftKind, name: string, bin: string, weight = 1): void {
    const key = `${kind} ${name}`
    let watched = this.watched.get(key)
    if (watched === undefined) this.watched.set(key, (watched = new Watched(kind, name)))
    watched.add(this.window.start, bin, weight)
  }

  private look(): void {
    const ready = [...this.watched.values()].filter(({ isReady }) => isReady)
    for (const watched of ready) {
      const shift = watched.compare(ready.length)
      if (shift !== undefined) this.shifts.push(shift)
    }
    if (this.shifts.length > MOST_KEPT) this.shifts.splice(0, this.shifts.length - MOST_KEPT)
  }
}

function emptyWindow(start: Seconds): Window {
  const counts = { tasks: 0, decisions: 0, jobs: 0, sameQueue: 0, candidate: 0, started: 0, waitSeconds: 0 }
  return { start, ...counts, ended: 0, failed: 0 }
}
