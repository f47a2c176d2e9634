import type { PilotNews, PilotOrder, PilotSource } from './pilot-source.js'

/** Pilots come by themselves, started by a batch system or another factory: orders are taken and nothing is done. */
export class ExternalPilots implements PilotSource {
  readonly name = 'external'
  private readonly teller = new LaterTeller()

  begin(news: PilotNews): Promise<void> {
    this.teller.begin(news)
    return Promise.resolve()
  }

  request({ id }: PilotOrder): void {
    this.teller.submitted(id)
  }

  asked(): void {
    // Whoever asks was not started here.
  }

  end(): Promise<void> {
    this.teller.end()
    return Promise.resolve()
  }
}

/** Tells that orders are carried out, never in the middle of the order itself, and nothing after the end. */
export class LaterTeller {
  private news: PilotNews | undefined

  begin(news: PilotNews): void {
    this.news = news
  }

  submitted(order: number): void {
    setImmediate(() => this.news?.submitted(order))
  }

  end(): void {
    this.news = undefined
  }
}
