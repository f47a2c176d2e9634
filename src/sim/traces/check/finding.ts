import { type FindingKind, findingKindSpecs, type Weight } from './finding-kinds.js'

/** Occurrences of a kind that are kept; the rest is only counted. */
const fewKept = 5

/** Kinds whose occurrences are few by nature and all of interest. */
const keptOf: Partial<Record<FindingKind, number>> = {
  'constant-column': 100,
  'constant-measure': 100,
  'weekly-gap': 7,
  gap: 20,
  flurry: 20,
}

/** One place where something was found. */
export interface Occurrence {
  /** Line of the record, from 1 (monitor JSON: its ordinal in `jobs`); undefined when it is the trace as a whole. */
  readonly line: number | undefined
  /** The field that tells; empty when it is the record as a whole. */
  readonly field: string
  readonly found: string
}

/** All that was found of one kind. */
export interface Finding {
  /** Name of the kind; of a fault the field or what is wrong with the record. */
  readonly kind: string
  readonly weight: Weight
  readonly about: string
  /** How often. */
  readonly count: number
  /** The first few. */
  readonly first: readonly Occurrence[]
  /** What to mind. */
  readonly mind: string
}

/** Counts what is found, kind by kind, and keeps the first few of each. */
export class FindingTally {
  readonly #counts = new Map<FindingKind, number>()
  readonly #first = new Map<FindingKind, Occurrence[]>()

  /**
   * @param field whose value tells; empty when it is the record as a whole
   * @param found the words, made when they are kept
   * @param count how many the place stands for
   */
  note(kind: FindingKind, line: number | undefined, field: string, found: () => string, count = 1): void {
    this.#counts.set(kind, this.count(kind) + count)
    const kept = keptOf[kind] ?? fewKept
    const first = this.#first.get(kind) ?? []
    if (first.length >= kept) return
    first.push({ line, field, found: found() })
    this.#first.set(kind, first)
  }

  count(kind: FindingKind): number {
    return this.#counts.get(kind) ?? 0
  }

  /** Forgets a kind whose occurrences turned out to be chance. */
  drop(kind: FindingKind): void {
    this.#counts.delete(kind)
    this.#first.delete(kind)
  }

  /** Counts the occurrences of one kind as another; their lines stay, in order. */
  merge(from: FindingKind, into: FindingKind): void {
    const count = this.count(from)
    if (count === 0) return
    const first = [...(this.#first.get(into) ?? []), ...(this.#first.get(from) ?? [])]
    this.#counts.set(into, this.count(into) + count)
    this.#first.set(into, first.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, fewKept))
    this.drop(from)
  }

  /** What was found, in the order of the kinds. */
  findings(): Finding[] {
    return (Object.keys(findingKindSpecs) as FindingKind[])
      .filter((kind) => this.count(kind) > 0)
      .map((kind) => ({ kind, ...findingKindSpecs[kind], count: this.count(kind), first: this.#first.get(kind) ?? [] }))
  }
}
