import { hostname } from 'node:os'
import { isAlive } from '../processes/process-table.js'
import { type BackOff, BackOffs } from './back-off.js'
import { type KnownPilot, OrderDesk } from './order-desk.js'
import { PilotEnds } from './pilot-ends.js'
import { PilotFolders } from './pilot-folders.js'
import { type PilotCommand, PilotProcesses, type PilotToStart } from './pilot-processes.js'
import type { PilotNews, PilotOrder, PilotSource } from './pilot-source.js'
import { Slots } from './slots.js'

/** What the source must know of this machine. */
export interface SubprocessOptions {
  /** Where orders and the pilots' folders are kept; its own alone. */
  readonly folder: string
  /** Cores of this machine that each queue has, by its name. */
  readonly slots: Readonly<Record<string, number>>
  readonly command: (pilot: PilotToStart) => PilotCommand
  /** Pilots at the same time, of all queues. */
  readonly atMost?: number
  /** What the pilots' names begin with; absent: the machine's name. */
  readonly prefix?: string
  readonly times?: Partial<SubprocessTimes>
}

/** Spans of time, in milliseconds. */
export interface SubprocessTimes {
  /** From one look at the pilots to the next. */
  readonly poll: number
  /** A pilot that ends sooner, and has not asked, died at once. */
  readonly atOnce: number
  readonly backOff: BackOff
  /** For what a dead pilot left running. */
  readonly grace: number
}

const usualTimes: SubprocessTimes = {
  ...{ poll: 2000, atOnce: 10_000, grace: 10_000 },
  backOff: { first: 1000, longest: 300_000 },
}

/**
 * Starts pilots as processes of this machine, as many as its slots hold; orders beyond that wait, as in a batch system's queue. All is kept in
 * its folder: pilots live on without it, and the next one in the folder knows them. A pilot that died and left jobs is started
 * again, so that it reports them.
 */
export class SubprocessPilots implements PilotSource {
  readonly name = 'subprocess'
  private readonly desk: OrderDesk
  private readonly ends: PilotEnds
  private readonly slots: Slots
  /** By queue, of pilots that died at once. */
  private readonly backOffs: BackOffs
  private readonly processes: PilotProcesses
  private readonly times: SubprocessTimes

  constructor(options: SubprocessOptions, tell: (words: string) => void) {
    this.times = { ...usualTimes, ...options.times }
    const { folder, command, prefix = hostname() } = options
    const folders = new PilotFolders(folder)
    this.backOffs = new BackOffs(this.times.backOff)
    this.slots = new Slots(options.slots, options.atMost ?? 64, this.backOffs)
    this.desk = new OrderDesk({
      ...{ folder, prefix, tick: this.times.poll, tell },
      couldHold: (queue, cores) => this.slots.couldHold(queue, cores),
      steps: [() => this.settleDead(), () => this.startWaiting()],
    })
    this.processes = new PilotProcesses(folders, command, () => this.desk.turn())
    this.ends = new PilotEnds(this.desk, folders, (name) => this.processes.clear(name, this.times.grace), tell)
  }

  async begin(news: PilotNews): Promise<void> {
    await this.desk.load(news)
    for (const known of this.desk.pilots.values()) if (known.pilot.state === 'starting') this.findAgain(known)
    this.desk.begin()
  }

  request(order: PilotOrder): void {
    this.desk.request(order)
  }

  asked(name: string): void {
    const known = this.desk.asked(name)
    if (known !== undefined) this.backOffs.succeeded(known.booked.order.queue)
  }

  end(): Promise<void> {
    return this.desk.end()
  }

  /** Looks for the process of a pilot that was being started when the earlier server ended. */
  private findAgain(known: KnownPilot): void {
    const process = this.processes.find(known.pilot.name)
    this.desk.change(known, process === undefined ? { state: 'waiting' } : { state: 'running', process })
  }

  private async settleDead(): Promise<void> {
    for (const known of [...this.desk.pilots.values()]) {
      const { state, process, startedAtMilliseconds = 0 } = known.pilot
      if (state !== 'running' || (process !== undefined && isAlive(process))) continue
      const isLost = await this.ends.settle(known)
      if (isLost && Date.now() - startedAtMilliseconds < this.times.atOnce)
        this.backOffs.failed(known.booked.order.queue)
    }
  }

  private async startWaiting(): Promise<void> {
    const free = this.slots.free(this.desk.open)
    const chosen = [...this.desk.pilots.values()].filter(
      ({ pilot, booked: { order } }) => pilot.state === 'waiting' && free.take(order.queue, order.cores),
    )
    if (chosen.length === 0) return
    await this.desk.starting(chosen)
    for (const known of chosen) {
      const { queue, cores } = known.booked.order
      const process = await this.processes.start(known.pilot.name, queue, cores)
      this.desk.change(known, { state: 'running', ...(process !== undefined && { process }) })
    }
    // One that has gone already may have told of its end before it was known.
    this.desk.turn()
  }
}
