import type { RunResult } from '../../sim/run-result.js'
import type { LoadLevel, Saturation } from './comparison.js'

/** Of the jobs submitted in the second half of the window; less may be left over by chance. */
const leftOver = 0.05

/**
 * At which load each policy stops keeping up. A run is saturated when fewer jobs leave the queue than enter it: when over the
 * second half of its window the jobs that wait grow by more than a twentieth of those submitted in that half. A policy is
 * saturated at the lowest level at which most of its runs are. Of a run without samples of the queue it cannot be told.
 */
export function saturationOf(levels: readonly Pick<LoadLevel, 'load' | 'policies'>[]): Saturation[] {
  const names = new Set(levels.flatMap(({ policies }) => policies.map(({ policy }) => policy)))
  return [...names].map((policy) => {
    let unknown = false
    for (const { load, policies } of levels) {
      const runs = policies.find((one) => one.policy === policy)?.runs ?? []
      const told = runs.map(isSaturated)
      const most = (what: boolean | undefined): boolean => 2 * told.filter((one) => one === what).length > runs.length
      if (most(true)) return { policy, load, saturated: true, unknown }
      if (runs.length > 0 && !most(false)) unknown ||= told.includes(undefined)
    }
    return { policy, load: undefined, saturated: false, unknown }
  })
}

/** Undefined where no sample tells. */
function isSaturated(run: RunResult): boolean | undefined {
  const { fromSeconds, untilSeconds, counted } = run.summary.window
  const length = untilSeconds - fromSeconds
  const middle = meanWaiting(run, fromSeconds + 0.45 * length, fromSeconds + 0.55 * length)
  const end = meanWaiting(run, fromSeconds + 0.9 * length, untilSeconds)
  const growth = end - middle
  return Number.isNaN(growth) ? undefined : growth > (leftOver * counted) / 2
}

/** Jobs that wait, on average over a stretch of time; NaN where no sample lies in it. */
function meanWaiting({ series }: RunResult, from: number, until: number): number {
  let jobs = 0
  let samples = 0
  for (const [index, time] of series.timeSeconds.entries()) {
    if (time < from || time > until) continue
    jobs += series.pending[index] + series.assigned[index] + series.activated[index]
    samples += 1
  }
  return jobs / samples
}
