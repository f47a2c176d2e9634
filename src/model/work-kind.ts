import type { FaceList } from './face-list.js'
import { compensatedMemoryMB } from './memory-compensation.js'
import { atlasResourceTypes, resourceTypeOfTask } from './resource-type.js'

/** What all jobs of a kind ask of a queue. Interned: equal needs are one object, so answers can be remembered for it. */
export interface WorkNeeds {
  /** 0: any number. */
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
  /** What the jobs do (simul, evgen, merge, ...), and for which group: queues may refuse some. */
  readonly processingType?: string
  readonly workingGroup?: string
  /** False: the memory is that of a whole job, however many cores it has. */
  readonly isMemoryPerCore?: boolean
  /** Widest slot it may be given; 0: any. */
  readonly maxCores?: number
  /** What worker nodes must reach: `http` or `full`; empty: nothing. */
  readonly connectivity?: string
}

/** A kind of work in use. */
export interface WorkKind extends Required<WorkNeeds> {
  readonly index: number
  /** Number of the share, for counters. */
  readonly shareIndex: number
  /** Resource type, by number in `atlasResourceTypes` (brokerage.md §F.4). */
  readonly resourceType: number
  /** Memory a pilot must offer, MB: `int(0.9 (ram cores + base))` (brokerage.md §A.4). */
  readonly requiredMemoryMB: number
  /** Tasks that are of this kind now. */
  tasks: number
  /** What lasting steps of the policy said for this kind: those that pass, valid for `passedVersion` of the grid. */
  passed: FaceList | undefined
  passedVersion: number
}

/** The kinds of work in use; a kind whose last task ended is forgotten and its index used again. */
export class WorkKinds {
  readonly all: (WorkKind | undefined)[] = []
  private readonly byKey = new Map<string, WorkKind>()
  private readonly free: number[] = []

  /** The kind with these needs, counted for one more task. */
  hold(declared: WorkNeeds, shareIndex: number): WorkKind {
    const needs = wholeNeeds(declared)
    const key = keyText(needs)
    let kind = this.byKey.get(key)
    if (kind === undefined) {
      const index = this.free.pop() ?? this.all.length
      const { cores, memoryMBPerCore, baseMemoryMB, isMemoryPerCore } = needs
      const size = { cores, memoryMB: memoryMBPerCore, isMemoryPerCore, baseMemoryMB }
      kind = {
        cores: needs.cores,
        memoryMBPerCore: needs.memoryMBPerCore,
        baseMemoryMB: needs.baseMemoryMB,
        scratchMB: needs.scratchMB,
        vo: needs.vo,
        label: needs.label,
        share: needs.share,
        processingType: needs.processingType,
        workingGroup: needs.workingGroup,
        isMemoryPerCore: needs.isMemoryPerCore,
        maxCores: needs.maxCores,
        connectivity: needs.connectivity,
        index,
        shareIndex,
        resourceType: resourceTypeOfTask(atlasResourceTypes, size),
        requiredMemoryMB: compensatedMemoryMB(memoryMBPerCore * cores + baseMemoryMB),
        tasks: 0,
        passed: undefined,
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

/** The needs alone, with what is left out put in. */
export function wholeNeeds(needs: WorkNeeds): Required<WorkNeeds> {
  return {
    cores: needs.cores,
    memoryMBPerCore: needs.memoryMBPerCore,
    baseMemoryMB: needs.baseMemoryMB,
    scratchMB: needs.scratchMB,
    vo: needs.vo,
    label: needs.label,
    share: needs.share,
    processingType: needs.processingType ?? '',
    workingGroup: needs.workingGroup ?? '',
    isMemoryPerCore: needs.isMemoryPerCore ?? true,
    maxCores: needs.maxCores ?? 0,
    connectivity: needs.connectivity ?? '',
  }
}

function keyText(needs: Required<WorkNeeds>): string {
  const { cores, memoryMBPerCore, baseMemoryMB, scratchMB, isMemoryPerCore, maxCores, connectivity } = needs
  const numbers = `${cores} ${memoryMBPerCore} ${baseMemoryMB} ${scratchMB} ${maxCores} ${isMemoryPerCore ? 1 : 0} ${connectivity}`
  return [numbers, needs.vo, needs.label, needs.share, needs.processingType, needs.workingGroup].join('\n')
}
