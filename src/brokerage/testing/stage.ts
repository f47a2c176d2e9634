/** A core on a small grid with nobody but the test around it: plays reports, tells the facts they cause in words. */
import { causeNames } from '../../model/cause.js'
import { type Constants, defaultConstants } from '../../model/constants.js'
import type { Grid } from '../../model/grid.js'
import { replicaKindNames } from '../../model/dataset-table.js'
import { queueStatuses } from '../../model/grid.js'
import { Fact } from '../../model/journal.js'
import { jobStateNames } from '../../model/job-state.js'
import type { Seed } from '../../model/draws.js'
import type { ShareTree } from '../../model/share-tree.js'
import { needsOf, seed as anySeed } from '../../model/testing/small-grid.js'
import { TransferKind } from '../../model/transfer-table.js'
import { NONE, type PandaId, type Seconds } from '../../model/units.js'
import { Core } from '../core.js'
import { builtInPolicy } from '../define-policy.js'
import type { PilotDemandRule } from '../pilot-demands/pilot-demand-rule.js'
import type { Policy } from '../policy.js'
import type { PilotAsk, TaskSubmission } from '../ports.js'

/** No report may cause many more facts than this (DESIGN §1.5). */
const MOST_FACTS = 2_000

export interface StageSettings {
  grid: Grid
  policy?: string | Policy
  constants?: Partial<Constants>
  shares?: ShareTree
  pilotDemand?: PilotDemandRule
  seed?: Seed
}

/** Constants of a grid that nobody need watch: statistics are live, and queues where no pilot asks count as alive. */
export const calm: Partial<Constants> = {
  statisticsSeconds: 0,
  pilotKeepAliveSeconds: 1e9,
  pilotSilenceSeconds: 1e9,
}

/** A submission of one plain job, except as told. */
export function taskOf(task: Partial<TaskSubmission> = {}): TaskSubmission {
  return {
    ...needsOf(),
    name: 'task',
    jobs: 1,
    firstOrdinal: 0,
    priority: 500,
    user: 'alice',
    group: 'physics',
    walltimeSeconds: 0,
    hs06Seconds: 0,
    dataset: undefined,
    inputBytes: 0,
    inputFiles: 0,
    outputBytes: 0,
    nucleus: undefined,
    queue: undefined,
    maxAttempts: undefined,
    maxFailures: undefined,
    ...task,
  }
}

/** The core, what it said and what it ordered. */
export class Stage {
  readonly core: Core
  /** Facts in words since the last `heard()`. */
  private told: string[] = []
  /** Row of each job ever created, by PandaID: also of those that are gone. */
  readonly rowOf = new Map<PandaId, number>()
  /** Last transfer ordered for each job. */
  readonly transferOf = new Map<PandaId, number>()
  /** How often each job was handed to a pilot. */
  readonly sent = new Map<PandaId, number>()
  /** Lineages by how they were told to have ended: finished, failed, cancelled. */
  readonly taskEnds = [0, 0, 0]
  /** Orders of which no fact has been told yet. */
  private readonly unwritten = new Map<string, number>()
  mostFacts = 0
  now: Seconds = 0

  constructor({ grid, policy = 'production', constants = {}, shares, pilotDemand, seed = anySeed }: StageSettings) {
    this.core = new Core({
      grid,
      policy: typeof policy === 'string' ? builtInPolicy(policy) : policy,
      constants: { ...defaultConstants, ...constants },
      shares,
      pilotDemand,
      seed,
      orders: {
        transfer: (now, transfer) => this.settle(`transfer ${transfer} at ${now}`, -1),
        requestPilots: (now, face, pilots) => this.settle(`${pilots} pilots ${face} at ${now}`, -1),
      },
    })
    this.core.state.journal.listener = {
      hear: (kind, at, subject, a, b, c, d, row) => {
        const words = this.words(kind, at, subject, a, b, c, d, row)
        this.told.push(at === this.now ? words : `@${clock(at)} ${words}`)
      },
    }
  }

  /** Lets time pass up to and with `until`; what is due is done at its own time, never before the last report. */
  pass(until: Seconds): void {
    const { core } = this
    const from = this.now
    this.now = until
    for (let due = core.nextDue(); due <= until; due = core.nextDue()) {
      this.report((now) => core.advance(now), Math.max(due, from))
    }
  }

  /** Makes one report, and sees that it does not cause too much at once and orders only what it writes down. */
  report<T>(make: (now: Seconds) => T, now = this.now): T {
    const { journal } = this.core.state
    const before = journal.facts
    const answer = make(now)
    this.mostFacts = Math.max(this.mostFacts, journal.facts - before)
    if (journal.facts - before > MOST_FACTS) throw new Error(`${journal.facts - before} facts at once`)
    if (this.unwritten.size > 0) throw new Error(`ordered or written only: ${[...this.unwritten.keys()].join(', ')}`)
    return answer
  }

