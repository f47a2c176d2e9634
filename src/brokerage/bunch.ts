import type { State } from '../model/state.js'
import { plainRules, type TaskRules } from '../model/task-rules.js'
import { type Bytes, type JobRow, NONE, type Seconds, type TaskRow } from '../model/units.js'
import type { WorkKind } from '../model/work-kind.js'
import { isExpress } from './express.js'
import { inputSourcesOf, type InputSources, noInput } from './input-sources.js'
import type { TaskSubmission } from './ports.js'

/** No queue in particular. */
const anyQueue: readonly number[] = []

/** Like jobs of one task that are brokered together: what steps and weighers may ask about the work. */
export class Bunch {
  task: TaskRow = 0
  /** When it is brokered. */
  now: Seconds = 0
  kind!: WorkKind
  rules: TaskRules = plainRules
  /** Jobs that wait for a place. */
  jobs = 0
  priority = 0
  /** Wall time a job asks for, seconds; 0 when unknown. */
  walltimeSeconds = 0
  /** CPU work of a job in HS06 seconds; 0 when unknown. */
  hs06Seconds = 0
  dataset = NONE
  /** Input of one job; 0 when it reads nothing. */
  inputBytes: Bytes = 0
  inputFiles = 0
  /** Input of all its jobs together, each file once. */
  chunkBytes: Bytes = 0
  chunkFiles = 0
  /** Output of one job. */
  outputBytes: Bytes = 0
  /** Site that collects the output; NONE when it stays where it is made. */
  nucleus = NONE
  /** Where the input can come from. */
  sources: InputSources = noInput
  /** Queues the task is bound to; none when brokerage is free. */
  queues = anyQueue
  /** Whether only complete copies of the input count (brokerage.md §B.2-24). */
  countsCompleteOnly = false
  /** Lineage of the first job, for draws. */
  taskKey = 0
  ordinal = 0
  attempt = 0

  /** Describes work that is not in the tables yet, as far as steps that judge what queues are need it. */
  announce(task: TaskSubmission, kind: WorkKind, dataset: number, nucleus: number, queues: readonly number[]): this {
    this.kind = kind
    this.rules = { ...plainRules, ...task.rules }
    this.priority = task.priority
    this.walltimeSeconds = task.walltimeSeconds
    this.hs06Seconds = task.hs06Seconds
    this.dataset = dataset
    this.inputBytes = dataset === NONE ? 0 : task.inputBytes
    this.inputFiles = task.inputFiles
    this.outputBytes = task.outputBytes
    this.nucleus = nucleus
    this.queues = queues
    return this
  }

  /** Describes the pending jobs of a task; it must have some. */
  describe(state: State, task: TaskRow, now: Seconds): this {
    this.describeTask(state, task, now)
    this.next(state)
    this.reckonChunk(state)
    return this
  }

  /** Describes one job, wherever it stands, as if it waited for a place by itself. */
  describeJob(state: State, row: JobRow, now: Seconds): this {
    this.describeTask(state, state.jobs.task(row), now)
    this.jobs = 1
    this.ordinal = state.jobs.ordinal(row)
    this.attempt = state.jobs.attempt[row]
    this.reckonChunk(state)
    return this
  }

  private describeTask({ kinds, tasks }: State, task: TaskRow, now: Seconds): void {
    this.task = task
    this.now = now
    this.kind = kinds.at(tasks.kind[task])
    this.rules = tasks.rules[task]
    this.priority = tasks.priority[task]
    this.walltimeSeconds = tasks.walltimeSeconds[task]
    this.hs06Seconds = tasks.hs06Seconds[task]
    this.dataset = tasks.dataset[task]
    this.inputBytes = tasks.inputBytes[task]
    this.inputFiles = tasks.inputFiles[task]
    this.outputBytes = tasks.outputBytes[task]
    this.nucleus = tasks.nucleus[task]
    this.queues = tasks.queues[task]
    this.taskKey = tasks.key[task]
  }

  /** Takes up the task's first pending job as the lineage that keys the next draw. */
  next(state: State): this {
    const first = state.tasks.pendingHead[this.task]
    this.jobs = state.tasks.pending[this.task]
    this.ordinal = state.jobs.ordinal(first)
    this.attempt = state.jobs.attempt[first]
    return this
  }

  /** Whether express rules hold: no queue caps (brokerage.md §B.4). */
  isExpress(state: State): boolean {
    return isExpress(this.priority, this.kind.processingType, state.constants)
  }

  /** Whether it avoids queues that are slow to start (brokerage.md §B.2-4, §B.2-5). */
  isRaised({ constants }: State): boolean {
    return this.priority >= constants.raisedPriority || this.rules.isScout
  }

  /** Whether it is of high priority, as scouts are (brokerage.md §B.2). */
  isHigh({ constants }: State): boolean {
    return this.priority >= constants.highPriority || this.rules.isScout
  }

  /** Whether the task is bound to a single pseudo-queue: it passes over what concerns a choice (brokerage.md §B.2-0). */
  isPinned({ grid }: State): boolean {
    return this.queues.length === 1 && grid.queues[this.queues[0]].faces.length === 1
  }

  /** The chunk of input that is brokered: what the pending jobs read, at most the whole dataset. */
  private reckonChunk({ datasets, grid, constants }: State): void {
    const { dataset, jobs, rules } = this
    if (dataset === NONE || this.inputBytes === 0) {
      this.chunkBytes = 0
      this.chunkFiles = 0
      this.sources = noInput
      return
    }
    this.sources = inputSourcesOf(
      datasets.copies[dataset],
      datasets.files[dataset],
      rules.isPrestaged,
      grid.sites,
      constants,
    )
    const files = jobs * this.inputFiles
    this.chunkBytes = Math.min(jobs * this.inputBytes, datasets.bytes[dataset])
    this.chunkFiles = datasets.files[dataset] > 0 ? Math.min(files, datasets.files[dataset]) : files
    this.countsCompleteOnly = rules.ioIntensityKBps > constants.ioIntensityCutoffKBps && !rules.isPrestaged
  }
}
