import { LaterTeller } from './external.js'
import type { PilotNews, PilotOrder, PilotSource } from './pilot-source.js'

/** Tells what it would start, and starts nothing: for a server that follows another one's production. */
export class DryRunPilots implements PilotSource {
  readonly name = 'dry-run'
  private readonly teller = new LaterTeller()
  /** Orders run up, and come again after a restart only, in their order: what is not above the last one was told before. */
  private last = -Infinity

  constructor(private readonly tell: (words: string) => void) {}

  begin(news: PilotNews): Promise<void> {
    this.teller.begin(news)
    return Promise.resolve()
  }

  request({ id, queue, cores, pilots }: PilotOrder): void {
    if (id > this.last) {
      this.last = id
      const [what, size] = [pilots === 1 ? 'pilot' : 'pilots', cores === 1 ? '1 core' : `${cores} cores`]
      this.tell(`would start ${pilots} ${what} of ${size} for ${queue} (order ${id})`)
    }
    this.teller.submitted(id)
  }

  asked(): void {
    // Nobody was started here.
  }

  end(): Promise<void> {
    this.teller.end()
    return Promise.resolve()
  }
}
