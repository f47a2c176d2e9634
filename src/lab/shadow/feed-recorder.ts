import type { Core } from '../../brokerage/core.js'
import type { Orders, Reports } from '../../brokerage/ports.js'
import type { DecisionWatch } from '../../brokerage/ranking-watch.js'
import { replicaKindNames } from '../../model/dataset-table.js'
import { queueStatuses } from '../../model/grid.js'
import { Fact, type FactListener } from '../../model/journal.js'
import { isFinal, JobState, jobStateNames } from '../../model/job-state.js'
import type { State } from '../../model/state.js'
import { plainRules } from '../../model/task-rules.js'
import { NONE, type PandaId, type Seconds, type TaskRow } from '../../model/units.js'
import { wholeNeeds } from '../../model/work-kind.js'
import type { Passage } from '../../sim/simulate.js'
import type { FeedEvent, WrittenLine } from './feed-schema.js'

type Write = (line: WrittenLine) => void
type ReplicaKindName = (FeedEvent & { event: 'replica' })['kind']

/** What was told of a queue's pilots is good for so long: far less than the silence that policies mind. */
const PILOT_SECONDS: Seconds = 1_800

/**
 * Writes what happens in a simulation down as the feed of a production. Copies that a site has a part of follow from the jobs;
 * outputs under way and pilots that wait are not told.
 */
export class FeedRecorder {
  private state!: State
  /** How many rankings there were: bunches of one are of one decision. */
  private decision = 0
  /** The bunch whose jobs are being placed, and what happens meanwhile. */
  private bunch: (WrittenLine & { event: 'placed' }) | undefined
  private left = 0
  private readonly heldBack: WrittenLine[] = []
  /** By row of the task: jobs that were made since it was ranked last. */
  private readonly made = new Map<TaskRow, { id: PandaId; ordinal: number; attempt: number }[]>()
  private readonly toldTasks = new Map<TaskRow, number>()
  private readonly toldJobs = new Set<PandaId>()
  /** By queue: until when the shadow takes pilots to have been heard of. */
  private readonly pilotsUntil = new Map<number, Seconds>()

  constructor(private readonly put: Write) {}

  /** Stands between the world and the core (`SimulateOptions.through`). */
  readonly through = (build: (orders: Orders) => Core, world: Orders): Passage => {
    const core = build(world)
    this.state = core.state
    core.watchDecisions(this.watch())
    return {
      core,
      reports: this.reports(core),
      listener: (next): FactListener => ({
        hear: (kind, at, subject, a, b, c, d, row) => {
          this.hear(kind, at, subject, a, b, c, row)
          next.hear(kind, at, subject, a, b, c, d, row)
        },
      }),
    }
  }

  private write(line: WrittenLine): void {
    if (this.left > 0) this.heldBack.push(line)
    else this.put(line)
  }

  private watch(): DecisionWatch {
    const nothing = (): void => undefined
    return {
      begins: nothing,
      judged: nothing,
      weighed: nothing,
      choosing: nothing,
      unplaced: nothing,
      ranked: (_, { task, now }) => {
        this.decision++
        this.tellPilots(now)
        this.tell(task, now)
      },
      placed: ({ face }, { task, now }, position, jobs) => {
        const { cores, queue } = this.state.grid.faces[face[position]]
        const name = this.nameOf(task)
        this.bunch = {
          event: 'placed',
          at: now,
          task: name,
          jobs: [],
          queue: queue.name,
          cores,
          decision: this.decision,
        }
        this.left = jobs
      },
    }
  }

  /** Pilots are told of when work is brokered: nobody else looks at them. */
  private tellPilots(at: Seconds): void {
    for (const { index, name, lastPilotAt: until } of this.state.grid.queues) {
      const told = this.pilotsUntil.get(index) ?? 0
      if (until <= told || told > at - PILOT_SECONDS) continue
      this.pilotsUntil.set(index, until)
      this.write({ event: 'pilot', at, queue: name, until })
    }
  }

  /** A task and its jobs are told when they are brokered: by then the nucleus is known. */
  private tell(task: TaskRow, at: Seconds): void {
    const jobs = this.made.get(task)
    if (jobs === undefined) return
    this.made.delete(task)
    if (this.toldTasks.get(task) !== this.state.tasks.number[task]) this.write(this.taskLine(task, at))
    this.toldTasks.set(task, this.state.tasks.number[task])
    for (const { id } of jobs) this.toldJobs.add(id)
    this.write({ event: 'jobs', at, task: this.nameOf(task), jobs })
  }

