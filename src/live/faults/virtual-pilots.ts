import type { Acknowledgement, Dispatch, OfJob } from '../door.js'
import { PilotError } from '../pilot/pilot-errors.js'
import type { PilotOrder } from '../pilot-source/pilot-source.js'
import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import type { FaultPlan } from './fault-plan.js'
import type { HostLife } from './host-life.js'
import type { HostMachine } from './host-machine.js'
import type { Reply, VirtualNetwork } from './virtual-network.js'
import type { Wire } from './wire.js'

const HEARTBEAT_SECONDS = 100
/** What a pilot is told that is to end its job. */
const STOP = 'tobekilled'

/** What pilots are made of. */
export interface PilotParts {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly plan: FaultPlan
  readonly machine: HostMachine
  readonly network: VirtualNetwork
  readonly wire: Wire
  /** Something happens to a job: others may come between. */
  interfere(task: number, id: number): void
}

/** A batch system with its pilots: it outlives the host, and knows which orders it has carried out. */
export class VirtualPilots {
  private isFair = false
  private readonly known = new Set<number>()
  private started = 0

  constructor(private readonly parts: PilotParts) {}

  /** From now on no pilot dies. */
  beFair(): void {
    this.isFair = true
  }

  /** Carries an order out once, however often it is given. */
  carryOut(life: HostLife, order: PilotOrder): void {
    const { agenda, chance, machine } = this.parts
    agenda.after(chance.between(0, 10), () => {
      if (!machine.step(life)) return
      if (!this.known.has(order.id)) {
        this.known.add(order.id)
        for (let n = 0; n < order.pilots; n++) agenda.after(chance.between(1, 20), () => this.begin(order))
      }
      if (machine.step(life)) life.host?.pilotsSubmitted(order.id)
    })
  }

  /** Whether the order has been carried out. */
  knows(order: number): boolean {
    return this.known.has(order)
  }

  private begin({ queue, cores }: PilotOrder): void {
    const { chance, plan, network, wire } = this.parts
    const name = `pilot-${++this.started}`
    if (!this.isFair && chance.is(plan.pilotsLost)) {
      network.call(wire.reporting(name, { report: 'pilotsLost', queue, cores, pilots: 1 }, name), () => undefined)
      return
    }
    this.ask(name, queue, cores, 1)
  }

  private ask(worker: string, queue: string, cores: number, turn: number): void {
    const { network, wire } = this.parts
    const limits = { memoryMB: 0, scratchMB: 0, remainingSeconds: 0 }
    const request = { report: 'pilotAsks' as const, queue, cores, first: turn === 1, worker, ...limits }
    network.call(wire.reporting(`${worker} ask ${turn}`, request), (reply) => {
      if ('answer' in reply && reply.answer !== undefined) this.run(worker, reply.answer, turn)
    })
  }

  private run(worker: string, { id, task, attempt, queue, cores }: Dispatch, turn: number): void {
    const { agenda, chance, plan, network, wire } = this.parts
    if (!this.isFair && chance.is(plan.pilotsDie)) return
    let isRunning = true
    let words = 0
    const about = (): OfJob => ({ id, attempt, said: { job_metrics: `word=${++words}` } })
    const end = (outcome: 'finished' | 'failed', errorCode: number): void => {
      isRunning = false
      const said = { pilot_error_diag: `the end of ${id}` }
      network.call(wire.reporting(worker, { report: 'ended', id, attempt, said, outcome, errorCode }), () => {
        if (chance.is(0.5)) this.ask(worker, queue, cores, turn + 1)
      })
    }
    const obey = (reply: Reply<Acknowledgement>): void => {
      if (!isRunning || !('answer' in reply)) return
      const { known, command } = reply.answer
      if (command === STOP) end('failed', PilotError.killedByServer)
      else isRunning = known
    }
    const beat = (): void => {
      if (!isRunning) return
      network.send(wire.reporting(worker, { report: 'heartbeat', ...about() }), obey)
      agenda.after(HEARTBEAT_SECONDS, beat)
    }
    network.send(wire.reporting(worker, { report: 'accepted', ...about() }), obey)
    network.call(wire.reporting(worker, { report: 'started', ...about() }), obey)
    agenda.after(HEARTBEAT_SECONDS, beat)
    agenda.after(chance.between(5, 250), () => {
      if (!isRunning || (!this.isFair && chance.is(plan.pilotsDie))) {
        isRunning = false
        return
      }
      this.parts.interfere(task, id)
      if (chance.is(0.15)) end('failed', 1000 + chance.below(100))
      else end('finished', 0)
    })
  }
}
