import { BadInput } from '../../model/bad-input.js'
import type { KeptRow, RowChange } from '../store/commit.js'
import { KeptTable } from './kept-table.js'

/** How much a book holds. */
export interface HarvesterBounds {
  readonly instances: number
  /** Queues of all instances together that workers are told of. */
  readonly counts: number
  /** Commands that an instance may leave waiting; the oldest are dropped. */
  readonly commands: number
  /** Words of an instance to people; the newest are kept. */
  readonly dialogs: number
  /** Facts that an instance says of itself. */
  readonly facts: number
}
const usualBounds: HarvesterBounds = { instances: 1_000, counts: 20_000, commands: 1_000, dialogs: 100, facts: 50 }

/** Numbers of workers that are older than this are told no more (panda-protocol.md §3). */
const COUNTS_LAST_MILLISECONDS = 4 * 3_600_000

/** What an instance of Harvester is to do. */
export interface HarvesterCommand {
  /** No two commands have the same, whichever instance they are for. */
  readonly number: number
  readonly command: string
  readonly params: unknown
  readonly asksAcknowledgement: boolean
  readonly madeAtMilliseconds: number
  readonly status: 'new' | 'retrieved'
}

/** Texts and numbers by their names. */
export type Facts = Readonly<Record<string, string | number>>

/** An instance of Harvester. */
export interface HarvesterInstance {
  readonly name: string
  readonly heardAtMilliseconds: number
  /** What it says of itself: version, when it began. */
  readonly said: Facts
  /** What it had to say to people last. */
  readonly dialogs: readonly Facts[]
  /** How its machine did last, as it said so. */
  readonly metrics: string
  readonly commands: readonly HarvesterCommand[]
  readonly lastCommand: number
  /** The highest number of its workers. */
  readonly lastWorker: number
}

/** Workers by job type, resource type and status. */
export type WorkerCounts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>

/** How many workers an instance has at a queue. */
export interface QueueCounts {
  readonly name: string
  readonly queue: string
  readonly counts: WorkerCounts
  readonly toldAtMilliseconds: number
}

/** The instances of Harvester that speak to this server, with what they are to do and how many workers they have. */
export class HarvesterBook {
  private readonly rows: KeptTable<HarvesterInstance | QueueCounts>

  /**
   * @param save makes changes last
   * @param rows of kind `harvester`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    private readonly nowMilliseconds: () => number,
    rows: readonly KeptRow[] = [],
    private readonly bounds = usualBounds,
  ) {
    const toldAt = (one: HarvesterInstance | QueueCounts): number => ('queue' in one ? one.toldAtMilliseconds : 0)
    this.rows = new KeptTable<HarvesterInstance | QueueCounts>('harvester', placeOf, rows, toldAt)
  }

  instances(): HarvesterInstance[] {
    return [...this.rows.values()].filter((one) => 'lastWorker' in one)
  }

  /** An instance as far as it is known. */
  instance(name: string): HarvesterInstance {
    const usual = { heardAtMilliseconds: 0, said: {}, dialogs: [], metrics: '', commands: [] }
    const known = this.rows.get(placeOf({ name })) as HarvesterInstance | undefined
    return known ?? { name, ...usual, lastCommand: 0, lastWorker: 0 }
  }

  /** How many workers there are, as far as it was told of late. */
  counts(): QueueCounts[] {
    const now = this.nowMilliseconds()
    const all = [...this.rows.values()].filter((one) => 'queue' in one)
    return all.filter(({ toldAtMilliseconds }) => now - toldAtMilliseconds <= COUNTS_LAST_MILLISECONDS)
  }

  /** It is alive; what it says of itself takes the place of what it said before. */
  async heard(name: string, said: Facts): Promise<void> {
    const before = this.instance(name)
    const all = Object.entries({ ...before.said, ...said }).slice(0, this.bounds.facts)
    await this.keep({ ...before, heardAtMilliseconds: this.nowMilliseconds(), said: Object.fromEntries(all) })
  }

