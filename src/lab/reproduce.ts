import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import type { RunSummary } from '../sim/run-result.js'
import type { StudySummary } from './study-summary.js'
import type { Study } from './study.js'

/** One run of a results folder beside the same run made again. */
export interface Reproduced {
  readonly policy: string
  readonly seed: string
  readonly load: number | undefined
  /** Journal hashes; undefined where only the other side has such a run. */
  readonly before: string | undefined
  readonly now: string | undefined
  readonly same: boolean
}

/** The runs that a results folder tells of. @throws BadInput when it tells of none */
export function runsIn(folder: string): readonly RunSummary[] {
  const file = join(folder, 'summary.json')
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as StudySummary).runs
  } catch (error) {
    throw new BadInput(file, `it cannot be read (${(error as Error).message})`, 'the summary of a study')
  }
}

/** Lays a study that was run again beside the runs of before, by policy, seed and load. */
export function compareHashes(before: readonly RunSummary[], { runs }: Study): Reproduced[] {
  const now = new Map(runs.map(({ summary }) => [keyOf(summary), summary]))
  const left = new Set(now.keys())
  const matched = before.map((old): Reproduced => {
    left.delete(keyOf(old))
    const again = now.get(keyOf(old))?.journal
    const same = again?.hash === old.journal.hash && again.facts === old.journal.facts
    return { ...nameOf(old), before: old.journal.hash, now: again?.hash, same }
  })
  const added = [...left].flatMap((key): Reproduced[] => {
    const summary = now.get(key)
    return summary === undefined
      ? []
      : [{ ...nameOf(summary), before: undefined, now: summary.journal.hash, same: false }]
  })
  return [...matched, ...added]
}

function nameOf({ policy, seed, load }: RunSummary): Pick<Reproduced, 'policy' | 'seed' | 'load'> {
  return { policy, seed, load }
}

function keyOf({ policy, seed, load }: RunSummary): string {
  return JSON.stringify([policy, seed, load])
}
