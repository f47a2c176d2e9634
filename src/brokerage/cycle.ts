import type { Seconds } from '../model/units.js'

/** The first multiple of the period that is not before `now`; `now` itself when the period is 0. */
export function nextCycle(now: Seconds, period: Seconds): Seconds {
  return period === 0 ? now : Math.ceil(now / period) * period
}
