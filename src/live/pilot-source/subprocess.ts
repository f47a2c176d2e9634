import { hostname } from 'node:os'
import { isAlive } from '../processes/process-table.js'
import { type BookedOrder, OrderBook, type OrderedPilot } from './order-book.js'
import { type PilotCommand, PilotProcesses, type PilotToStart } from './pilot-processes.js'
import type { PilotNews, PilotOrder, PilotSource } from './pilot-source.js'
import { type BackOff, Slots } from './slots.js'

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
const MOST_REVIVALS = 3

/**
 * Starts pilots as processes of this machine, as many as its slots hold; orders beyond that wait, as in a batch system's queue. All is kept in
 * its folder: pilots live on without it, and the next one in the folder knows them. A pilot that died and left jobs is started
 * again, so that it reports them.
 */
export class SubprocessPilots implements PilotSource {
  readonly name = 'subprocess'
  private readonly book: OrderBook
  private readonly slots: Slots
  private readonly processes: PilotProcesses
  private readonly times: SubprocessTimes
  private readonly pilots = new Map<string, { pilot: OrderedPilot; booked: BookedOrder }>()
  private news: PilotNews | undefined
  private orders: PilotOrder[] = []
  /** Orders that were taken and are not told yet. */
  private readonly submitted: number[] = []
  private timer: NodeJS.Timeout | undefined
  private turning: Promise<void> | undefined
  private isTurnWanted = false

  constructor(
    private readonly options: SubprocessOptions,
    private readonly tell: (words: string) => void,
  ) {
    this.times = { ...usualTimes, ...options.times }
    this.book = new OrderBook(options.folder)
    this.slots = new Slots(options.slots, options.atMost ?? 64, this.times.backOff)
    this.processes = new PilotProcesses(options.folder, options.command, () => this.turn())
  }

  async begin(news: PilotNews): Promise<void> {
    this.news = news
    await this.book.load()
    for (const booked of this.book.open.values()) {
      this.know(booked)
      for (const pilot of booked.pilots) if (pilot.state === 'starting') this.findAgain(pilot)
    }
    this.timer = setInterval(() => this.turn(), this.times.poll)
    this.turn()
  }

  request(order: PilotOrder): void {
    this.orders.push(order)
    this.turn()
  }

  asked(name: string): void {
    const known = this.pilots.get(name)
    if (known === undefined) return
    this.slots.succeeded(known.booked.order.queue)
    if (known.pilot.hasAsked) return
    known.pilot.hasAsked = true
    this.book.change(known.booked)
    this.turn()
  }

  async end(): Promise<void> {
    this.news = undefined
    clearInterval(this.timer)
    await this.turning
    await this.book.save()
  }

  /** Looks at everything, once now, and once more when something happens meanwhile. */
  private turn(): void {
    this.isTurnWanted = true
    this.turning ??= this.turns().finally(() => {
      this.turning = undefined
      if (this.isTurnWanted && this.news !== undefined) this.turn()
    })
  }

  private async turns(): Promise<void> {
    while (this.isTurnWanted && this.news !== undefined) {
      this.isTurnWanted = false
      try {
        this.take()
        await this.settleDead()
        await this.saveAndTell()
        await this.startWaiting()
        await this.saveAndTell()
      } catch (error) {
        this.tell(`pilots cannot be looked after: ${(error as Error).message}`)
      }
    }
  }

  /** Only what is on disk is told. Losses stay there until they were heard: when this process ends before, the next one tells them again. */
  private async saveAndTell(): Promise<void> {
    await this.book.save()
    for (const order of this.submitted.splice(0)) this.news?.submitted(order)
    for (const booked of this.book.open.values()) await this.tellLosses(booked)
    await this.book.save()
  }

  private async tellLosses(booked: BookedOrder): Promise<void> {
    const { queue, cores } = booked.order
    try {
      for (const loss of [...booked.losses]) {
        if (this.news === undefined) return
        await this.news.lost(loss.key, queue, cores, loss.pilots)
        booked.losses.shift()
        this.book.change(booked)
      }
    } catch (error) {
      this.tell(`lost pilots of ${queue} will be told again: ${(error as Error).message}`)
    }
  }

  private take(): void {
    for (const order of this.orders.splice(0)) {
      const { id, queue, cores, pilots } = order
      this.submitted.push(id)
      if (!this.book.has(id)) {
        const isPossible = this.slots.couldHold(queue, cores)
        const prefix = this.options.prefix ?? hostname()
        const list = Array.from({ length: pilots }, (_, index): OrderedPilot => {
          return {
            name: `${prefix}.${id}.${index}`,
            state: isPossible ? 'waiting' : 'over',
            hasAsked: false,
            revivals: 0,
          }
        })
        const losses = isPossible ? [] : [{ key: `lost-${prefix}.${id}`, pilots }]
        const booked = { order, pilots: list, losses }
        this.book.add(booked)
        this.know(booked)
      }
    }
  }

  private know(booked: BookedOrder): void {
    for (const pilot of booked.pilots) if (pilot.state !== 'over') this.pilots.set(pilot.name, { pilot, booked })
  }

  /** Looks for the process of a pilot that was being started when the earlier server ended. */
  private findAgain(pilot: OrderedPilot): void {
    const process = this.processes.find(pilot.name)
    if (process === undefined) pilot.state = 'waiting'
    else Object.assign(pilot, { state: 'running', process })
  }

  private async settleDead(): Promise<void> {
    for (const { pilot, booked } of [...this.pilots.values()])
      if (pilot.state === 'running' && !(pilot.process !== undefined && isAlive(pilot.process)))
        await this.settle(pilot, booked)
  }

  /** A pilot has gone: it is started again when it left jobs, reported lost when it never asked. */
  private async settle(pilot: OrderedPilot, booked: BookedOrder): Promise<void> {
    const { queue } = booked.order
    const { name } = pilot
    this.book.change(booked)
    delete pilot.process
    if ((await this.processes.hasLeftJobs(name)) && pilot.revivals < MOST_REVIVALS) {
      pilot.revivals++
      pilot.state = 'waiting'
      this.tell(`pilot ${name} died and left a job: it is started again`)
      return
    }
    if (!pilot.hasAsked) {
      if (Date.now() - (pilot.startedAtMilliseconds ?? 0) < this.times.atOnce) this.slots.failed(queue)
      this.tell(`pilot ${name} ended without asking: ${await this.processes.lastWords(name)}`)
      booked.losses.push({ key: `lost-${name}`, pilots: 1 })
    }
    Object.assign(pilot, { state: 'over' })
    this.pilots.delete(name)
    await this.processes.clear(name, this.times.grace)
  }

  private async startWaiting(): Promise<void> {
    const free = this.slots.free(this.book.open.values())
    const chosen = [...this.pilots.values()].filter(
      ({ pilot, booked: { order } }) => pilot.state === 'waiting' && free.take(order.queue, order.cores),
    )
    if (chosen.length === 0) return
    for (const { pilot, booked } of chosen) {
      Object.assign(pilot, { state: 'starting', startedAtMilliseconds: Date.now() })
      this.book.change(booked)
    }
    await this.book.save().catch((error: unknown) => {
      for (const { pilot } of chosen) pilot.state = 'waiting'
      throw error
    })
    for (const { pilot, booked } of chosen) {
      const process = await this.processes.start(pilot.name, booked.order.queue, booked.order.cores)
      Object.assign(pilot, { state: 'running', process })
      this.book.change(booked)
    }
    // One that has gone already may have told of its end before it was known.
    this.isTurnWanted = true
  }
}