  /** It has something to say to people; the last of it is kept. */
  async said(name: string, dialogs: readonly Facts[]): Promise<void> {
    const before = this.instance(name)
    await this.keep({ ...before, dialogs: [...before.dialogs, ...dialogs].slice(-this.bounds.dialogs) })
  }

  /** How its machine does. */
  async measured(name: string, metrics: string): Promise<void> {
    await this.keep({ ...this.instance(name), metrics })
  }

  /** How many workers it has at a queue. */
  async counted(name: string, queue: string, counts: WorkerCounts): Promise<void> {
    const told = { name, queue, counts, toldAtMilliseconds: this.nowMilliseconds() }
    const gone = this.staleCounts()
    const isNew = this.rows.get(placeOf(told)) === undefined
    if (isNew && this.rows.size - this.instances().length >= this.bounds.counts) {
      await this.save(gone)
      const found = `there are ${this.bounds.counts} queues with workers already`
      throw new BadInput('panda_queue', found, 'a queue that is known')
    }
    await this.save([...gone, this.rows.put(told)])
  }

  /** It has workers of these numbers. */
  async hasWorkers(name: string, numbers: readonly number[]): Promise<void> {
    const before = this.instance(name)
    const lastWorker = numbers.reduce((most, number) => Math.max(most, number), before.lastWorker)
    if (lastWorker > before.lastWorker) await this.keep({ ...before, lastWorker })
  }

  /** Has the instance do something; where too much waits the oldest is dropped. */
  async order(name: string, command: string, params: unknown, asksAcknowledgement = false): Promise<void> {
    const before = this.instance(name)
    const number = 1 + Math.max(0, ...this.instances().map(({ lastCommand }) => lastCommand))
    const made = { number, command, params, asksAcknowledgement, madeAtMilliseconds: this.nowMilliseconds() }
    const commands = [...before.commands, { ...made, status: 'new' } as const].slice(-this.bounds.commands)
    await this.keep({ ...before, commands, lastCommand: number })
  }

  /** Hands over commands that were not handed over before, the oldest first. Those that ask for no acknowledgement are done with. */
  async take(name: string, most: number): Promise<readonly HarvesterCommand[]> {
    const before = this.instance(name)
    const taken = before.commands.filter(({ status }) => status === 'new').slice(0, most)
    if (taken.length === 0) return taken
    const commands = before.commands.flatMap((one): HarvesterCommand[] => {
      if (!taken.includes(one)) return [one]
      return one.asksAcknowledgement ? [{ ...one, status: 'retrieved' }] : []
    })
    await this.keep({ ...before, commands })
    return taken
  }

  /** Commands were done. Those that were not handed over stay. */
  async acknowledge(numbers: readonly number[]): Promise<void> {
    const done = new Set(numbers)
    for (const instance of this.instances()) {
      const commands = instance.commands.filter(({ number, status }) => status === 'new' || !done.has(number))
      if (commands.length < instance.commands.length) await this.keep({ ...instance, commands })
    }
  }

  private async keep(instance: HarvesterInstance): Promise<void> {
    const isNew = this.rows.get(placeOf(instance)) === undefined
    if (isNew && this.instances().length >= this.bounds.instances) {
      const found = `there are ${this.bounds.instances} instances already`
      throw new BadInput('harvester_id', found, 'an instance that is known')
    }
    await this.save([this.rows.put(instance)])
  }

  private staleCounts(): RowChange[] {
    const now = this.nowMilliseconds()
    const gone: RowChange[] = []
    for (const one of this.rows.values()) {
      if (!('queue' in one)) continue
      if (now - one.toldAtMilliseconds <= COUNTS_LAST_MILLISECONDS) break
      gone.push(this.rows.drop(placeOf(one))!)
    }
    return gone
  }
}

function placeOf(one: { readonly name: string; readonly queue?: string }): string {
  return JSON.stringify([one.name, one.queue])
}
