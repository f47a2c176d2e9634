import type { Comparison, LoadLevel } from './comparison.js'

type Loads = Pick<Comparison, 'levels' | 'saturation' | 'baseline'>

/**
 * The load level that tells most of the policies: the highest with which the baseline and one other at least are seen to
 * keep up, or else the lowest. Beyond, waits only tell how long the run was; a policy that keeps up with no load at all takes
 * no answer from the others. Undefined when nothing ran.
 */
export function tellingLevel(loads: Loads): LoadLevel | undefined {
  return loads.levels.findLast((level) => isTelling(level, loads)) ?? loads.levels[0]
}

/** The policies that are seen to keep up with the load of a level. */
export function keepingUp({ load, policies }: LoadLevel, { saturation }: Pick<Loads, 'saturation'>): string[] {
  return policies
    .map(({ policy }) => policy)
    .filter((policy) => {
      const found = saturation.find((one) => one.policy === policy)
      if (!found || found.unknown) return false
      return !found.saturated || (found.load ?? -Infinity) > (load ?? 0)
    })
}

/** Whether the baseline and one other at least, if there are others, are seen to keep up. */
export function isTelling(level: LoadLevel, loads: Loads): boolean {
  const keep = keepingUp(level, loads)
  return keep.includes(loads.baseline) && keep.length >= Math.min(2, level.policies.length)
}
