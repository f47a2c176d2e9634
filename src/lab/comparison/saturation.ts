import type { RunResult } from '../../sim/run-result.js'
import type { LoadLevel, Saturation } from './comparison.js'

/** Of jobs submitted; fewer may be left over by chance. */
const leftOver = 0.01

/** At which load each policy stops keeping up: the lowest level at which most of its runs leave jobs unfinished. */
export function saturationOf(levels: readonly Pick<LoadLevel, 'load' | 'policies'>[]): Saturation[] {
  const names = new Set(levels.flatMap(({ policies }) => policies.map(({ policy }) => policy)))
  return [...names].map((policy) => {
    const level = levels.find(({ policies }) =>
      policies.some((one) => one.policy === policy && 2 * one.runs.filter(isSaturated).length > one.runs.length),
    )
    return { policy, load: level?.load, saturated: level !== undefined }
  })
}

function isSaturated({ summary }: RunResult): boolean {
  return summary.jobs.unfinished > leftOver * summary.jobs.submitted
}
