import { defaultConstants, type Constants } from '../../model/constants.js'
import { type Replica, ReplicaKind } from '../../model/dataset-table.js'
import type { Queue } from '../../model/grid.js'
import { jobStateNames, JobState } from '../../model/job-state.js'
import { State } from '../../model/state.js'
import { faithful } from '../faithful.js'
import type { BrokerageIn, TaskIn } from './case.js'
import { diskOf, gridOf, wholeQueues } from './grid.js'
import { kindOf } from './work.js'

/** PanDA's configuration keys and the constants of the same meaning. */
const constantOfKey: Readonly<Record<string, keyof Constants>> = {
  NW_ACTIVE: 'networkWeightActive',
  NW_QUEUE_IMPORTANCE: 'networkQueueImportance',
  NW_THRESHOLD: 'networkThreshold',
  NW_WEIGHT_MULTIPLIER: 'networkWeightMultiplier',
  NQUEUED_SAT_CAP: 'linkQueueCapFiles',
  NQUEUED_NUC_CAP_FOR_JOBS: 'nucleusQueueCapFiles',
  IO_INTENSITY_CUTOFF: 'ioIntensityCutoffKBps',
  SIZE_CUTOFF_TO_MOVE_INPUT: 'moveInputMaxGiB',
  NUM_CUTOFF_TO_MOVE_INPUT: 'moveInputMaxFiles',
  MAX_PRIO_TO_BOOTSTRAP: 'maxPriorityToBootstrap',
  MAX_MISSING_INPUT_FILES: 'maxMissingInputFiles',
  MIN_INPUT_COMPLETENESS: 'minInputCompletenessPercent',
  MAX_DISKIO_DEFAULT: 'maxDiskIoKBps',
  STORAGE_MIN_FREE_SIZE: 'minFreeStorageGiB',
  WORK_SHORTAGE: 'workShortage',
}

/** The recorded world as a state of the core. */
export function brokerageState(given: BrokerageIn, task: TaskIn): State {
  const constants = { ...faithful(defaultConstants), statisticsSeconds: 0, ...configured(given, task.gshare) }
  const state = new State(gridOf(given), { a: 1, b: 2 }, constants)
  for (const queue of wholeQueues(given)) {
    const at = state.grid.queue(queue.name) as Queue
    setJobs(given, task, at, state)
    state.statistics.generated[at.index] = queue.live_generated ?? 0
    state.counters.busyCores[at.index] = queue.running_cores ?? 0
    state.counters.runningCores[at.index] = 1
    state.counters.diskIoKBps[at.index] = queue.disk_io_usage_kBps ?? 0
  }
  setTransfers(given, state)
  setInput(given, state)
  return state
}

function configured({ config }: BrokerageIn, share: string): Partial<Constants> {
  const constants: Record<string, number> = {}
  for (const [key, value] of Object.entries(config)) {
    const name = constantOfKey[key]
    if (name !== undefined) constants[name] = Number(value)
  }
  const own = (key: string, ...others: string[]) => [`${key}_${share}`, ...others].find((one) => one in config)
  const cap = own('NQUEUELIMITSITE')
  if (cap !== undefined) constants['queueCapJobs'] = Number(config[cap])
  const weight = own('MIN_WEIGHT_managed', 'MIN_WEIGHT_managed')
  if (weight !== undefined) constants['minWeight'] = Number(config[weight])
  return constants
}

/** Jobs by share and state, and by the resource types that the task has at the queue: a record of zeros is a record. */
function setJobs(given: BrokerageIn, task: TaskIn, { name, index }: Queue, state: State): void {
  const { counters, grid } = state
  for (const [share, states] of Object.entries(given.jobs_by_queue_share_state[name] ?? {})) {
    const number = state.shareNumber(share)
    for (const [standing, jobs] of Object.entries(states)) {
      const known = jobStateNames.indexOf(standing as 'running')
      counters.byShare[counters.shareRow(number, known) + index] = jobs
      counters.byQueue[known * grid.queues.length + index] += jobs
    }
  }
  const kind = kindOf(task, false, state)
  const types = given.resource_types_of_task_at[name] ?? [task.resource_type]
  for (const type of types) {
    const states = given.jobs_by_queue_type_state[name]?.[type]
    if (states === undefined) continue
    const row = (standing: JobState) => counters.typeRow(kind.shareIndex, kind.resourceType, standing) + index
    counters.byType[row(JobState.merging)] = 1
    for (const [standing, jobs] of Object.entries(states)) {
      counters.byType[row(jobStateNames.indexOf(standing as 'running'))] += jobs
    }
  }
}

function setTransfers(given: BrokerageIn, state: State): void {
  const { grid, counters, statistics } = state
  const to = grid.site(given.nucleus)?.index as number
  for (const [name, { queued_files }] of Object.entries(given.network.links)) {
    const from = grid.site(name)?.index
    if (from === undefined) continue
    for (const files of statistics.outputFiles) files[from * grid.sites.length + to] = queued_files ?? 0
  }
  for (const files of statistics.filesTo) files[to] = given.network.queued_files_to_nucleus ?? 0
  for (const [name, nuclei] of Object.entries(given.transferring_by_queue_and_nucleus)) {
    for (const [nucleus, jobs] of Object.entries(nuclei)) {
      const queue = grid.queue(name)
      const site = grid.site(nucleus)
      if (queue !== undefined && site !== undefined) {
        counters.transferringTo[queue.index * grid.sites.length + site.index] = jobs
      }
    }
  }
}

/** The chunk's files as a dataset of which each queue has its part. */
function setInput({ chunk: { files }, available, queues }: BrokerageIn, { grid, datasets }: State): void {
  const sizeOf = (positions: Iterable<number>) => [...positions].reduce((sum, at) => sum + files[at].bytes, 0)
  const copies: Replica[] = []
  for (const { name } of queues) {
    const disk = grid.site(diskOf(name))
    const held = available[name]
    if (disk === undefined || held === undefined) continue
    const withTape = new Set([...held.disk, ...held.tape])
    const copy = (positions: ReadonlySet<number>, kind: ReplicaKind): Replica => ({
      site: disk.index,
      kind,
      files: positions.size,
      bytes: sizeOf(positions),
      parts: undefined,
    })
    copies.push(copy(new Set(held.disk), ReplicaKind.primary), copy(withTape, ReplicaKind.tape))
  }
  datasets.know('chunk', sizeOf(files.keys()), files.length, copies)
}
