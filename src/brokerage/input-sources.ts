import type { Constants } from '../model/constants.js'
import { type Replica, ReplicaKind } from '../model/dataset-table.js'
import type { Site } from '../model/grid.js'

/** Where the whole of a bunch's input can come from (brokerage.md §B.2-1). */
export interface InputSources {
  /** Sites with a copy that counts as complete, readable or not. */
  readonly completeSites: readonly number[]
  /** Whether a copy that counts as complete can be read, over a local or a wide-area network. */
  readonly isAvailable: boolean
  /** Whether one can be read from other sites. */
  readonly isRemote: boolean
}

/** Of work without input, and of input that is being staged and need not be complete yet. */
export const noInput: InputSources = { completeSites: [], isAvailable: true, isRemote: true }

/** A copy counts as complete when few of its files are missing, by number or by share. */
function countsAsComplete(copy: Pick<Replica, 'files'>, total: number, constants: Constants): boolean {
  if (copy.files === total) return true
  if (copy.files === 0 || total === 0) return false
  return (
    total - copy.files <= constants.maxMissingInputFiles ||
    (copy.files / total) * 100 >= constants.minInputCompletenessPercent
  )
}

/**
 * Looks through the copies of a dataset of so many files.
 * @param isPrestaged copies that are on their way count as there
 */
export function inputSourcesOf(
  copies: readonly Replica[],
  total: number,
  isPrestaged: boolean,
  sites: readonly Site[],
  constants: Constants,
): InputSources {
  if (isPrestaged) return { ...noInput, completeSites: completeSitesOf(copies, total, constants) }
  return new FoundSources(copies, total, sites, constants)
}

/** One for each bunch that reads something: `completeSites` is seldom asked for. */
class FoundSources implements InputSources {
  readonly isAvailable: boolean
  readonly isRemote: boolean

  constructor(
    private readonly copies: readonly Replica[],
    private readonly total: number,
    sites: readonly Site[],
    private readonly constants: Constants,
  ) {
    let isRemote = false
    let isLocal = false
    for (const copy of copies) {
      const { readWan, readLan } = sites[copy.site].storage
      if ((!readWan && !readLan) || !isWhole(copy) || !countsAsComplete(copy, total, constants)) continue
      isLocal ||= readLan
      isRemote ||= readWan
      if (isRemote) break
    }
    this.isAvailable = isRemote || isLocal
    this.isRemote = isRemote
  }

  get completeSites(): readonly number[] {
    return completeSitesOf(this.copies, this.total, this.constants)
  }
}

function completeSitesOf(copies: readonly Replica[], total: number, constants: Constants): number[] {
  return copies.filter((copy) => isWhole(copy) && countsAsComplete(copy, total, constants)).map(({ site }) => site)
}

/** Parts that jobs brought count by their parts, not by files that nobody listed. */
function isWhole(copy: Replica): boolean {
  return copy.kind !== ReplicaKind.cached || copy.parts === undefined || copy.parts.count === copy.parts.total
}
