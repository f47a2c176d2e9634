import type { Core } from '../../brokerage/core.js'
import { HostStopped } from '../door.js'
import type { LiveHost } from '../live-host.js'
import { Agenda } from './agenda.js'
import { Chance } from './chance.js'
import type { FaultPlan } from './fault-plan.js'
import { buildCore } from './history-core.js'
import type { HostLife } from './host-life.js'
import { HostMachine, type HostMaking, soundMaking } from './host-machine.js'
import { Ledger } from './ledger.js'
import { checkAtEnd, checkLife, checkReadBack, checkReopened } from './oracle.js'
import { VirtualDisk } from './virtual-disk.js'
import { VirtualMover } from './virtual-mover.js'
import { VirtualNetwork } from './virtual-network.js'
import { VirtualPilots } from './virtual-pilots.js'
import { VirtualUsers } from './virtual-users.js'
import { OwnWire, type Wire, type WireParts } from './wire.js'

/** A history that has not ended after so many events never will. */
const MOST_EVENTS = 20_000

/** For how long things go wrong, at most. */
const FAULTY_SECONDS = 700

/** What happened in a history. */
export interface Tally {
  readonly histories: number
  readonly events: number
  readonly jobs: number
  readonly starts: number
  readonly crashes: number
  readonly powerFailures: number
  readonly suspensions: number
  readonly leaps: number
  readonly takeovers: number
  readonly restarts: number
  readonly stops: number
  readonly requests: number
  readonly lost: number
  readonly doubled: number
  readonly late: number
  readonly cut: number
  readonly torn: number
  readonly failed: number
}

/** What histories are played with. */
export interface HistoryMaking {
  readonly host: HostMaking
  /** How pilots and people speak to the host. */
  wire(parts: WireParts): Wire
}

export const usualMaking: HistoryMaking = { host: soundMaking, wire: (parts) => new OwnWire(parts) }

/**
 * Plays one history: some tasks on a small grid, with all that goes wrong by this seed; then nothing fails any more, and it goes on
 * until nothing is left.
 * @throws at the first thing that must not be
 */
export async function playHistory(seed: number, plan: FaultPlan, making: HistoryMaking = usualMaking): Promise<Tally> {
  return new History(seed, plan, making).play()
}

class History {
  private readonly agenda = new Agenda()
  private readonly chance: Chance
  private readonly ledger = new Ledger()
  private readonly disk: VirtualDisk
  private readonly machine: HostMachine
  private readonly network: VirtualNetwork
  private readonly wire: Wire
  private readonly mover: VirtualMover
  private readonly pilots: VirtualPilots
  private readonly users: VirtualUsers
  private events = 0
  private lastKept: HostLife | undefined

  constructor(
    seed: number,
    private readonly plan: FaultPlan,
    making: HistoryMaking,
  ) {
    const { agenda, ledger } = this
    const chance = (this.chance = new Chance(seed))
    const disk = (this.disk = new VirtualDisk(chance))
    const machine = (this.machine = new HostMachine({
      ...{ agenda, chance, disk, plan, making: making.host },
      build: buildCore,
      carrier: (life) => ({
        pilots: (order) => this.pilots.carryOut(life, order),
        transfer: ({ number }) => this.mover.move(life, number),
        asked: () => undefined,
      }),
      opened: (life, host) => this.opened(life, host),
    }))
    const network = (this.network = new VirtualNetwork(agenda, chance, plan, machine))
    const complain = (words: string): void => void machine.bugs.push(new Error(words))
    const wire = (this.wire = making.wire({ ledger, chance, complain, isCut: () => network.isCut() }))
    this.mover = new VirtualMover(agenda, chance, plan, machine)
    this.pilots = new VirtualPilots({
      agenda,
      chance,
      plan,
      machine,
      network,
      wire,
      interfere: (task, id) => this.users.interfere(task, id),
    })
    this.users = new VirtualUsers(agenda, chance, network, wire, ledger)
  }

  async play(): Promise<Tally> {
    const { agenda, chance, users, machine } = this
    machine.start()
    await this.settle()
    this.arrangeFaults()
    users.begin()
    const fairFrom = chance.between(200, FAULTY_SECONDS)
    while (agenda.now < fairFrom) await this.step(fairFrom)
    this.beFair()
    while (agenda.due < Infinity || !(await this.isOver())) await this.step(Infinity)
    const life = machine.leader!
    await checkAtEnd(life, this.ledger)
    return this.tally(life)
  }

