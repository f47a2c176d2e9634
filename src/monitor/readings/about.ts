import type { Seconds } from '../../model/units.js'

/** A property, and its value in words. */
export interface Pair {
  readonly name: string
  readonly value: string
}

/** Which world the pages look into, and what its numbers belong to. */
export interface About {
  readonly world: 'live' | 'results'
  /** Name of the grid or the scenario. */
  readonly title: string
  /** What every number on the pages depends on: scenario, seed, policy, version, journal hash. */
  readonly provenance: readonly Pair[]
  /** What the world of a run takes for granted, in sentences; none in a live one. */
  readonly assumptions: readonly string[]
  /** Second 0 of the core, in milliseconds since 1970; undefined: simulated time has no date. */
  readonly originMilliseconds: number | undefined
  /** The last moment that the pages can show, and the first. */
  readonly now: Seconds
  readonly from: Seconds
  /** The moment that the pages open at, unless another is asked for. */
  readonly opensAt: Seconds
  /** Whether any moment may be looked at, or only the present. */
  readonly hasPast: boolean
  /** Runs of a results folder; the pages show one, and two side by side. */
  readonly runs: readonly string[]
}

/** Who looks. Users see their own jobs and tasks; changes take the role that the API asks for. */
export interface Viewer {
  readonly user: string
  readonly seesAll: boolean
  readonly mayAdminister: boolean
}

/** A part of a list, and what to ask for the next part; null: there is none. */
export interface Page<Item, Below = number> {
  readonly items: readonly Item[]
  readonly next: Below | null
}

/** Values at evenly spaced times, the first at `from`; null: not known. */
export interface Series {
  readonly name: string
  readonly from: Seconds
  readonly stepSeconds: Seconds
  readonly values: readonly (number | null)[]
}
