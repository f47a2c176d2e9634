import { keyOf, uniform } from '../model/draws.js'
import { ReplicaKind } from '../model/dataset-table.js'
import type { Site } from '../model/grid.js'
import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import { NONE, type Seconds, type TaskRow, TO_BE_CHOSEN } from '../model/units.js'
import type { Broker } from './broker.js'
import type { Bunch } from './bunch.js'
import { chooseNucleus, type NucleusChoice } from './tasks/nucleus.js'
import { inputAtNuclei, type NucleusInput } from './tasks/nucleus-input.js'
import type { NucleusCandidate, NucleusEndpoint, NucleusTask } from './tasks/nucleus-steps.js'
import { RemainingWork } from './tasks/remaining-work.js'
import { taskHs06Seconds } from './task-work.js'

const purpose = keyOf('brokerage.nucleus')
/** The kind of storage that outputs go to. */
const OUTPUT_TYPE = 'DATADISK'
const BYTES_PER_GIB = 1024 ** 3
/** Storage of which nobody knows the size counts as this large, GiB. */
const UNKNOWN_GIB = 1e8

/** Gives tasks that leave it open the nucleus that collects their outputs (brokerage.md §A.6). */
export class TaskBroker {
  /** Work that is left at each nucleus of all shares, and of each share. */
  private all = new RemainingWork()
  private byShare: RemainingWork[] = []
  private countedAt: Seconds = -Infinity

  constructor(
    private readonly state: State,
    private readonly broker: Broker,
  ) {}

  /** Chooses. Returns false when no nucleus will do now. */
  choose(task: TaskRow, bunch: Bunch, now: Seconds): boolean {
    const { tasks, kinds, journal, grid } = this.state
    const { nucleus } = this.ask(task, bunch, now)
    if (nucleus === undefined) return false
    const site = grid.site(nucleus) as Site
    tasks.nucleus[task] = site.index
    this.add(nucleus, kinds.at(bunch.kind.index).shareIndex, bunch.priority, taskHs06Seconds(this.state, task))
    journal.write(Fact.nucleusChosen, now, tasks.number[task], site.index, 0, 0, 0, task)
    return true
  }

  /** What the choice would be now, and which nuclei it refuses. */
  ask(task: TaskRow, bunch: Bunch, now: Seconds): NucleusChoice {
    const { tasks, constants, seed } = this.state
    this.recount(now)
    const { rules, priority } = bunch
    const question: NucleusTask = {
      priority,
      ioIntensityKBps: rules.ioIntensityKBps === 0 ? undefined : rules.ioIntensityKBps,
      waitingSeconds: now - tasks.submittedAt[task],
      nucleusWeight: rules.nucleusWeight,
      isPrestaged: rules.isPrestaged,
      isFullChain: false,
      outputTypes: [OUTPUT_TYPE],
      nucleus: undefined,
    }
    const candidates = this.candidates(bunch)
    const draw = uniform(seed, purpose, tasks.key[task], 0, 0)
    return chooseNucleus(question, this.input(bunch), candidates, draw, constants)
  }

  private candidates(bunch: Bunch): NucleusCandidate[] {
    const { grid, statistics } = this.state
    const runnable = this.runnable(bunch)
    const work = this.all.of(-Infinity)
    const competing = (this.byShare[bunch.kind.shareIndex] as RemainingWork | undefined)?.of(bunch.priority)
    return grid.sites
      .filter(({ isNucleus }) => isNucleus)
      .map((site) => ({
        name: site.name,
        isActive: true,
        onlyFullChains: false,
        queuedOutputFiles: statistics.filesToward(site.index, false),
        canRun: runnable.has(site.index),
        endpoints: [endpointOf(site)],
        remainingWorkHs06Seconds: work.get(site.name) ?? 0,
        competingWorkHs06Seconds: competing?.get(site.name),
      }))
  }

  /** Nuclei with a queue that passes job brokerage, whatever the nucleus. */
  private runnable(bunch: Bunch): Set<number> {
    const { grid } = this.state
    bunch.nucleus = NONE
    // How much of the input would have to move is not asked in hint mode, which ends before (brokerage.md §B.2-23).
    bunch.chunkBytes = 0
    const { queue, count } = this.broker.passing(bunch)
    const nuclei = new Set<number>()
    for (let i = 0; i < count; i++) nuclei.add(grid.queues[queue[i]].nucleusIndex)
    return nuclei
  }

  private input({ dataset }: Bunch): NucleusInput | undefined {
    if (dataset === NONE) return inputAtNuclei([])
    const { datasets, grid } = this.state
    const files = Math.max(1, datasets.files[dataset])
    const replicas = datasets.copies[dataset].map((copy) => {
      const { name, isNucleus, storage } = grid.sites[copy.site]
      const isComplete = copy.bytes >= datasets.bytes[dataset]
      return {
        nucleus: isNucleus ? name : undefined,
        onTape: copy.kind === ReplicaKind.tape,
        readableOverWan: storage.readWan,
        files: isComplete ? files : copy.files,
        bytes: copy.bytes,
      }
    })
    return inputAtNuclei([{ parts: [{ files, bytes: datasets.bytes[dataset], replicas }] }])
  }

  /** Counts what is left of all tasks anew in each round of task brokerage. */
  private recount(now: Seconds): void {
    const { tasks, kinds, grid, constants } = this.state
    if (now < this.countedAt + constants.taskBrokerSeconds) return
    this.countedAt = now
    this.all = new RemainingWork()
    this.byShare = []
    for (let task = 0; task < tasks.top; task++) {
      if (tasks.number[task] === 0 || tasks.nucleus[task] < 0) continue
      const { shareIndex } = kinds.at(tasks.kind[task])
      const work = taskHs06Seconds(this.state, task)
      this.add(grid.sites[tasks.nucleus[task]].name, shareIndex, tasks.priority[task], work)
    }
  }

  private add(nucleus: string, share: number, priority: number, hs06Seconds: number): void {
    this.all.add(nucleus, priority, hs06Seconds)
    this.byShare[share] ??= new RemainingWork()
    this.byShare[share].add(nucleus, priority, hs06Seconds)
  }
}

/** Whether a task has no nucleus yet and wants one. */
export function wantsNucleus({ tasks }: State, task: TaskRow): boolean {
  return tasks.nucleus[task] === TO_BE_CHOSEN
}

function endpointOf({ destination }: Site): NucleusEndpoint {
  const gib = (bytes: number) => Math.min(UNKNOWN_GIB, bytes / BYTES_PER_GIB)
  return {
    type: OUTPUT_TYPE,
    usableGiB: gib(destination.freeBytes),
    totalGiB: gib(destination.totalBytes),
    readableOverWan: destination.readWan,
    writableOverWan: destination.writeWan,
  }
}
