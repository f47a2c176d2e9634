import type { Comparison, LoadLevel } from './comparison.js'

/**
 * The load level that tells most of the policies: the highest that all keep up with, or else the lowest. Beyond, waits only
 * tell how long the run was. Undefined when nothing ran.
 */
export function tellingLevel({ levels, saturation }: Pick<Comparison, 'levels' | 'saturation'>): LoadLevel | undefined {
  const first = Math.min(...saturation.map(({ load }) => load ?? Infinity))
  return levels.findLast(({ load }) => (load ?? 0) < first) ?? levels[0]
}
