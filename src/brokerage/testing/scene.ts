/** A bunch of work before the queues of a table: what steps, weighers and choosers are asked about. */
import type { Constants, ConstantsByShare } from '../../model/constants.js'
import { type Replica, ReplicaKind } from '../../model/dataset-table.js'
import type { Queue } from '../../model/grid.js'
import { JobState, jobStateNames } from '../../model/job-state.js'
import { RESOURCE_TYPES } from '../../model/resource-type.js'
import type { State } from '../../model/state.js'
import { plainRules, type TaskRules } from '../../model/task-rules.js'
import { gridOf, type Line, linesOf, needsOf, stateOf } from '../../model/testing/small-grid.js'
import { Activity, TransferKind } from '../../model/transfer-table.js'
import { type Bytes, NONE, type Seconds } from '../../model/units.js'
import type { WorkNeeds } from '../../model/work-kind.js'
import { Bunch } from '../bunch.js'
import { Candidates } from '../candidates.js'

/** What the work is, beside what its kind needs. */
export interface Work extends Partial<WorkNeeds> {
  priority?: number
  walltimeSeconds?: number
  hs06Seconds?: number
  /** Jobs that wait for a place: one, unless something else is said. */
  jobs?: number
  /** Input of one job. */
  inputBytes?: Bytes
  inputFiles?: number
  /** The whole dataset; as much as the jobs read, unless something else is said. */
  datasetBytes?: Bytes
  datasetFiles?: number
  outputBytes?: Bytes
  /** Names of the queues it is bound to. */
  queues?: readonly string[]
  /** Name of the site that collects the output. */
  nucleus?: string
  rules?: Partial<TaskRules>
}

export interface Scene {
  readonly state: State
  readonly bunch: Bunch
  readonly candidates: Candidates
  readonly lines: readonly Line[]
}

/** When scenes are set: late enough for everything to be long ago. */
const sceneTime: Seconds = 30 * 86_400
const HOUR = 3600
const BYTES_PER_GIB = 1024 ** 3

/**
 * Sets the scene. Columns beside those of a grid's table:
 *
 *     defined, assigned, activated, starting, running, transferring: jobs of the work's share and resource type
 *     othershare, otherrunning, othertype, othertyperunning: activated and running jobs of another share, and of another type
 *     stuck: transferring jobs whose output is for the first site of the table that takes nothing over the network
 *     generated: jobs placed since statistics were taken     traffic: kB/s on disk of each running job    workers    locked (yes)
 *     input: what the site holds of it: `yes`, `no`, `tape`, `cache`, files on disk and on tape as `30`, `30+tape`, `30+40tape`
 *     storage: `ok`, or what it can not do: `-readLan-writeWan`     free (GiB)
 *     linkfiles, expressfiles: output files on their way to the nucleus     closeness to it (- unknown)
 *     hour, day, week: throughput to it (MB/s, - unknown)     silent, laststart: hours since a pilot was heard, a job began
 */
export function sceneOf(
  table: string,
  work: Work = {},
  constants: Partial<Constants> = {},
  byShare: ConstantsByShare = {},
): Scene {
  const lines = linesOf(table)
  const state = stateOf(gridOf(table), constants, byShare)
  knowInput(state, lines, work)
  const bunch = bunchOf(state, work)
  state.shareNumber('another share')
  lines.forEach((line, i) => putCondition(state, state.grid.queues[i], line))
  lines.forEach((line, i) => putJobs(state, bunch, state.grid.queues[i], line))
  lines.forEach((line, i) => putNetwork(state, bunch, state.grid.queues[i], line))
  state.statistics.refresh(sceneTime)
  lines.forEach(({ workers, generated }, i) => {
    if (workers !== undefined) state.grid.queues[i].workers = Number(workers)
    if (generated !== undefined) state.statistics.generated[i] = Number(generated)
  })
  // Storage may lack something that decides where the bunch's input can come from.
  bunch.describe(state, bunch.task, sceneTime)
  const candidates = new Candidates(state)
  candidates.begin(everywhere(state), bunch)
  return { state, bunch, candidates, lines }
}

/** All pseudo-queues of a grid. */
export function everywhere({ grid }: State): Int32Array {
  return Int32Array.from(grid.faces, ({ index }) => index)
}

