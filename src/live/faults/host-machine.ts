import type { Core } from '../../brokerage/core.js'
import type { Orders } from '../../brokerage/ports.js'
import type { Seconds } from '../../model/units.js'
import { HostStopped } from '../door.js'
import type { HostParts, OrderCarrier } from '../host-parts.js'
import { LiveHost } from '../live-host.js'
import { LostLeadership } from '../store/store.js'
import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import type { FaultPlan } from './fault-plan.js'
import { type HostLife, LifeClock } from './host-life.js'
import { type LogFile, LogStore } from './log-store.js'
import { DiskError, type VirtualDisk } from './virtual-disk.js'

/** Steps that a process takes before it crashes, at most. */
const MOST_STEPS = 150

/** What a host is made with; tests plant their bugs here. */
export interface HostMaking {
  store(file: LogFile): LogStore
  open(parts: HostParts): Promise<LiveHost>
}

export const soundMaking: HostMaking = {
  store: (file) => new LogStore(file),
  open: (parts) => LiveHost.open(parts),
}

/** What surrounds the processes of a machine. */
export interface MachineParts {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly disk: VirtualDisk
  readonly plan: FaultPlan
  readonly making: HostMaking
  build(orders: Orders): Core
  carrier(life: HostLife): OrderCarrier
  /** A process has read back what was kept. */
  opened(life: HostLife, host: LiveHost): void
}

/** The machine that the host runs on: starts it again whenever it has stopped, and stops it at any step of its work. */
export class HostMachine {
  readonly count = {
    starts: 0,
    crashes: 0,
    powerFailures: 0,
    suspensions: 0,
    leaps: 0,
    takeovers: 0,
    restarts: 0,
    stops: 0,
  }
  /** Processes that live; the last one was started last. */
  lives: HostLife[] = []
  /** Nothing runs before this time. */
  heldUntil: Seconds = 0
  /** Errors that no host may have. */
  readonly bugs: Error[] = []
  private newest: HostLife | undefined
  private isFair = false
  private crashesLeft: number
  private stepsLeft = Infinity
  /** The next crash is a failure of the power while something was written and is not synced. */
  private isTearing = false
  private shift: Seconds = 0
  /** Seconds that the disk takes for what it does, at most. */
  private readonly diskSeconds: Seconds

  constructor(private readonly parts: MachineParts) {
    const { chance, plan } = parts
    this.crashesLeft = Math.round(chance.between(0, 2 * plan.crashes))
    this.diskSeconds = chance.pick([0, 0, 2, 20])
  }

  /** The process that was started last; undefined: it has stopped, and no other has been started yet. */
  get leader(): HostLife | undefined {
    return this.newest?.isAlive === true ? this.newest : undefined
  }

  /** Starts a process: beside another one that may live, it takes over. */
  start(): void {
    const { chance, making, plan } = this.parts
    const life: HostLife = {
      isAlive: true,
      store: making.store(this.fileOf(() => life)),
      clock: undefined,
      host: undefined,
      transfers: new Set(),
    }
    this.lives.push(life)
    this.newest = life
    this.count.starts++
    if (this.crashesLeft > 0 && !this.isFair) {
      this.stepsLeft = 1 + chance.below(MOST_STEPS)
      this.isTearing = chance.is(plan.powerFails / 2)
    }
    this.open(life).catch((error: unknown) => this.fail(life, error as Error))
  }

  /**
   * A process is about to do something that others may notice.
   * @returns false when it does not come to it
   */
  step(life: HostLife): boolean {
    if (!life.isAlive) return false
    if (--this.stepsLeft > 0 || (this.isTearing && this.parts.disk.isSynced)) return true
    this.crash()
    return false
  }

  /** From now on nothing fails any more. */
  beFair(): void {
    this.isFair = true
    this.stepsLeft = Infinity
    this.startAgain()
  }

  suspend(seconds: Seconds): void {
    this.count.suspensions++
    this.heldUntil = this.parts.agenda.now + seconds
  }

