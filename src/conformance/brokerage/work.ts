import { Bunch } from '../../brokerage/bunch.js'
import { inputSourcesOf } from '../../brokerage/input-sources.js'
import { effectiveEvents, effectiveSizeMB } from '../../brokerage/tasks/effective-size.js'
import { cpuHs06SecondsPerEvent } from '../../brokerage/tasks/job-walltime.js'
import { atlasResourceTypes } from '../../model/resource-type.js'
import type { State } from '../../model/state.js'
import { type DirectAccess, plainRules, type TaskRules } from '../../model/task-rules.js'
import type { WorkKind } from '../../model/work-kind.js'
import { isMemoryPerCore } from '../memory-unit.js'
import type { BrokerageIn, TaskIn } from './case.js'
import { CASE_TIME, elsewhereReplicas } from './grid.js'

const BYTES_PER_KIB = 1024
const BYTES_PER_MIB = 1024 * 1024

/** Codes of the rules on direct access. */
const accessOfCode: readonly DirectAccess[] = ['no', 'use', 'only']

/** The recorded chunk of a task as a bunch of the core. */
export function bunchOf(given: BrokerageIn, task: TaskIn, state: State): Bunch {
  const { grid, constants, datasets } = state
  const bunch = new Bunch()
  bunch.now = CASE_TIME
  bunch.kind = kindOf(task, given.chunk.merge === true, state)
  bunch.rules = rulesOf(task, given.chunk)
  bunch.priority = task.priority
  bunch.nucleus = grid.site(given.nucleus)?.index as number
  bunch.queues = (task.preassigned_queues ?? []).map((name) => grid.queue(name)?.index as number)
  bunch.dataset = datasets.find('chunk') as number
  bunch.chunkBytes = datasets.bytes[bunch.dataset]
  bunch.chunkFiles = given.chunk.files.length
  setLargestJob(given, task, bunch)
  const total = given.replicas.list[0]?.total ?? 0
  const copies = elsewhereReplicas(given, grid)
  bunch.sources = inputSourcesOf(copies, total, bunch.rules.isPrestaged, grid.sites, constants)
  return bunch
}

/** Merging work asks for the memory of its chunk, of which nothing is recorded. */
export function kindOf(task: TaskIn, isMerge: boolean, state: State): WorkKind {
  const needs = {
    cores: task.cores,
    memoryMBPerCore: isMerge ? 0 : (task.ram ?? 0),
    isMemoryPerCore: isMemoryPerCore(task.ram_unit),
    baseMemoryMB: task.base_ram_MB,
    scratchMB: 0,
    vo: 'atlas',
    label: 'managed',
    share: task.gshare,
    processingType: task.processing_type,
    workingGroup: task.working_group,
    maxCores: task.max_cores ?? 0,
  }
  const kind = state.kinds.hold(needs, state.shareNumber(task.gshare))
  return { ...kind, resourceType: atlasResourceTypes.findIndex(({ name }) => name === task.resource_type) }
}

function rulesOf(task: TaskIn, { merge, scouts }: BrokerageIn['chunk']): TaskRules {
  const access = (rule: string): DirectAccess => accessOfCode[Number(task.rules[rule] ?? 0)]
  return {
    ...plainRules,
    isScout: scouts ?? false,
    isMerge: merge ?? false,
    ioIntensityKBps: task.io_intensity_kBps ?? 0,
    diskIoKBps: task.disk_io_kBps ?? 0,
    nucleusWeight: Number(task.rules['t1Weight'] ?? 0),
    readsOverLan: access('allowInputLAN'),
    readsOverWan: access('allowInputWAN'),
    // In force by its code; PanDA takes no notice of the word `use`.
    isPrestaged: task.rules['inputPreStaging'] === 1,
    workBytes: (task.work_dir_MB ?? 0) * BYTES_PER_MIB,
    baseWalltimeSeconds: task.base_walltime_s,
    cpuEfficiencyPercent: task.cpu_efficiency_percent,
    usesHs06: task.cpu_time_unit !== null,
  }
}

/** The largest job that the chunk's files make, in each regard: its input, its output, its CPU work. */
function setLargestJob({ chunk }: BrokerageIn, task: TaskIn, bunch: Bunch): void {
  const filesPerJob = chunk.merge === true ? 1 : Number(task.rules['nFilesPerJob'] ?? 1)
  const jobs = Array.from({ length: Math.ceil(chunk.files.length / filesPerJob) }, (_, i) =>
    chunk.files.slice(i * filesPerJob, (i + 1) * filesPerJob),
  )
  const whole = { firstEvent: undefined, lastEvent: undefined }
  const largest = (sizeOf: (file: (typeof chunk.files)[number]) => number): number =>
    Math.max(0, ...jobs.map((files) => files.reduce((sum, file) => sum + sizeOf(file), 0)))
  const events = largest((file) => effectiveEvents({ ...file, ...whole }))
  const megabytes = largest((file) => effectiveSizeMB({ ...file, ...whole }) as number)
  bunch.inputBytes = largest(({ bytes }) => bytes)
  bunch.outputBytes =
    task.output_size * BYTES_PER_KIB * (task.output_size_unit.includes('PerEvent') ? events : megabytes)
  const perEvent = cpuHs06SecondsPerEvent(task.cpu_time, task.cpu_time_unit ?? undefined)
  // Without HS06 units the work is wall time for each MB.
  bunch.hs06Seconds = task.cpu_time_unit === null ? task.walltime * megabytes : (perEvent ?? 0) * events
}
