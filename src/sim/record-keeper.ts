import type { Fact, FactListener } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { Seconds } from '../model/units.js'
import { AttemptKeeper } from './attempt-keeper.js'
import type { RunRecords } from './run-result.js'
import { TransferKeeper } from './transfer-keeper.js'

/** Keeps rows of all that a run does, from its facts, and passes them on to another listener. */
export class RecordKeeper implements FactListener {
  private readonly attempts: AttemptKeeper
  private readonly transfers: TransferKeeper

  constructor(
    state: State,
    private readonly next: FactListener,
  ) {
    this.attempts = new AttemptKeeper(state)
    this.transfers = new TransferKeeper(state)
  }

  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    this.attempts.hear(kind, at, subject, a, b, c, d, row)
    this.transfers.hear(kind, at, subject, a, b, c, d, row)
    this.next.hear(kind, at, subject, a, b, c, d, row)
  }

  /** What has been kept so far. */
  records(): RunRecords {
    return { attempts: this.attempts.records(), transfers: this.transfers.records() }
  }
}
