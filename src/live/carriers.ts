import type { Core } from '../brokerage/core.js'
import type { DataMover, MovedFile } from './data-mover/data-mover.js'
import type { OrderCarrier } from './host-parts.js'
import type { LiveHost } from './live-host.js'
import type { OrderedTransfer } from './ordered-transfer.js'
import { BadInput } from '../model/bad-input.js'
import { NONE } from '../model/units.js'
import type { PilotOrder, PilotSource } from './pilot-source/pilot-source.js'

/** Told what goes wrong on the way. */
type Complain = (words: string) => void

/**
 * Hands the host's orders to a pilot source and a data mover, and their answers to the host. Orders that come before these have
 * begun wait for them.
 */
export class Carriers implements OrderCarrier {
  private source: PilotSource | undefined
  private begun: { readonly host: LiveHost; readonly source: PilotSource } | undefined
  private readonly early: (() => void)[] = []

  constructor(
    private readonly mover: DataMover,
    private readonly complain: Complain,
  ) {}

  /** Begins to carry out orders, those that waited first. */
  async begin(host: LiveHost, source: PilotSource): Promise<void> {
    this.source = source
    await source.begin({
      submitted: (order) => host.pilotsSubmitted(order),
      lost: async (key, queue, cores, pilots) => {
        try {
          await host.report({ report: 'pilotsLost', queue, cores, pilots }, { key })
        } catch (error) {
          // A host that stops hears of it when it comes back; one whose grid has changed never will.
          if (!(error instanceof BadInput)) throw error
          this.complain(`${pilots} lost pilots of ${queue} could not be told: ${error.message}`)
        }
      },
      surplus: (queue, cores) => host.ask((core) => surplusOf(core, queue, cores)),
    })
    await this.mover.begin((number, arrived, reason) => {
      if (!arrived) this.complain(`transfer ${number} did not get through: ${reason}`)
      this.endTransfer(host, number, arrived)
    })
    this.begun = { host, source }
    for (const carryOut of this.early.splice(0)) carryOut()
  }

  pilots(order: PilotOrder): void {
    if (this.begun === undefined) this.early.push(() => this.pilots(order))
    else this.begun.source.request(order)
  }

  transfer(order: OrderedTransfer): void {
    if (this.begun === undefined) this.early.push(() => this.transfer(order))
    else void this.move(order, this.begun.host)
  }

  asked(worker: string): void {
    if (this.begun === undefined) this.early.push(() => this.asked(worker))
    else this.begun.source.asked(worker)
  }

  async end(): Promise<void> {
    await this.source?.end()
    await this.mover.end()
  }

  private async move(order: OrderedTransfer, host: LiveHost): Promise<void> {
    const { task, ordinal, kind, number } = order
    try {
      const [common, own] = await host.store.specs([
        { task, ordinal: NONE },
        { task, ordinal },
      ])
      this.mover.move({ ...order, files: filesOf(kind, common, own) })
    } catch (error) {
      this.complain(`transfer ${number}: its files could not be read: ${String(error)}`)
      this.endTransfer(host, number, false)
    }
  }

  private endTransfer(host: LiveHost, number: number, arrived: boolean): void {
    host
      .report({ report: 'transferEnded', number, arrived })
      .catch((error: unknown) => this.complain(`the end of transfer ${number} could not be told: ${String(error)}`))
  }
}

/** 0 where the grid has no such pseudo-queue any more. */
function surplusOf(core: Core, queue: string, cores: number): number {
  const face = core.state.grid.queue(queue)?.faces.find((one) => one.cores === cores)
  return face === undefined ? 0 : core.surplusPilots(face.index)
}

/** Files that a job reads or writes, by its specification: its own fields replace those that its task's jobs have in common. */
function filesOf(kind: 'input' | 'output', common: string | undefined, own: string | undefined): MovedFile[] {
  const parts = [common, own].map((body) => (body === undefined ? {} : (JSON.parse(body) as object)))
  const { inputs, outputs } = Object.assign({}, ...parts) as { inputs?: MovedFile[]; outputs?: MovedFile[] }
  return (kind === 'input' ? inputs : outputs) ?? []
}
