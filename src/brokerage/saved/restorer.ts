import { BadInput } from '../../model/bad-input.js'
import type { Constants } from '../../model/constants.js'
import { PartSet } from '../../model/part-set.js'
import { keyOf } from '../../model/draws.js'
import { isWithPilot, JobState, jobStateNames } from '../../model/job-state.js'
import { count } from '../../model/move.js'
import { plainRules } from '../../model/task-rules.js'
import { TransferKind } from '../../model/transfer-table.js'
import { NONE, type JobRow, type PandaId, type Seconds, type TaskRow, TO_BE_CHOSEN } from '../../model/units.js'
import type { KeptParts } from './saver.js'
import { pairKey, pairOf } from './touched.js'
import type {
  SavedCore,
  SavedDataset,
  SavedFinish,
  SavedJob,
  SavedKind,
  SavedKinds,
  SavedLink,
  SavedParts,
  SavedProgress,
  SavedQueue,
  SavedSite,
  SavedTask,
  SavedTransfer,
} from './saved-rows.js'

/**
 * Fills a new core with what was kept of another one. Nothing is decided and no fact is written: jobs stand where they stood, and
 * what was due is due. Rows of the tables may be others than before.
 */
export class Restorer {
  private readonly tasks = new Map<number, TaskRow>()
  private readonly jobs = new Map<PandaId, JobRow>()
  /** Rows of finishes that are to be written under other keys, and those keys' times. */
  private readonly movedFinishes: { readonly key: number; readonly queue: number; readonly at: Seconds }[] = []
  private core: SavedCore | undefined

  /** @param parts of a core that has heard no report yet */
  constructor(
    private readonly parts: KeptParts,
    private readonly onDone: (now: Seconds) => void,
  ) {}

  private readonly readers: { readonly [Kind in SavedKind]: (key: number, row: SavedKinds[Kind]) => void } = {
    core: (_, row) => this.readCore(row),
    site: (key, row) => this.readSite(key, row),
    queue: (key, row) => this.readQueue(key, row),
    link: (key, row) => this.readLink(key, row),
    dataset: (key, row) => this.readDataset(key, row),
    task: (key, row) => this.readTask(key, row),
    progress: (key, row) => this.readProgress(key, row),
    job: (key, row) => this.readJob(key, row),
    transfer: (key, row) => this.readTransfer(key, row),
    finish: (key, row) => this.readFinish(key, row),
  }

  /**
   * Reads one row: kinds in the order of `savedKinds`, within a kind by key.
   * @throws BadInput when it names a place that is not in the grid
   */
  read<Kind extends SavedKind>(kind: Kind, key: number, row: SavedKinds[Kind]): void {
    this.readers[kind](key, row)
  }

  /** All rows have been read: the core goes on at the time of the last report that was kept. */
  done(): void {
    const { core, parts } = this
    if (core === undefined) return
    for (const task of this.tasks.values()) {
      const { progress } = this
      const { nextVisitAt, isHeld } = progress.get(parts.state.tasks.number[task]) ?? {}
      parts.generator.resume(task, nextVisitAt, isHeld === true, core.now)
    }
    for (const number of core.killing ?? []) parts.taskKills.resume(this.taskRow(number))
    parts.pilotDemand.continueFrom(core.pilotsDueAt ?? Infinity, core.keepAliveAt)
    const { silent } = parts.state
    // All of the old ones first: what is one's old key may be another's new one.
    for (const { key } of this.movedFinishes) silent?.lastFinish(...pairOf(key), undefined)
    for (const { key, queue, at } of this.movedFinishes) silent?.lastFinish(pairOf(key)[0], queue, at)
    this.onDone(core.now)
  }

  private readonly progress = new Map<number, SavedProgress>()

  private readCore(row: SavedCore): void {
    const { state, broker, generator, watchdog } = this.parts
    if (row.policy === broker.policy.name) broker.memory.set(row.memory)
    state.jobs.continueFrom(row.lastPandaId)
    state.tasks.continueFrom(row.lastTask)
    state.transfers.ordered = row.transfersOrdered
    state.jobsSubmitted = row.jobsSubmitted
    Object.assign(state.ended, row.ended)
    state.journal.continueFrom(row.facts, row.hash)
    state.gapSeconds = row.gapSeconds
    for (const [name, value] of Object.entries(row.constants ?? {})) {
      state.setConstant(name as keyof Constants, value)
    }
    watchdog.readLimits()
    watchdog.walkAt = row.watchdogAt
    generator.isPaused = row.isPaused === true
    this.core = row
  }

