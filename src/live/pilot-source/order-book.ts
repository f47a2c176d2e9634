import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessIdentity } from '../processes/process-table.js'
import { keepFile, keptFile } from '../storage-folder/keep-file.js'
import { NumberSet } from './number-set.js'
import type { PilotOrder } from './pilot-source.js'

/** One pilot of an order. */
export interface OrderedPilot {
  readonly name: string
  /**
   * `starting`: its process, or its job in the batch system, is there or not, since that is written before it is made. `queued`: it
   * waits in a batch system.
   */
  state: 'waiting' | 'starting' | 'queued' | 'running' | 'over'
  process?: ProcessIdentity
  /** Number of its job in the batch system. */
  job?: string
  /** Whether its job in the batch system is to be cancelled before it begins. */
  isUnwanted?: boolean
  startedAtMilliseconds?: number
  hasAsked: boolean
  /** How often it was started again because it left jobs in its folder. */
  revivals: number
}

/** Pilots that will never ask, as long as the server has not heard of it. */
export interface Loss {
  /** Under which it is told, however often. */
  readonly key: string
  readonly pilots: number
}

/** An order and what has become of its pilots. */
export interface BookedOrder {
  readonly order: PilotOrder
  readonly pilots: OrderedPilot[]
  readonly losses: Loss[]
}

const NAME = /^order-(\d+)\.json$/
const TAKEN = 'orders-over.json'

/** Keeps orders on disk, a file each while any of its pilots lives, waits or is lost untold, and after that the order's number alone. */
export class OrderBook {
  /** By number. */
  readonly open = new Map<number, BookedOrder>()
  private readonly changed = new Set<BookedOrder>()
  private over = new NumberSet()

  constructor(private readonly folder: string) {}

  /** Reads what was kept. */
  async load(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    this.over = new NumberSet((await keptFile(join(this.folder, TAKEN))) as [number, number][] | undefined)
    const numbers = (await readdir(this.folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number)
    for (const number of numbers.sort((one, other) => one - other)) {
      const booked = (await keptFile(this.path(number))) as BookedOrder | undefined
      if (booked === undefined || this.over.has(number)) await rm(this.path(number))
      // An older version told losses without keeping them.
      else this.open.set(number, { ...booked, losses: (booked as Partial<BookedOrder>).losses ?? [] })
    }
  }

  has(number: number): boolean {
    return this.open.has(number) || this.over.has(number)
  }

  add(booked: BookedOrder): void {
    this.open.set(booked.order.id, booked)
    this.change(booked)
  }

  /** Notes that an order has to be written. */
  change(booked: BookedOrder): void {
    this.changed.add(booked)
  }

  /** Writes what has changed; orders whose pilots are all over, and all losses told, are closed. What cannot be written is tried again the next time. */
  async save(): Promise<void> {
    for (const booked of [...this.changed]) {
      // Before it is written: what changes meanwhile is written again.
      this.changed.delete(booked)
      try {
        if (isDone(booked)) await this.close(booked.order.id)
        else await keepFile(this.path(booked.order.id), booked)
      } catch (error) {
        this.changed.add(booked)
        throw error
      }
    }
  }

  private async close(number: number): Promise<void> {
    this.over.add(number)
    await keepFile(join(this.folder, TAKEN), this.over.intervals)
    this.open.delete(number)
    await rm(this.path(number), { force: true })
  }

  private path(number: number): string {
    return join(this.folder, `order-${number}.json`)
  }
}

function isDone({ pilots, losses }: BookedOrder): boolean {
  return losses.length === 0 && pilots.every(({ state }) => state === 'over')
}
