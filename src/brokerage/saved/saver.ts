import type { FactListener } from '../../model/journal.js'
import type { State } from '../../model/state.js'
import type { Seconds } from '../../model/units.js'
import type { AnalysisRebrokerage } from '../analysis-rebrokerage.js'
import type { Broker } from '../broker.js'
import type { DataService } from '../data-service.js'
import type { Dispatcher } from '../dispatcher.js'
import type { Generator } from '../generator.js'
import type { PilotDemand } from '../pilot-demand.js'
import type { TaskKills } from '../task-kills.js'
import type { Watchdog } from '../watchdog.js'
import { saveDataset, saveJob, saveLink, saveProgress, saveSite, saveTask, saveTransfer } from './save-rows.js'
import type {
  SavedChange,
  SavedCore,
  SavedFinish,
  SavedKind,
  SavedKinds,
  SavedLink,
  SavedQueue,
  SavedSite,
} from './saved-rows.js'
import { pairOf, Touched } from './touched.js'

/** The parts of a core that have something to keep. */
export interface KeptParts {
  readonly state: State
  readonly broker: Broker
  readonly dispatcher: Dispatcher
  readonly pilotDemand: PilotDemand
  readonly dataService: DataService
  readonly generator: Generator
  readonly analysisRebrokerage: AnalysisRebrokerage
  readonly watchdog: Watchdog
  readonly taskKills: TaskKills
}

/** Tells what of a core has changed since it was last asked, as rows to be kept: all that `restore` needs to go on from there. */
export class Saver {
  private readonly touched: Touched

  constructor(private readonly parts: KeptParts) {
    this.touched = new Touched(parts.state)
    parts.state.silent = this.touched
  }

  /** To be joined to the core's journal, before other listeners. */
  listener(next: FactListener | undefined): FactListener {
    return this.touched.listener(next)
  }

  get hasChanges(): boolean {
    return this.touched.hasAny
  }

  /** What has changed; `now` is the time of the last report. */
  changes(now: Seconds): SavedChange[] {
    const { touched } = this
    const { state, dataService } = this.parts
    const { jobs, tasks, transfers } = state
    const changes: SavedChange[] = [change('core', 0, this.saveCore(now))]
    for (const site of touched.sites) changes.push(change('site', site, this.saveSite(site)))
    for (const queue of touched.queues) changes.push(change('queue', queue, this.saveQueue(queue)))
    for (const link of touched.links) changes.push(change('link', link, this.saveLink(link)))
    for (const dataset of touched.datasets) changes.push(change('dataset', dataset, saveDataset(state, dataset)))
    for (const [number, row] of touched.tasks) {
      changes.push(change('task', number, tasks.number[row] === number ? saveTask(state, row) : undefined))
    }
    for (const [number, row] of touched.progress) {
      changes.push(change('progress', number, tasks.number[row] === number ? saveProgress(state, row) : undefined))
    }
    for (const [id, row] of touched.jobs) {
      changes.push(change('job', id, jobs.holds(row, id) ? saveJob(state, dataService, row) : undefined))
    }
    for (const [number, row] of touched.transfers) {
      changes.push(change('transfer', number, transfers.holds(row, number) ? saveTransfer(state, row) : undefined))
    }
    for (const [key, at] of touched.finishes) changes.push(change('finish', key, this.saveFinish(key, at)))
    touched.clear()
    return changes
  }

  private saveCore(now: Seconds): SavedCore {
    const { state, broker, pilotDemand, generator, watchdog, taskKills } = this.parts
    const { jobs, tasks, transfers, journal, gapSeconds, jobsSubmitted, ended, changedConstants } = state
    const { dueAt, keepAliveAt } = pilotDemand.plan()
    const killing = taskKills.inHand()
    return {
      now,
      lastPandaId: jobs.created,
      lastTask: tasks.submitted,
      transfersOrdered: transfers.ordered,
      jobsSubmitted,
      ended: { ...ended },
      facts: journal.facts,
      hash: journal.hash(),
      policy: broker.policy.name,
      memory: [...broker.memory],
      gapSeconds,
      watchdogAt: watchdog.walkAt,
      keepAliveAt,
      ...(dueAt < Infinity && { pilotsDueAt: dueAt }),
      ...(generator.isPaused && { isPaused: true as const }),
      ...(Object.keys(changedConstants).length > 0 && { constants: { ...changedConstants } }),
      ...(killing.length > 0 && { killing }),
    }
  }

  // Numbers of places may have been others when their rows were written: those that are nobody's now go.

  private saveSite(index: number): SavedSite | undefined {
    const { state } = this.parts
    return index < state.grid.sites.length ? saveSite(state, index) : undefined
  }

  private saveLink(key: number): SavedLink | undefined {
    const { state } = this.parts
    const [from, to] = pairOf(key)
    const isThere = Math.max(from, to) < state.grid.sites.length && state.grid.costs.measured(from, to).at > -Infinity
    return isThere ? saveLink(state, from, to) : undefined
  }

  private saveQueue(index: number): SavedQueue | undefined {
    const { state, pilotDemand, dispatcher } = this.parts
    if (index >= state.grid.queues.length) return undefined
    const { name, status, lastStartAt, lastPilotAt, faces } = state.grid.queues[index]
    const slots = faces.map((face) => [pilotDemand.underWay[face.index], dispatcher.requestsAt(face.index)] as const)
    return { name, status, lastStartAt, lastPilotAt, slots }
  }

  private saveFinish(key: number, at: Seconds | undefined): SavedFinish | undefined {
    const { grid, gapSeconds } = this.parts.state
    if (at === undefined) return undefined
    const [task, queue] = pairOf(key)
    return { task, queue: grid.queues[queue].name, at, ...(gapSeconds > 0 && { gapSeconds }) }
  }
}

function change<Kind extends SavedKind>(kind: Kind, key: number, row: SavedKinds[Kind] | undefined): SavedChange<Kind> {
  return { kind, key, row }
}
