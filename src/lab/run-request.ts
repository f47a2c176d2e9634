import type { TimeSpan } from '../sim/measured-window.js'
import type { ReplayRequest } from '../sim/scenario-file.js'
import type { RunResult } from '../sim/run-result.js'
import type { HeldTrace } from '../sim/traces/held-traces.js'

/** Where a scenario comes from, as data that can be sent to a worker. */
export type ScenarioSource =
  /** `scale`: part of the size the file declares, jobs and grid alike; absent: all. */
  { readonly file: string; readonly scale?: number | undefined } | { readonly replay: ReplayRequest }

/** One run to be made. */
export interface RunRequest {
  readonly source: ScenarioSource
  /** Name of a built-in policy, or a file such as ./mine.js; undefined: the scenario's own. */
  readonly policy: string | undefined
  /** Undefined: the scenario's own. */
  readonly seed: string | undefined
  /** Offered load that the grid's cores are laid out for; absent: the grid as it is declared. */
  readonly load?: number | undefined
  /** Measures of jobs count those submitted in it; absent: all. */
  readonly window?: TimeSpan | undefined
  /** Keep a row for each attempt. */
  readonly records: boolean
}

/** A run for a worker, by its place among the requests. */
export interface RunTask {
  readonly request: RunRequest
  readonly run: number
}

/** What all workers of a pool share. */
export interface SharedByWorkers {
  readonly traces: readonly HeldTrace[]
  /** How many runs there are, and the memory of their board. */
  readonly runs: number
  readonly board: SharedArrayBuffer
}

/** What a worker sends back: errors of the user's input lose their class on the way and are sent as data. */
export type RunAnswer =
  | { readonly result: RunResult }
  | { readonly badInput: { readonly where: string; readonly found: string; readonly allowed: string } }
