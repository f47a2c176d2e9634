import type { Seconds } from '../model/units.js'
import type { MeasureName } from './measures.js'
import type { ScenarioSource } from './run-request.js'

/** A question to simulations, decided in full before the first run: what a study file holds (targets.md §8). */
export interface StudySpec {
  /** Short, for files and logs. */
  readonly name: string
  /** For people: the heading of the report. */
  readonly title: string
  /** What is asked, in one sentence. */
  readonly question: string
  readonly source: ScenarioSource
  /** Built-in policies by name, or files such as ./mine.js. */
  readonly policies: readonly string[]
  /** Name of the policy that the others are compared with, as its runs tell it. */
  readonly baseline: string
  /** Runs of each policy at each load level. */
  readonly seeds: number
  /** The first seed. */
  readonly seed: string
  /** Offered core-seconds over those of the capacity while work is submitted; empty: the grid as it is declared. */
  readonly loads: readonly number[]
  /** The one measure that decides, declared beforehand; the others explore. */
  readonly primary: MeasureName
  /** How much worse still counts as no worse, as a part of the baseline. */
  readonly margin: number
  /** Of intervals and tests, such as 0.95. */
  readonly confidence: number
  /** Of the bootstrap. */
  readonly resamples: number
  /** Where counting begins: found on the baseline's queue (MSER-5), nowhere cut, or at a set time. */
  readonly warmUp: 'auto' | 'none' | Seconds
}

/** What a study is taken to want where it says nothing (targets.md §8). */
export const studyDefaults = {
  loads: [],
  primary: 'waitMean',
  margin: 0.02,
  confidence: 0.95,
  resamples: 10_000,
  warmUp: 'auto',
} as const satisfies Partial<StudySpec>
