import type { Family, RecordedCase } from './family.js'
import type { RecordedFamily } from './vector-folder.js'

/** A case that was answered otherwise than recorded. */
export interface CaseDifference {
  readonly id: string
  /** Why the recorded answer looks unintended, where it does. */
  readonly quirk?: string
  /** The first field that differs, what was found and what was expected. */
  readonly difference: string
}

/** How the cases of one family came out. */
export interface FamilyResult {
  readonly family: string
  /** Cases answered as recorded, quirk cases included. */
  readonly matched: number
  /** All cases, quirk cases included. */
  readonly total: number
  /** Those among them that are marked as quirks. */
  readonly quirks: { readonly matched: number; readonly total: number }
  /** Whether the core has no rule for this family yet; then nothing was compared. */
  readonly notYet: boolean
  readonly differences: readonly CaseDifference[]
}

/** Puts every recorded case to the adapter of its family. */
export function runFamilies(recorded: readonly RecordedFamily[], adapters: readonly Family[]): FamilyResult[] {
  return recorded.map((family) =>
    runFamily(
      family,
      adapters.find(({ name }) => name === family.name),
    ),
  )
}

function runFamily({ name, cases }: RecordedFamily, adapter: Family | undefined): FamilyResult {
  const quirks = cases.filter(({ quirk }) => quirk !== undefined).length
  const counted = { family: name, total: cases.length }
  if (adapter === undefined) {
    return { ...counted, matched: 0, quirks: { matched: 0, total: quirks }, notYet: true, differences: [] }
  }
  const differences = cases.flatMap((one) => {
    const difference = differenceOf(adapter, one)
    if (difference === undefined) return []
    return [{ id: one.id, ...(one.quirk === undefined ? {} : { quirk: one.quirk }), difference }]
  })
  const failedQuirks = differences.filter((one) => 'quirk' in one).length
  return {
    ...counted,
    matched: cases.length - differences.length,
    quirks: { matched: quirks - failedQuirks, total: quirks },
    notYet: false,
    differences,
  }
}

/** A rule that throws has not given the recorded answer; the other cases are still worth hearing. */
function differenceOf(adapter: Family, recorded: RecordedCase): string | undefined {
  try {
    return adapter.differs(recorded)
  } catch (error) {
    return `no answer: ${String(error)}`
  }
}
