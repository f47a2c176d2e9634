import type { ErrorCount } from '../../monitor/readings/errors.js'
import type { Seconds } from '../../model/units.js'
import { endWords } from '../explain/end-words.js'
import type { KeptRun } from './kept-run.js'

/** Rows of attempts that ended within a window up to a moment, in one of these states. */
export function endedWithin(
  { attempts }: KeptRun,
  at: Seconds,
  windowSeconds: Seconds,
  ...states: readonly string[]
): number[] {
  const wanted = attempts.names.state.map((state) => states.includes(state))
  const rows: number[] = []
  for (let row = 0; row < attempts.length; row++) {
    const ended = attempts.ended[row]
    if (ended <= at && ended > at - windowSeconds && wanted[attempts.state[row]]) rows.push(row)
  }
  return rows
}

/** Failed attempts by code and cause, those with most first. */
export function errorCounts({ attempts, reader }: KeptRun, failed: readonly number[]): ErrorCount[] {
  const counts = new Map<string, { code: number; cause: string; jobs: number }>()
  for (const row of failed) {
    const code = attempts.errorCode[row]
    const cause = attempts.names.cause[attempts.cause[row]]
    const count = counts.get(`${code} ${cause}`) ?? { code, cause, jobs: 0 }
    count.jobs++
    counts.set(`${code} ${cause}`, count)
  }
  return [...counts.values()]
    .toSorted((one, other) => other.jobs - one.jobs || one.code - other.code)
    .map((count) => ({ ...count, text: endWords(count.cause, count.code, reader.replay) }))
}
