import type { Core } from '../../brokerage/core.js'
import type { Orders } from '../../brokerage/ports.js'
import { Host } from '../../live/host.js'
import type { Message } from '../../live/messages.js'
import { NONE, type PandaId } from '../../model/units.js'

/** A report, and the job that was its answer; NONE: none was. */
export interface Told {
  readonly message: Message
  readonly given: PandaId
}

/** A host in memory that takes down what it is told, and what it answers. */
export class RecordingHost extends Host {
  readonly told: Told[] = []
  /** Orders, in words, in the order in which they went out. */
  readonly ordered: string[] = []

  constructor(build: (orders: Orders) => Core, world: Orders) {
    const note = (words: string): void => void this.ordered.push(words)
    super(build, {
      transfer: (now, transfer) => {
        note(`transfer ${this.core.state.transfers.number[transfer]}`)
        world.transfer(now, transfer)
      },
      requestPilots: (now, face, pilots) => {
        const { cores, queue } = this.core.state.grid.faces[face]
        note(`${pilots} pilots of ${cores} for ${queue.name}`)
        world.requestPilots(now, face, pilots)
      },
    })
  }

  protected override pass(message: Message): number {
    const answer = super.pass(message)
    const isJob = message.report === 'pilotAsks' && answer !== NONE
    // Worlds use one object for all requests of pilots.
    this.told.push({ message: structuredClone(message), given: isJob ? this.core.state.jobs.id(answer) : NONE })
    return answer
  }
}