  /** Names of tasks may come again; with the number they do not. */
  private nameOf(task: TaskRow): string {
    return `${this.state.tasks.names[task]} #${this.state.tasks.number[task]}`
  }

  private taskLine(task: TaskRow, at: Seconds): WrittenLine {
    const { tasks, kinds, users, groups, datasets, grid } = this.state
    const rules = Object.entries(tasks.rules[task]).filter(
      ([key, value]) => value !== plainRules[key as keyof typeof plainRules],
    )
    return {
      event: 'task',
      at,
      task: this.nameOf(task),
      lineage: tasks.names[task],
      ...wholeNeeds(kinds.at(tasks.kind[task])),
      user: users.nameOf(tasks.user[task]),
      group: groups.nameOf(tasks.group[task]),
      priority: tasks.priority[task],
      walltimeSeconds: tasks.walltimeSeconds[task],
      hs06Seconds: tasks.hs06Seconds[task],
      ...(tasks.dataset[task] !== NONE && { dataset: datasets.nameOf(tasks.dataset[task]) }),
      inputBytes: tasks.inputBytes[task],
      inputFiles: tasks.inputFiles[task],
      outputBytes: tasks.outputBytes[task],
      outputFiles: tasks.outputFiles[task],
      ...(tasks.nucleus[task] >= 0 && { nucleus: grid.sites[tasks.nucleus[task]].name }),
      ...(rules.length > 0 && { rules: Object.fromEntries(rules) }),
    }
  }

  private hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, row: number): void {
    const { grid, datasets, jobs } = this.state
    switch (kind) {
      case Fact.jobCreated: {
        const task = jobs.task(row)
        const made = this.made.get(task) ?? []
        made.push({ id: subject, ordinal: b, attempt: c })
        this.made.set(task, made)
        break
      }
      case Fact.jobMoved:
        this.moved(subject, b, at)
        break
      case Fact.queueChanged:
        this.write({ event: 'queue', at, queue: grid.queues[subject].name, status: queueStatuses[a] })
        break
      case Fact.replicaAdded:
      case Fact.replicaGone: {
        const isGone = kind === Fact.replicaGone
        const replica = {
          dataset: datasets.nameOf(row),
          site: grid.sites[a].name,
          kind: replicaKindNames[b] as ReplicaKindName,
        }
        this.write({ event: 'replica', at, ...replica, isGone })
        break
      }
      case Fact.datasetKnown: {
        const copies = datasets.copies[row].map(({ site, kind: copy }) => [
          grid.sites[site].name,
          replicaKindNames[copy],
        ])
        const sitesOf = (isTape: boolean): string[] =>
          copies.flatMap(([site, copy]) => ((copy === 'tape') === isTape ? [site] : []))
        const { bytes, files } = datasets
        const size = { bytes: bytes[row], files: files[row] }
        this.write({
          event: 'dataset',
          at,
          dataset: datasets.nameOf(row),
          ...size,
          sites: sitesOf(false),
          tapes: sitesOf(true),
        })
      }
    }
  }

  private moved(id: PandaId, to: JobState, at: Seconds): void {
    if (!this.toldJobs.has(id)) return
    if (to !== JobState.defined) {
      this.write({ event: 'job', at, id, state: jobStateNames[to] })
      if (isFinal(to)) this.toldJobs.delete(id)
      return
    }
    this.bunch?.jobs.push(id)
    if (--this.left > 0 || this.bunch === undefined) return
    this.put(this.bunch)
    this.bunch = undefined
    for (const line of this.heldBack.splice(0)) this.put(line)
  }

  /** What the world tells without a fact. */
  private reports(core: Core): Reports {
    const told: Partial<Reports> = {
      storageChanged: (now, site, news) => {
        const { freeBytes, totalBytes, ...abilities } = news
        const sizes = Object.entries({ freeBytes, totalBytes }).filter(([, bytes]) => Number.isFinite(bytes))
        this.write({ event: 'storage', at: now, site, ...abilities, ...Object.fromEntries(sizes) })
        core.storageChanged(now, site, news)
      },
      linkMeasured: (now, from, to, rates) => {
        const known = Object.entries(rates).filter(([, rate]) => Number.isFinite(rate))
        this.write({ event: 'link', at: now, from, to, ...Object.fromEntries(known) })
        core.linkMeasured(now, from, to, rates)
      },
    }
    return new Proxy(core as Reports, {
      get: (_, name: keyof Reports) => told[name] ?? (core[name].bind(core) as unknown),
    })
  }
}
