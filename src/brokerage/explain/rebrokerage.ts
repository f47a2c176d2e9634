import { aliveRows } from '../../model/alive-rows.js'
import type { State } from '../../model/state.js'
import { type JobRow, NONE, type Seconds } from '../../model/units.js'
import { FastRebrokerage } from '../fast-rebrokerage.js'

/** What fast re-brokerage may do with a job that waits at its place. */
export interface FastLook {
  /** When it looks next. */
  readonly atSeconds: Seconds
  /** Whether it would send the job elsewhere if it looked now. */
  readonly leaves: boolean
}

/** When fast re-brokerage looks at the job next, and whether it would take it now; undefined: it does not look at such jobs. */
export function fastLook(state: State, row: JobRow, nextLook: Seconds, now: Seconds): FastLook | undefined {
  // One of its own: the rule remembers what it has seen until it has acted.
  const rule = new FastRebrokerage(state)
  if (!rule.concerns(row)) return undefined
  const leavers = rule.begin(now) ? leaversOf(rule, state) : []
  return { atSeconds: Math.max(now, nextLook), leaves: leavers.includes(row) }
}

function leaversOf(rule: FastRebrokerage, { jobs }: State): JobRow[] {
  for (const row of aliveRows(jobs)) if (jobs.face(row) !== NONE) rule.see(row)
  return rule.leavers().map(({ row }) => row)
}