  /** The next thing that happens, and what it leads to at once. */
  private async step(until: number): Promise<void> {
    const { agenda, machine } = this
    if (++this.events > MOST_EVENTS) throw new Error('it does not come to an end')
    const waking = this.firstToWake()
    if (Math.min(agenda.due, waking.due) >= until) {
      agenda.now = until
      return
    }
    if (agenda.due <= waking.due) agenda.step()
    else {
      agenda.now = waking.due
      if (waking.life !== undefined && machine.step(waking.life)) waking.life.clock!.ring()
    }
    await this.settle()
    const [bug] = machine.bugs
    if (bug !== undefined) throw bug
  }

  private firstToWake(): { readonly due: number; readonly life: HostLife | undefined } {
    const { machine } = this
    let due = Infinity
    let first: HostLife | undefined
    for (const life of machine.lives) {
      const at = Math.max(life.clock?.due ?? Infinity, machine.heldUntil)
      if (life.clock === undefined || life.clock.due === Infinity || at >= due) continue
      due = at
      first = life
    }
    return { due, life: first }
  }

  /** Whether nothing is left to be done; if something is, it waits for the clock. */
  private async isOver(): Promise<boolean> {
    const { machine, users } = this
    const host = machine.leader?.host
    if (host !== undefined && users.busy === 0) {
      const left = await host.ask(({ state }) => state.tasks.alive + state.transfers.underWay)
      if (left === 0) return true
    }
    return false
  }

  private arrangeFaults(): void {
    const { agenda, chance, plan, machine, disk } = this
    disk.faults = plan
    this.often(plan.suspensions, () => machine.suspend(chance.between(10, 500)))
    this.often(plan.clockLeaps, () => machine.leap(chance.between(10, 2000)))
    this.often(plan.takeovers, () => machine.takeOver())
    this.often(plan.restarts, () => machine.restart())
    this.often(plan.diskFull, () => {
      disk.capacity = disk.length + chance.below(2000)
      agenda.after(chance.between(1, 200), () => (disk.capacity = Infinity))
    })
    this.often(4, () => this.network.send(this.wire.looking(), () => undefined))
    this.often(0.7, () => this.readBack())
    this.often(0.5, () => this.network.call(this.wire.keeping(this.events), () => undefined))
  }

  /** Has something happen about so often in the history. */
  private often(times: number, happen: () => void): void {
    const { agenda, chance } = this
    for (let n = Math.floor(chance.between(0, 2 * times + 1)); n > 0; n--)
      agenda.after(chance.between(5, FAULTY_SECONDS), happen)
  }

  private beFair(): void {
    const { disk, machine, network, mover, pilots } = this
    disk.faults = { writeFails: 0, syncFails: 0 }
    disk.capacity = Infinity
    for (const part of [network, mover, pilots, machine]) part.beFair()
  }

  /** What is kept is compared with what runs. */
  private readBack(): void {
    const { leader } = this.machine
    if (leader?.host !== undefined) this.lookInto(leader, leader.host, (core) => checkReadBack(leader, core))
  }

  private opened(life: HostLife, host: LiveHost): void {
    this.wire.opened(host)
    checkReopened(this.lastKept, life)
    this.lastKept = life
    host.onCommit((facts) => {
      const { length } = life.store.disk.facts
      if (facts !== length) this.machine.bugs.push(new Error(`${facts} facts are told of, but ${length} are kept`))
    })
    this.lookInto(life, host, (core) => checkLife(life, core))
  }

  private lookInto(life: HostLife, host: LiveHost, check: (core: Core) => void): void {
    host
      .ask((core) => {
        if (life.isAlive) check(core)
      })
      .catch((error: unknown) => {
        if (!(error instanceof HostStopped)) this.machine.bugs.push(error as Error)
      })
  }

  private tally(life: HostLife): Tally {
    const { machine, network, disk, events } = this
    const jobs = life.store.disk.endedJobs.length
    const { torn, failed } = disk
    return { histories: 1, events, jobs, ...machine.count, ...network.count, torn, failed }
  }

  /** Lets the host do what it has to do at this time: its next turn begins within one round of the event loop. */
  private async settle(): Promise<void> {
    for (let rounds = 0; rounds < this.wire.rounds; rounds++) await new Promise((resolve) => setImmediate(resolve))
  }
}
