import type { LiveHost } from '../live-host.js'
import { BadInput } from '../../model/bad-input.js'
import type { Seconds } from '../../model/units.js'
import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import type { FaultPlan } from './fault-plan.js'
import type { HostMachine } from './host-machine.js'

/** When a request was answered: facts that were kept when it arrived, and when its answer left, at which time of the host's clock. */
export interface Moment {
  readonly arrived: number
  readonly facts: number
  readonly at: Seconds
}

/** What a client asks of the host. */
export interface Request<T> {
  /** For how long the client waits before it asks again; undefined: for as long as most. */
  readonly patienceSeconds?: Seconds
  ask(host: LiveHost): Promise<T>
  /** The answer leaves the host: from now on somebody may have seen it. */
  leaves?(answer: T, moment: Moment): void
}

/** An answer, or why the request was refused. */
export type Reply<T> = { readonly answer: T } | { readonly refusal: BadInput }

/** Between clients and the host: requests and answers are lost, doubled, late, and come out of order. */
export class VirtualNetwork {
  readonly count = { requests: 0, lost: 0, doubled: 0, late: 0, cut: 0 }
  private isFair = false

  constructor(
    private readonly agenda: Agenda,
    private readonly chance: Chance,
    private readonly plan: FaultPlan,
    private readonly machine: HostMachine,
  ) {}

  /** From now on nothing fails any more. */
  beFair(): void {
    this.isFair = true
  }

  /** Repeats a request until it is answered. */
  call<T>(request: Request<T>, hear: (reply: Reply<T>) => void): void {
    let isAnswered = false
    const attempt = (): void => {
      const patience = request.patienceSeconds ?? this.chance.between(8, 30)
      const again = this.agenda.after(patience, attempt)
      this.send(request, (reply) => {
        again.isOff = true
        if (isAnswered) return
        isAnswered = true
        hear(reply)
      })
    }
    attempt()
  }

  /** Sends a request once; the answer comes once, more than once, or never. */
  send<T>(request: Request<T>, hear: (reply: Reply<T>) => void): void {
    this.count.requests++
    this.pass(() => this.arrive(request, hear))
  }

  /** Whether the body of the next request breaks off: a wire that has bodies asks. */
  isCut(): boolean {
    const isCut = !this.isFair && this.chance.is(this.plan.cut)
    if (isCut) this.count.cut++
    return isCut
  }

  private arrive<T>(request: Request<T>, hear: (reply: Reply<T>) => void): void {
    const { agenda, chance, machine } = this
    const held = machine.heldUntil - agenda.now
    if (held > 0) {
      agenda.after(held, () => this.arrive(request, hear))
      return
    }
    // Where two hosts live, clients may still know the old one.
    const life = machine.lives.length > 1 ? chance.pick(machine.lives) : machine.leader
    if (life?.host === undefined || !machine.step(life)) return
    const { facts } = life.store.disk
    const arrived = facts.length
    request.ask(life.host).then(
      (answer) => {
        if (!machine.step(life)) return
        request.leaves?.(answer, { arrived, facts: facts.length, at: life.clock!.now() })
        this.pass(() => hear({ answer }))
      },
      (error: unknown) => {
        // Of all else the client only notices that the connection is gone.
        if (machine.step(life) && error instanceof BadInput) this.pass(() => hear({ refusal: error }))
      },
    )
  }

  /** One message's way. */
  private pass(arrive: () => void): void {
    const { agenda, chance, plan, isFair, count } = this
    const soon = (): number => chance.between(0.01, 1)
    if (isFair) {
      agenda.after(soon(), arrive)
      return
    }
    if (chance.is(plan.lost)) {
      count.lost++
      return
    }
    const isDoubled = chance.is(plan.doubled)
    if (isDoubled) count.doubled++
    for (let copies = isDoubled ? 2 : 1; copies > 0; copies--) {
      const isLate = chance.is(plan.late)
      if (isLate) count.late++
      agenda.after(isLate ? chance.between(1, plan.latestSeconds) : soon(), arrive)
    }
  }
}
