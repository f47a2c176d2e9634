import type { RecordFault } from './record-fault.js'

/** Faults that are kept in words; the rest is only counted. */
const mostTold = 1000

/** Faults that are told in full where they are not the matter, and of each kind where they are. */
const fewTold = 3
const fewOfKind = 5

/** One faulty record. */
export interface ToldFault {
  readonly line: number
  readonly message: string
}

/** The records that were left out of a trace because of a fault. */
export interface LeftOut {
  readonly records: number
  /** How many for each kind of fault, e.g. `{ creationtime: 3, 'number of fields': 25 }`. */
  readonly byKind: Readonly<Record<string, number>>
  /** The first few of each kind. */
  readonly firstOfKind: Readonly<Record<string, readonly ToldFault[]>>
  /** The first thousand in words: where, what was found, what is allowed. */
  readonly told: readonly string[]
}

/** Gathers the faults of a trace that is read on after them. */
export class FaultTally implements LeftOut {
  records = 0
  readonly byKind: Record<string, number> = {}
  readonly firstOfKind: Record<string, ToldFault[]> = {}
  readonly told: string[] = []

  add(fault: RecordFault): void {
    this.records++
    this.byKind[fault.kind] = (this.byKind[fault.kind] ?? 0) + 1
    const first = (this.firstOfKind[fault.kind] ??= [])
    if (first.length < fewOfKind) first.push({ line: fault.line, message: fault.message })
    if (this.told.length < mostTold) this.told.push(fault.message)
  }
}

/** Kinds of faults with their counts, the most frequent first. */
export function faultKinds({ byKind }: LeftOut): [kind: string, faults: number][] {
  return Object.entries(byKind).sort(([, a], [, b]) => b - a)
}

/** What was left out and why, the first few in full: `2 of 9 records have a fault and are left out: 1 × order, ...`. */
export function faultsInWords({ records, leftOut }: { readonly records: number; readonly leftOut: LeftOut }): string {
  const counts = faultKinds(leftOut)
    .map(([kind, faults]) => `${faults} × ${kind}`)
    .join(', ')
  const all = leftOut.records + records
  const first = leftOut.told.slice(0, fewTold).join('; ')
  return `${leftOut.records} of ${all} records have a fault and are left out: ${counts}. The first: ${first}`
}
