/** What all jobs of a kind ask of a queue. Interned: equal needs are one object, so answers can be remembered for it. */
export interface WorkNeeds {
  readonly cores: number
  /** Memory in MB for each core. */
  readonly memoryMBPerCore: number
  /** Memory in MB that does not grow with the cores (baseRamCount). */
  readonly baseMemoryMB: number
  /** Scratch disk in MB, input copies included. */
  readonly scratchMB: number
  readonly vo: string
  /** PanDA's source label: managed, user, test, ... */
  readonly label: string
  /** Global share. */
  readonly share: string
}

/** A kind of work in use. */
export interface WorkKind extends WorkNeeds {
  readonly index: number
  /** Number of the share, for counters. */
  readonly shareIndex: number
  /** Resource type, by number in `resourceTypeNames` (brokerage.md §F.4). */
  readonly resourceType: number
  /** Memory a pilot must offer, MB: `int(0.9 (ram cores + base))` (brokerage.md §A.4). */
  readonly requiredMemoryMB: number
  /** Tasks that are of this kind now. */
  tasks: number
  /** What lasting steps of the policy said for this kind: faces that pass, valid for `passedVersion` of the grid. */
  passed: Int32Array
  passedVersion: number
}

/** Resource types of brokerage.md §F.4: single or multi core, by memory per core. */
export const resourceTypeNames = [
  'SCORE_LOMEM',
  'SCORE',
  'SCORE_HIMEM',
  'SCORE_VHIMEM',
  'MCORE_LOMEM',
  'MCORE',
  'MCORE_HIMEM',
  'MCORE_VHIMEM',
] as const
export const RESOURCE_TYPES = resourceTypeNames.length

/** The part of the memory asked for that is held against a queue's limit (brokerage.md §B.1, §F.4). */
const MEMORY_COMPENSATION = 0.9

/** Resource type of work with so many cores and so much compensated memory: first match of §F.4's table. */
export function resourceTypeOf(cores: number, requiredMemoryMB: number): number {
  const perCore = requiredMemoryMB / cores
  const column = perCore <= 1000 ? 0 : perCore <= 2000 ? 1 : perCore <= 3000 ? 2 : 3
  return (cores > 1 ? 4 : 0) + column
}

/** The kinds of work in use; a kind whose last task ended is forgotten and its index used again. */
export class WorkKinds {
  readonly all: (WorkKind | undefined)[] = []
  private readonly byKey = new Map<string, WorkKind>()
  private readonly free: number[] = []

  /** The kind with these needs, counted for one more task. */
  hold(needs: WorkNeeds, shareIndex: number): WorkKind {
    const key = keyText(needs)
    let kind = this.byKey.get(key)
    if (kind === undefined) {
      const index = this.free.pop() ?? this.all.length
      const required = Math.trunc(MEMORY_COMPENSATION * (needs.memoryMBPerCore * needs.cores + needs.baseMemoryMB))
      kind = {
        cores: needs.cores,
        memoryMBPerCore: needs.memoryMBPerCore,
        baseMemoryMB: needs.baseMemoryMB,
        scratchMB: needs.scratchMB,
        vo: needs.vo,
        label: needs.label,
        share: needs.share,
        index,
        shareIndex,
        resourceType: resourceTypeOf(needs.cores, required),
        requiredMemoryMB: required,
        tasks: 0,
        passed: new Int32Array(0),
        passedVersion: -1,
      }
      this.all[index] = kind
      this.byKey.set(key, kind)
    }
    kind.tasks++
    return kind
  }

  /** The kind at an index that is in use. */
  at(index: number): WorkKind {
    return this.all[index] as WorkKind
  }

  /** One task less is of this kind. */
  release(kind: WorkKind): void {
    if (--kind.tasks > 0) return
    this.byKey.delete(keyText(kind))
    this.all[kind.index] = undefined
    this.free.push(kind.index)
  }
}

function keyText(needs: WorkNeeds): string {
  return `${needs.cores} ${needs.memoryMBPerCore} ${needs.baseMemoryMB} ${needs.scratchMB}\n${needs.vo}\n${needs.label}\n${needs.share}`
}