  leap(seconds: Seconds): void {
    this.count.leaps++
    this.shift += seconds
    for (const { clock } of this.lives) clock?.leap(seconds)
  }

  takeOver(): void {
    if (this.lives.length !== 1) return
    this.count.takeovers++
    this.start()
  }

  /** The host is closed decently and started again. */
  restart(): void {
    const { agenda, chance } = this.parts
    const life = this.leader
    if (life?.host === undefined) return
    this.count.restarts++
    life.host
      .close()
      .then(() => {
        if (!life.isAlive) return
        life.isAlive = false
        this.lives = this.lives.filter((one) => one !== life)
        agenda.after(chance.between(0.1, 20), () => this.startAgain())
      })
      .catch((error: unknown) => this.fail(life, error as Error))
  }

  /** All that runs stops at once; with the power goes what the disk had not written. */
  private crash(): void {
    const { chance, disk, plan, agenda } = this.parts
    this.count.crashes++
    this.crashesLeft--
    this.stepsLeft = Infinity
    for (const life of this.lives) life.isAlive = false
    this.lives = []
    if (this.isTearing || chance.is(plan.powerFails)) {
      this.count.powerFailures++
      disk.losePower()
    }
    // The machine's clock may be another one when it is up again.
    if (chance.is(plan.clockLeaps / 4)) this.shift += chance.between(-500, 500)
    agenda.after(chance.is(0.2) ? chance.between(100, 400) : chance.between(0.1, 20), () => this.startAgain())
  }

  private startAgain(): void {
    if (this.leader === undefined) this.start()
  }

  private async open(life: HostLife): Promise<void> {
    const { agenda, making, build, carrier, opened } = this.parts
    const opening = await life.store.open()
    const clock = new LifeClock(agenda, opening.at, Math.max(this.shift, opening.at - agenda.now))
    Object.assign(life, { clock })
    const host = await making.open({
      clock,
      store: life.store,
      opening,
      build,
      carrier: carrier(life),
      onFailure: (error) => this.fail(life, error),
    })
    if (!life.isAlive) return
    life.host = host
    opened(life, host)
  }

  /** A process has stopped by itself: another is started, unless another has taken over. */
  private fail(life: HostLife, error: Error): void {
    const { agenda, chance } = this.parts
    const isExpected = error instanceof DiskError || error instanceof LostLeadership || error instanceof HostStopped
    if (!isExpected) this.bugs.push(error)
    if (!life.isAlive) return
    this.count.stops++
    life.isAlive = false
    this.lives = this.lives.filter((one) => one !== life)
    if (life === this.newest) agenda.after(chance.between(0.1, 20), () => this.startAgain())
  }

  /** The disk as a process sees it: what it does may take its time, and the process may not live to hear of it. */
  private fileOf(life: () => HostLife): LogFile {
    const { disk, chance, plan } = this.parts
    return {
      read: () => this.onDisk(life(), () => disk.read()),
      append: (seen, cut, bytes) => this.onDisk(life(), () => disk.append(seen, cut, bytes)),
      sync: () => this.onDisk(life(), () => disk.sync()),
      look: () => {
        if (this.isFair || !chance.is(plan.writeFails / 2)) return Promise.resolve()
        return Promise.reject(new DiskError('the read failed'))
      },
    }
  }

  private onDisk<T>(life: HostLife, work: () => T): Promise<T> {
    const { agenda, chance } = this.parts
    return new Promise((resolve, reject) => {
      const act = (): void => {
        const held = this.heldUntil - agenda.now
        if (held > 0) {
          agenda.after(held, act)
          return
        }
        if (!this.step(life)) return
        try {
          const result = work()
          if (this.step(life)) resolve(result)
        } catch (error) {
          reject(error as Error)
        }
      }
      const seconds = chance.next() * this.diskSeconds
      if (seconds === 0) act()
      else agenda.after(seconds, act)
    })
  }
}
