/** Makes the saved form of single rows of the state. */
import type { Replica } from '../../model/dataset-table.js'
import type { Storage } from '../../model/grid.js'
import { jobStateNames } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import { plainRules, type TaskRules } from '../../model/task-rules.js'
import { TransferKind } from '../../model/transfer-table.js'
import { type DatasetRow, type JobRow, NONE, type TaskRow, TO_BE_CHOSEN, type TransferRow } from '../../model/units.js'
import type { DataService } from '../data-service.js'
import type {
  SavedDataset,
  SavedJob,
  SavedLink,
  SavedProgress,
  SavedSite,
  SavedTask,
  SavedTransfer,
} from './saved-rows.js'

export function saveJob(state: State, dataService: DataService, row: JobRow): SavedJob {
  const { jobs, tasks, grid, gapSeconds } = state
  const face = jobs.face(row)
  const [heardAt, startedAt, firstStartedAt] = [jobs.heardAt(row), jobs.startedAt(row), jobs.firstStartedAt(row)]
  const since = jobs.since(row)
  const resend = dataService.resendOf(row)
  return {
    task: tasks.number[jobs.task(row)],
    ordinal: jobs.ordinal(row),
    attempt: jobs.attempt[row],
    state: jobStateNames[jobs.state(row)],
    since,
    createdAt: jobs.createdAt[row],
    ...(face !== NONE && placeOf(grid.faces[face])),
    ...(jobs.placedAt[row] !== jobs.createdAt[row] && { placedAt: jobs.placedAt[row] }),
    ...(heardAt !== since && { heardAt }),
    ...(!Number.isNaN(startedAt) && { startedAt }),
    ...(!Number.isNaN(firstStartedAt) && { firstStartedAt }),
    ...(jobs.failures(row) > 0 && { failures: jobs.failures(row) }),
    ...(jobs.error[row] !== 0 && { error: jobs.error[row] }),
    ...(jobs.isToEnd[row] === 1 && { isToEnd: true }),
    ...resend,
    ...(gapSeconds > 0 && { gapSeconds }),
  }
}

function placeOf({ index, queue }: State['grid']['faces'][number]): Pick<SavedJob, 'queue' | 'slot'> {
  return { queue: queue.name, slot: index - queue.faces[0].index }
}

export function saveTask(state: State, row: TaskRow): SavedTask {
  const { tasks, kinds, users, groups, datasets, grid } = state
  const kind = kinds.at(tasks.kind[row])
  const dataset = tasks.dataset[row]
  const queues = tasks.queues[row].map((queue) => grid.queues[queue].name)
  const rules = oddRules(tasks.rules[row])
  return {
    name: tasks.names[row],
    submittedAt: tasks.submittedAt[row],
    jobs: tasks.jobs[row],
    firstOrdinal: tasks.firstOrdinal[row],
    user: users.nameOf(tasks.user[row]),
    group: groups.nameOf(tasks.group[row]),
    walltimeSeconds: tasks.walltimeSeconds[row],
    hs06Seconds: tasks.hs06Seconds[row],
    inputBytes: tasks.inputBytes[row],
    inputFiles: tasks.inputFiles[row],
    outputBytes: tasks.outputBytes[row],
    outputFiles: tasks.outputFiles[row],
    maxAttempts: tasks.maxAttempts[row],
    maxFailures: tasks.maxFailures[row],
    ...(dataset !== NONE && { dataset: datasets.nameOf(dataset) }),
    ...(queues.length > 0 && { queues }),
    ...(rules !== undefined && { rules }),
    cores: kind.cores,
    memoryMBPerCore: kind.memoryMBPerCore,
    baseMemoryMB: kind.baseMemoryMB,
    scratchMB: kind.scratchMB,
    vo: kind.vo,
    label: kind.label,
    share: kind.share,
    processingType: kind.processingType,
    workingGroup: kind.workingGroup,
    isMemoryPerCore: kind.isMemoryPerCore,
    maxCores: kind.maxCores,
    connectivity: kind.connectivity,
  }
}

/** The rules that differ from those of a task that says nothing; undefined: none does. */
function oddRules(rules: TaskRules): Partial<TaskRules> | undefined {
  if (rules === plainRules) return undefined
  const names = Object.keys(rules) as (keyof TaskRules)[]
  return Object.fromEntries(names.filter((name) => rules[name] !== plainRules[name]).map((name) => [name, rules[name]]))
}

export function saveProgress({ tasks, grid }: State, row: TaskRow): SavedProgress {
  const nucleus = tasks.nucleus[row]
  const nextVisitAt = tasks.nextVisitAt[row]
  return {
    created: tasks.created[row],
    finished: tasks.finished[row],
    failed: tasks.failed[row],
    cancelled: tasks.cancelled[row],
    priority: tasks.priority[row],
    ...(nucleus !== NONE && { nucleus: nucleus === TO_BE_CHOSEN ? 'auto' : grid.sites[nucleus].name }),
    ...(nextVisitAt < Infinity && { nextVisitAt }),
    ...(tasks.isHeld[row] === 1 && { isHeld: true as const }),
  }
}

export function saveTransfer({ transfers, grid }: State, row: TransferRow): SavedTransfer {
  return {
    job: transfers.jobId[row],
    kind: transfers.kind[row] === TransferKind.input ? 'input' : 'output',
    activity: transfers.activity[row],
    from: grid.sites[transfers.from[row]].name,
    to: grid.sites[transfers.to[row]].name,
    bytes: transfers.bytes[row],
    files: transfers.files[row],
    tries: transfers.tries[row],
  }
}

export function saveDataset({ datasets, grid }: State, row: DatasetRow): SavedDataset {
  const save = ({ site, kind, bytes, files, parts }: Replica): SavedDataset['copies'][number] => ({
    site: grid.sites[site].name,
    kind,
    bytes,
    files,
    ...(parts !== undefined && { parts: { of: parts.total, runs: parts.runs() } }),
  })
  return {
    name: datasets.nameOf(row),
    bytes: datasets.bytes[row],
    files: datasets.files[row],
    copies: datasets.copies[row].map(save),
  }
}

/** A site's storage as far as it is known and not boundless. */
export function saveSite({ grid }: State, index: number): SavedSite {
  const { name, storage } = grid.sites[index]
  const known = Object.entries(storage).filter(([, value]) => value !== Infinity)
  return { name, storage: Object.fromEntries(known) as Partial<Storage> }
}

export function saveLink({ grid }: State, from: number, to: number): SavedLink {
  const { at, hourMBps, dayMBps, weekMBps } = grid.costs.measured(from, to)
  return {
    from: grid.sites[from].name,
    to: grid.sites[to].name,
    at,
    ...(!Number.isNaN(hourMBps) && { hourMBps }),
    ...(!Number.isNaN(dayMBps) && { dayMBps }),
    ...(!Number.isNaN(weekMBps) && { weekMBps }),
  }
}