/** A bunch of this work, whose task is in the tables. It reads the scene's input when it reads any. */
export function bunchOf(state: State, work: Work): Bunch {
  const { priority = 500, walltimeSeconds = 0, hs06Seconds = 0, jobs = 1, inputBytes = 0, inputFiles = 1 } = work
  const { outputBytes = 0, queues = [], nucleus, rules = {}, ...needs } = work
  const all = needsOf(needs)
  const { tasks, grid } = state
  const task = tasks.add('the-task', 4711, sceneTime)
  tasks.kind[task] = state.kinds.hold(all, state.shareNumber(all.share)).index
  tasks.rules[task] = { ...plainRules, ...rules }
  tasks.priority[task] = priority
  tasks.walltimeSeconds[task] = walltimeSeconds
  tasks.hs06Seconds[task] = hs06Seconds
  tasks.dataset[task] = inputBytes > 0 ? (state.datasets.find('the-input') ?? NONE) : NONE
  tasks.inputBytes[task] = inputBytes
  tasks.inputFiles[task] = inputFiles
  tasks.outputBytes[task] = outputBytes
  tasks.nucleus[task] = nucleus === undefined ? NONE : grid.site(nucleus)!.index
  tasks.queues[task] = queues.map((name) => grid.queue(name)!.index)
  tasks.pendingHead[task] = state.jobs.add(task, 0, 1, JobState.pending, sceneTime)
  tasks.pending[task] = jobs
  return new Bunch().describe(state, task, sceneTime)
}

function knowInput(state: State, lines: readonly Line[], work: Work): void {
  const { jobs = 1, inputBytes = 0, inputFiles = 1 } = work
  const { datasetBytes = jobs * inputBytes, datasetFiles = jobs * inputFiles } = work
  const copies = lines.flatMap(({ queue, site = queue, input = 'no' }) => {
    return copiesOf(input, state.grid.site(site)!.index, datasetFiles, datasetBytes)
  })
  state.datasets.know('the-input', datasetBytes, datasetFiles, copies)
}

function copiesOf(words: string, site: number, files: number, bytes: Bytes): Replica[] {
  if (words === 'no') return []
  return words.split('+').map((word): Replica => {
    const [, number, name] = /^(\d*)(\w*)$/.exec(word)!
    const held = number === '' ? files : Number(number)
    const kind = name === 'tape' ? ReplicaKind.tape : name === 'cache' ? ReplicaKind.cached : ReplicaKind.primary
    return { site, kind, files: held, bytes: (bytes * held) / files, parts: undefined }
  })
}

const counted = ['defined', 'assigned', 'activated', 'starting', 'running', 'transferring'] as const

function putJobs(state: State, { nucleus, kind }: Bunch, queue: Queue, line: Line): void {
  const { shareIndex, resourceType } = kind
  const cores = queue.faces[0].cores
  const put = (column: string, to: JobState, share: number, type: number, destination: number) => {
    for (let n = Number(line[column] ?? 0); n > 0; n--) {
      state.counters.move(queue.index, share, type, NONE, to)
      state.counters.load(queue.index, to, 1, cores, Number(line['traffic'] ?? 0), destination)
    }
  }
  for (const column of counted) {
    put(column, jobStateNames.indexOf(column) as JobState, shareIndex, resourceType, nucleus)
  }
  put('othershare', JobState.activated, shareIndex + 1, resourceType, NONE)
  put('otherrunning', JobState.running, shareIndex + 1, resourceType, NONE)
  const otherType = (resourceType + 1) % RESOURCE_TYPES
  put('othertype', JobState.activated, shareIndex, otherType, NONE)
  put('othertyperunning', JobState.running, shareIndex, otherType, NONE)
  const shut = state.grid.sites.find(({ destination }) => !destination.writeWan)
  put('stuck', JobState.transferring, shareIndex, resourceType, shut?.index ?? NONE)
}

function putNetwork(state: State, { nucleus }: Bunch, { siteIndex }: Queue, line: Line): void {
  if (nucleus === NONE) return
  const { costs } = state.grid
  const number = (column: string) => (line[column] === undefined || line[column] === '-' ? NaN : Number(line[column]))
  const queued = { linkfiles: Activity.output, expressfiles: Activity.express }
  for (const [column, activity] of Object.entries(queued)) {
    const files = Number(line[column] ?? 0)
    if (files > 0) state.transfers.add(0, 1, TransferKind.output, activity, siteIndex, nucleus, 1, files, 0)
  }
  costs.setCloseness(siteIndex, nucleus, number('closeness'))
  const rates = { hourMBps: number('hour'), dayMBps: number('day'), weekMBps: number('week') }
  costs.measure(siteIndex, nucleus, rates, sceneTime)
}

function putCondition({ grid }: State, queue: Queue, line: Line): void {
  const { storage } = grid.sites[queue.siteIndex]
  const cannot = (line['storage'] ?? '').split('-')
  for (const ability of ['readLan', 'writeLan', 'readWan', 'writeWan'] as const) {
    if (cannot.includes(ability)) storage[ability] = false
  }
  if (line['free'] !== undefined) storage.freeBytes = Number(line['free']) * BYTES_PER_GIB
  queue.lastPilotAt = sceneTime - Number(line['silent'] ?? 0) * HOUR
  queue.lastStartAt = sceneTime - Number(line['laststart'] ?? 0) * HOUR
  queue.isLocked = line['locked'] === 'yes'
}
