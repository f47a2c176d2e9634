import type { TimeSpan } from '../sim/measured-window.js'
import type { RunRequest } from './run-request.js'
import type { StudySpec } from './study-spec.js'

/** One load level of a study, with the time whose submissions count. */
export interface LevelPlan {
  /** Undefined: the grid as it is declared. */
  readonly load: number | undefined
  /** Undefined: all. */
  readonly window: TimeSpan | undefined
}

/**
 * The runs of a comparison: load levels crossed with seeds `seed`, `seed+1`, ... and policies. The runs of one seed share
 * their luck, so that policies differ in nothing else. On demand the first seed's runs at the first level keep records.
 */
export function planRuns(
  { source, policies, seeds, seed: base }: Pick<StudySpec, 'source' | 'policies' | 'seeds' | 'seed'>,
  levels: readonly LevelPlan[],
  keepsRecords: boolean,
): RunRequest[] {
  return levels.flatMap(({ load, window }, level) =>
    Array.from({ length: seeds }, (_, i) => seedText(base, i)).flatMap((seed, i) =>
      policies.map((policy) => {
        return { source, policy, seed, load, window, records: keepsRecords && level === 0 && i === 0 }
      }),
    ),
  )
}

/** The i-th seed after a base: numbers count on, texts get a number. */
function seedText(base: string, i: number): string {
  if (i === 0) return base
  return /^\d+$/.test(base) ? String(BigInt(base) + BigInt(i)) : `${base}-${i + 1}`
}