  private readSite(key: number, { name, storage }: SavedSite): void {
    const { state } = this.parts
    const index = this.site(name)
    renumber(key, index, (site) => state.silent?.site(site))
    Object.assign(state.grid.sites[index].storage, {
      freeBytes: Infinity,
      totalBytes: Infinity,
      ...storage,
    })
  }

  private readQueue(key: number, { name, status, lastStartAt, lastPilotAt, slots }: SavedQueue): void {
    const { state, pilotDemand, dispatcher } = this.parts
    const queue = state.grid.queues[this.queue(name)]
    renumber(key, queue.index, (index) => state.silent?.queue(index))
    state.grid.setStatus(queue, status)
    Object.assign(queue, { lastStartAt, lastPilotAt })
    slots.slice(0, queue.faces.length).forEach(([underWay, requests], slot) => {
      pilotDemand.resume(queue.faces[slot].index, underWay)
      dispatcher.continueFrom(queue.faces[slot].index, requests)
    })
  }

  private readLink(key: number, saved: SavedLink): void {
    const { grid, silent } = this.parts.state
    const { at, hourMBps = NaN, dayMBps = NaN, weekMBps = NaN } = saved
    const [from, to] = [this.site(saved.from), this.site(saved.to)]
    renumber(key, pairKey(from, to), (link) => silent?.link(...pairOf(link)))
    grid.costs.measure(from, to, { hourMBps, dayMBps, weekMBps }, at)
  }

  private readDataset(_key: number, { name, bytes, files, copies }: SavedDataset): void {
    this.parts.state.datasets.know(
      name,
      bytes,
      files,
      copies.map((copy) => ({
        ...copy,
        site: this.site(copy.site),
        parts: copy.parts === undefined ? undefined : partsOf(copy.parts),
      })),
    )
  }

  private readTask(number: number, saved: SavedTask): void {
    const { state } = this.parts
    const { tasks, kinds, users, groups, datasets } = state
    const kind = kinds.hold(saved, state.shareNumber(saved.share))
    const row = tasks.restore(number, saved.name, keyOf(saved.name), saved.submittedAt)
    tasks.kind[row] = kind.index
    tasks.user[row] = users.numberOf(saved.user)
    tasks.group[row] = groups.numberOf(saved.group)
    tasks.jobs[row] = saved.jobs
    tasks.firstOrdinal[row] = saved.firstOrdinal
    tasks.walltimeSeconds[row] = saved.walltimeSeconds
    tasks.hs06Seconds[row] = saved.hs06Seconds
    tasks.dataset[row] = saved.dataset === undefined ? NONE : (datasets.find(saved.dataset) ?? NONE)
    tasks.inputBytes[row] = saved.inputBytes
    tasks.inputFiles[row] = saved.inputFiles
    tasks.outputBytes[row] = saved.outputBytes
    tasks.outputFiles[row] = saved.outputFiles
    tasks.queues[row] = (saved.queues ?? []).map((name) => this.queue(name))
    if (saved.rules !== undefined) tasks.rules[row] = { ...plainRules, ...saved.rules }
    tasks.maxAttempts[row] = saved.maxAttempts
    tasks.maxFailures[row] = saved.maxFailures
    this.tasks.set(number, row)
  }

  private readProgress(number: number, saved: SavedProgress): void {
    const { tasks } = this.parts.state
    const row = this.taskRow(number)
    tasks.created[row] = saved.created
    tasks.finished[row] = saved.finished
    tasks.failed[row] = saved.failed
    tasks.cancelled[row] = saved.cancelled
    tasks.priority[row] = saved.priority
    const { nucleus } = saved
    tasks.nucleus[row] = nucleus === undefined ? NONE : nucleus === 'auto' ? TO_BE_CHOSEN : this.site(nucleus)
    this.progress.set(number, saved)
  }