  /** A pilot asks at a pseudo-queue; the PandaID of the job it gets, or NONE. */
  pilotAsks(ask: Partial<PilotAsk>): PandaId {
    const pilot = { face: 0, first: true, memoryMB: 0, scratchMB: 0, remainingSeconds: 0, ...ask }
    const row = this.report((now) => this.core.pilotAsks(now, pilot))
    return row === NONE ? NONE : this.core.state.jobs.id(row)
  }

  /** The facts since this was last asked. */
  heard(): string[] {
    const { told } = this
    this.told = []
    return told
  }

  private settle(order: string, by: 1 | -1): void {
    const rest = (this.unwritten.get(order) ?? 0) + by
    if (rest === 0) this.unwritten.delete(order)
    else this.unwritten.set(order, rest)
  }

  private words(kind: Fact, at: Seconds, id: number, a: number, b: number, c: number, d: number, row: number): string {
    const { grid, jobs, tasks, datasets } = this.core.state
    switch (kind) {
      case Fact.jobCreated:
        this.rowOf.set(id, row)
        return c === 1 ? `${id} created` : `${id} created (#${b} attempt ${c})`
      case Fact.jobMoved: {
        if (jobStateNames[b] === 'sent') this.sent.set(id, (this.sent.get(id) ?? 0) + 1)
        const place = jobStateNames[b] === 'defined' ? ` at ${grid.faces[c].queue.name}` : ''
        const code = jobs.error[row] === 0 ? '' : ` ${jobs.error[row]}`
        return `${id} ${jobStateNames[b]}${place}${d === 0 ? '' : `: ${causeNames[d]}${code}`}`
      }
      case Fact.taskSubmitted:
        return `${tasks.names[row]} submitted`
      case Fact.taskEnded:
        ;[a, b, c].forEach((count, i) => (this.taskEnds[i] += count))
        return `${tasks.names[row]} ended ${a}+${b}+${c}`
      case Fact.transferOrdered:
        this.transferOf.set(id, row)
        this.settle(`transfer ${row} at ${at}`, 1)
        return `${id} ${transferWord(a)} ${grid.sites[b].name}→${grid.sites[c].name} ${d} MB`
      case Fact.transferEnded:
        return `${id} ${transferWord(a)} ${d === 1 ? 'arrived' : 'lost'}`
      case Fact.pilotsRequested:
        this.settle(`${id} pilots ${a} at ${at}`, 1)
        return `${id} pilots for ${grid.faces[a].queue.name}`
      case Fact.pilotsLost:
        return `${id} pilots lost at ${grid.faces[a].queue.name}`
      case Fact.queueChanged:
        return `${grid.queues[id].name} ${queueStatuses[a]}`
      case Fact.hearingGap:
        return `gap of ${id / 1000} s`
      case Fact.datasetKnown:
        return `${datasets.nameOf(row)} at ${a} sites, ${b} MB`
      case Fact.replicaAdded:
        return `${datasets.nameOf(row)} ${replicaKindNames[b]} at ${grid.sites[a].name}`
      case Fact.replicaGone:
        return `${datasets.nameOf(row)} ${replicaKindNames[b]} gone from ${grid.sites[a].name}`
      case Fact.nucleusChosen:
        return `${tasks.names[row]} to ${grid.sites[a].name}`
      case Fact.storageChanged:
        return `${grid.sites[id].name} ${abilityWords(a)}`
      case Fact.taskChanged:
        return `${tasks.names[row]} has priority ${a}`
      case Fact.taskKilled:
        return `${tasks.names[row]} killed, ${a} jobs never made`
      case Fact.brokeragePaused:
        return id === 1 ? 'brokerage pauses' : 'brokerage goes on'
      case Fact.endAsked:
        return `${id} is to end`
      case Fact.limitChanged:
        return `${Object.keys(defaultConstants)[a]} is ${id / 1000}`
    }
  }
}

/** What storage can do, of four bits. */
function abilityWords(bits: number): string {
  const can = ['readLan', 'writeLan', 'readWan', 'writeWan'].filter((_, i) => (bits & (1 << i)) !== 0)
  return can.length === 0 ? 'can nothing' : `can ${can.join(' ')}`
}

function transferWord(kind: number): string {
  return kind === TransferKind.input ? 'input' : 'output'
}

/** Seconds as `1d 02:03` or `02:03:04`. */
function clock(at: Seconds): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const days = Math.floor(at / 86_400)
  const seconds = at % 60 === 0 ? '' : `:${two(at % 60)}`
  return `${days > 0 ? `${days}d ` : ''}${two((at % 86_400) / 3600)}:${two((at % 3600) / 60)}${seconds}`
}
