import type { Seconds } from '../model/units.js'

/** Apart from `hear`, since optimised code may make the words for a throw before it knows whether to. */
export function refuseTime(now: Seconds, last: Seconds): never {
  throw new Error(`a report of ${now} s came after one of ${last} s`)
}
