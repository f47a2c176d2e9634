import type { About, Page, Viewer } from '../readings/about.js'
import type { DatasetInList } from '../readings/data.js'
import { NotTold } from '../readings/not-told.js'
import type { Overview } from '../readings/overview.js'
import type { WorkerFilter, WorkerInList } from '../readings/places.js'
import type { PolicyTold, WhatIf } from '../readings/policy.js'
import type { Asking, MonitorSource } from '../source.js'
import { workersTold } from '../workers-told.js'
import { NASTY, NOW, ODD_QUEUE, stageJobs, stageJobTold, stageTasks } from './stage-jobs.js'
import * as places from './stage-places.js'

/** Who looks at the stage. */
export const stageViewer: Viewer = { user: 'Ada Lovelace', seesAll: true, mayAdminister: true }

export const stageAbout: About = {
  world: 'live',
  title: 'Stage',
  provenance: [{ name: 'version', value: `0.0.1 ${NASTY}` }],
  assumptions: [`nothing is lost ${NASTY}`],
  originMilliseconds: Date.UTC(2026, 0, 2),
  now: NOW,
  from: 0,
  opensAt: NOW,
  hasPast: false,
  runs: ['stage'],
}

const overview: Overview = {
  at: NOW,
  states: ['pending', 'activated', 'running'].map((state, index) => ({ state, jobs: 1_234 * index })),
  runningCores: 23_203,
  cores: 28_000,
  lastHour: { finished: 980, failed: 20, bytesMoved: 1.5e12 },
  standing: ['activated', 'running'].map((name) => ({ name, from: 0, stepSeconds: 50_000, values: [null, 10, 0, 5] })),
  ends: [{ name: 'finished', from: 0, stepSeconds: 50_000, values: [1, 2, 3, 4] }],
  moved: { name: 'moved', from: 0, stepSeconds: 50_000, values: [0, 1e12, null, 3e12] },
  slowTasks: stageTasks.map((task) => ({ ...task, ended: task.finished, waitSeconds: 86_000 })),
  errors: places.stageErrors.byCode,
  troubles: [{ queue: ODD_QUEUE, text: `half of its attempts fail: ${NASTY}` }],
}

const policy: PolicyTold = {
  policy: 'production',
  basis: 'They are those of the last 24 hours.',
  bunches: 240,
  steps: [
    { step: 'online', judged: 1_200, refused: 100, text: 'whether the queue takes work' },
    { step: 'memory', judged: 1_100, refused: 550, text: `what a core has ${NASTY}` },
  ],
  weighers: [{ weigher: 'data-locality', text: 'queues that hold the input' }],
  constants: [
    { name: 'maxQueuedPerRunning', value: 2, usual: 2, text: 'waiting jobs for each that runs' },
    { name: 'minFreeDiskBytes', value: 5e11, usual: 2e11, text: 'what must be free' },
  ],
}

/** What a stage has; each part can be another. */
export const stageWorld = {
  about: stageAbout,
  overview,
  jobs: stageJobs,
  tasks: stageTasks,
  queues: places.stageQueues,
  shares: places.stageShares,
  users: places.stageUsers,
  network: places.stageNetwork(60),
  datasets: places.stageDatasets as readonly DatasetInList[] | NotTold,
  workers: places.stageWorkers as readonly WorkerInList[] | NotTold,
  whatIf: undefined as NotTold | undefined,
  errors: places.stageErrors,
  policy,
}

export type StageWorld = typeof stageWorld

/** A world in which nothing has happened yet. */
export const emptyWorld: StageWorld = {
  ...{ about: stageAbout, jobs: [], tasks: [], queues: [], shares: [], users: [], datasets: [], workers: [] },
  whatIf: undefined,
  network: { sites: [], links: [] },
  overview: {
    ...{ at: 0, states: [], runningCores: 0, cores: 0, standing: [], ends: [], moved: undefined },
    lastHour: { finished: 0, failed: 0, bytesMoved: null },
    ...{ slowTasks: [], errors: [], troubles: [] },
  },
  errors: {
    ...{ from: 0, to: 0, failed: 0, ended: 0, byCode: [], bySite: [], byTask: [], bursts: [] },
    course: { name: 'failed', from: 0, stepSeconds: 60, values: [] },
  },
  policy: { policy: 'none', basis: '', bunches: 0, steps: [], weighers: [], constants: [] },
}

/** A made-up world for tests of the pages; it keeps what it was asked. */
export class StageSource implements MonitorSource {
  readonly asked: { readonly what: string; readonly with: unknown }[] = []
  private readonly world: StageWorld

  constructor(changes: Partial<StageWorld> = {}) {
    this.world = { ...stageWorld, ...changes }
  }

  about = () => this.told('about')
  overview = (_: Asking, seconds: number) => this.told('overview', seconds)
  jobs = async (_: Asking, filter: { limit: number }) => firstOf(await this.told('jobs', filter), filter.limit, 'id')
  tasks = async (_: Asking, filter: { limit: number }) =>
    firstOf(await this.told('tasks', filter), filter.limit, 'task')
  queues = () => this.told('queues')
  shares = () => this.told('shares')
  users = () => this.told('users')
  network = () => this.told('network')
  errors = (_: Asking, seconds: number) => this.told('errors', seconds)
  policy = () => this.told('policy')

  async job(_: Asking, id: number) {
    const job = (await this.told('jobs', id)).find((one) => one.id === id)
    return job && stageJobTold(job)
  }

  async task(_: Asking, number: number) {
    return (await this.told('tasks', number)).find(({ task }) => task === number)
  }

  async queue(_: Asking, name: string) {
    return (await this.told('queues', name)).find(({ queue }) => queue === name)
  }

  async datasets(_: Asking, filter: { from: number; limit: number }) {
    const all = await this.told('datasets', filter)
    if (all instanceof NotTold) return all
    const end = filter.from + filter.limit
    return { items: all.slice(filter.from, end), next: end < all.length ? end : null }
  }

  async workers(_: Asking, filter: WorkerFilter) {
    const all = await this.told('workers', filter)
    return all instanceof NotTold ? all : workersTold(all, all.length === 0 ? [] : places.stagePilots, filter)
  }

  whatIf(_: Asking, constant: string, value: number): Promise<WhatIf | NotTold | undefined> {
    this.asked.push({ what: 'whatIf', with: [constant, value] })
    if (this.world.whatIf !== undefined) return Promise.resolve(this.world.whatIf)
    const told = { constant, value, bunches: 240, moved: 12, unplaced: 1, placed: 2 }
    const byQueue = [
      { queue: ODD_QUEUE, before: 20, after: 7 },
      { queue: 'BNL_PROD', before: 40, after: 52 },
      { queue: 'CERN_PROD', before: 9, after: 9 },
    ]
    return Promise.resolve(constant === 'minFreeDiskBytes' ? undefined : { ...told, byQueue })
  }

  private told<Name extends keyof StageWorld>(what: Name, asked?: unknown): Promise<StageWorld[Name]> {
    this.asked.push({ what, with: asked })
    return Promise.resolve(this.world[what])
  }
}

function firstOf<Item, Key extends keyof Item>(all: readonly Item[], limit: number, key: Key): Page<Item, Item[Key]> {
  return { items: all.slice(0, limit), next: all.length > limit ? all[limit - 1][key] : null }
}
