import type { RunResult } from '../sim/run-result.js'
import type { Comparison } from './comparison/comparison.js'
import type { StudySpec } from './study-spec.js'

/** What a run cost the machine that ran it. Never part of a summary, which must be the same on any machine. */
export interface Cost {
  cpuSeconds: number
  wallSeconds: number
  peakRssBytes: number
}

/** A run shown beside a comparison for its size. */
export interface Showcase {
  run: RunResult
  cost: Cost
}

/** One question, the runs that answer it, and what must be said with the answer. */
export interface Study {
  /** What was asked. */
  spec: StudySpec
  version: string
  /** What was inferred or assumed about the inputs, a sentence each. */
  assumptions: readonly string[]
  /** What a reader should know of how the study was run, a sentence each. */
  notes: readonly string[]
  /** Policies crossed with seeds and load levels on one scenario; each tells its level in `summary.load`. */
  runs: readonly RunResult[]
  /** What the runs say of the policies. */
  comparison: Comparison
  showcase?: Showcase | undefined
}
