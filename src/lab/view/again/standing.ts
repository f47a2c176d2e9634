import type { Core } from '../../../brokerage/core.js'
import { aliveRows } from '../../../model/alive-rows.js'
import { formatCount } from '../../../model/format.js'
import { JobState } from '../../../model/job-state.js'
import type { Seconds } from '../../../model/units.js'
import type { AttemptColumns } from '../attempt-columns.js'
import { Living, stateAt } from '../state-at.js'

const parts = ['waiting at a queue', 'with a pilot or past it', 'finished', 'failed', 'closed', 'cancelled'] as const

/** Attempts that had a place or were over at a moment, by what both the tables and a core tell apart. */
export type Standing = Readonly<Record<(typeof parts)[number], number>>

/** As a core counts them. */
export function standingOf({ state: { jobs, ended } }: Core): Standing {
  let [waiting, taken] = [0, 0]
  for (const row of aliveRows(jobs)) {
    if (jobs.state(row) >= JobState.sent) taken++
    else if (jobs.state(row) !== JobState.pending) waiting++
  }
  const { finished, failed, closed, cancelled } = ended
  return { 'waiting at a queue': waiting, 'with a pilot or past it': taken, finished, failed, closed, cancelled }
}

/** As the tables have them. */
export function standingInTables(attempts: AttemptColumns, at: Seconds): Standing {
  const counts = Object.fromEntries(parts.map((part) => [part, 0])) as Record<keyof Standing, number>
  for (let row = 0; row < attempts.length; row++) {
    const state = stateAt(attempts, row, at)
    if (state === Living.none || state === Living.pending) continue
    if (state === Living.ended) counts[attempts.names.state[attempts.state[row]] as keyof Standing]++
    else counts[state < Living.sent ? 'waiting at a queue' : 'with a pilot or past it']++
  }
  return counts
}

/** The first part in which two differ, in words; undefined: they are the same. */
export function differenceOf(again: Standing, tables: Standing): string | undefined {
  const part = parts.find((one) => again[one] !== tables[one])
  return part && `${formatCount(again[part])} attempts are ${part}, not ${formatCount(tables[part])}`
}