  private readJob(id: PandaId, saved: SavedJob): void {
    const { state, dispatcher, dataService, generator } = this.parts
    const { jobs, grid, gapSeconds } = state
    const standing = jobStateNames.indexOf(saved.state) as JobState
    const moved = gapSeconds - (saved.gapSeconds ?? 0)
    const row = jobs.restore(id, this.taskRow(saved.task), saved.ordinal, saved.attempt, standing, saved.since + moved)
    jobs.createdAt[row] = saved.createdAt
    jobs.placedAt[row] = saved.placedAt ?? saved.createdAt
    jobs.setHeardAt(row, this.heardAt(standing, (saved.heardAt ?? saved.since) + moved))
    if (saved.startedAt !== undefined) jobs.setStartedAt(row, saved.startedAt)
    if (saved.firstStartedAt !== undefined) jobs.setFirstStartedAt(row, saved.firstStartedAt)
    jobs.setFailures(row, saved.failures ?? 0)
    jobs.error[row] = saved.error ?? 0
    jobs.isToEnd[row] = saved.isToEnd ? 1 : 0
    this.jobs.set(id, row)
    if (saved.queue === undefined) {
      generator.enqueue(row)
      return
    }
    const face = grid.queues[this.queue(saved.queue)].faces.at(saved.slot ?? 0)
    if (face === undefined) throw this.missing('slot', `number ${saved.slot} of queue ${saved.queue}`)
    jobs.setFace(row, face.index)
    count(state, row)
    if (standing === JobState.activated) dispatcher.add(row)
    if (standing === JobState.transferring) dataService.resume(row, saved.tries ?? 0, saved.resendAt)
  }

  /** Heartbeats are not kept: a pilot counts as heard until the last report that was. */
  private heardAt(standing: JobState, kept: Seconds): Seconds {
    return isWithPilot(standing) ? Math.max(kept, this.core?.now ?? 0) : kept
  }

  private readTransfer(number: number, saved: SavedTransfer): void {
    const { transfers, jobs } = this.parts.state
    // A job that has ended meanwhile left the transfer behind: its row may be anybody's.
    const job = this.jobs.get(saved.job) ?? NONE
    const kind = saved.kind === 'input' ? TransferKind.input : TransferKind.output
    const [from, to] = [this.site(saved.from), this.site(saved.to)]
    const { activity, bytes, files, tries } = saved
    const row = transfers.restore(number, job, saved.job, kind, activity, from, to, bytes, files, tries)
    if (job !== NONE) jobs.setTransfer(job, row)
  }

  private readFinish(key: number, { task, queue: name, at: kept, gapSeconds = 0 }: SavedFinish): void {
    const queue = this.queue(name)
    const at = kept + this.parts.state.gapSeconds - gapSeconds
    if (key !== pairKey(task, queue)) this.movedFinishes.push({ key, queue, at })
    this.parts.analysisRebrokerage.resume(task, queue, at)
  }

  private taskRow(number: number): TaskRow {
    const row = this.tasks.get(number)
    if (row === undefined)
      throw new BadInput('store', `task ${number} is not in it`, 'rows of tasks for all that names them')
    return row
  }

  private site(name: string): number {
    const site = this.parts.state.grid.site(name)
    if (site === undefined) throw this.missing('site', name)
    return site.index
  }

  private queue(name: string): number {
    const queue = this.parts.state.grid.queue(name)
    if (queue === undefined) throw this.missing('queue', name)
    return queue.index
  }

  private missing(what: string, name: string): BadInput {
    return new BadInput(
      'store',
      `it holds ${what} ${name}, which is not in the grid`,
      `a grid with all of its ${what}s`,
    )
  }
}

/** Rows of places are kept under their numbers. Where a number is another one now, what is under both is written anew. */
function renumber(before: number, now: number, touch: (number: number) => void): void {
  if (before === now) return
  touch(before)
  touch(now)
}

function partsOf({ of, runs }: SavedParts): PartSet {
  const parts = new PartSet(of)
  for (const [first, last] of runs) for (let part = first; part <= last; part++) parts.add(part, of)
  return parts
}
