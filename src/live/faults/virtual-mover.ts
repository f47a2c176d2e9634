import type { Agenda } from './agenda.js'
import type { Chance } from './chance.js'
import type { FaultPlan } from './fault-plan.js'
import type { HostLife } from './host-life.js'
import type { HostMachine } from './host-machine.js'

/** Moves data in the process of the host, and dies with it: what was under way is ordered again afterwards. */
export class VirtualMover {
  private isFair = false
  private readonly forgotten: (() => void)[] = []

  constructor(
    private readonly agenda: Agenda,
    private readonly chance: Chance,
    private readonly plan: FaultPlan,
    private readonly machine: HostMachine,
  ) {}

  /** From now on no transfer is forgotten, not even those that were. */
  beFair(): void {
    this.isFair = true
    for (const tell of this.forgotten.splice(0)) tell()
  }

  move(life: HostLife, number: number): void {
    const { agenda, chance, plan, machine } = this
    if (!machine.step(life)) return
    life.transfers.add(number)
    const arrived = !chance.is(plan.transfersFail)
    const isForgotten = !this.isFair && chance.is(plan.transfersForgotten)
    const tellLater = (): void => void agenda.after(chance.between(5, 150), () => this.tell(life, number, arrived))
    if (isForgotten) this.forgotten.push(tellLater)
    else tellLater()
    if (!isForgotten && chance.is(plan.doubled)) tellLater()
  }

  private tell(life: HostLife, number: number, arrived: boolean): void {
    const held = this.machine.heldUntil - this.agenda.now
    if (held > 0) {
      this.agenda.after(held, () => this.tell(life, number, arrived))
      return
    }
    if (!this.machine.step(life) || life.host === undefined) return
    // A host that has stopped says so: the next one orders the transfer again.
    life.host.report({ report: 'transferEnded', number, arrived }).catch(() => undefined)
  }
}
