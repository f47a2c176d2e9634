import { Fact } from '../model/journal.js'
import type { State } from '../model/state.js'
import type { Seconds, TransferRow } from '../model/units.js'
import { RecordColumns } from './record-columns.js'
import type { TransferRecords } from './run-result.js'

const layout = {
  number: Float64Array,
  pandaId: Float64Array,
  kind: Uint8Array,
  attempt: Int32Array,
  from: Int32Array,
  to: Int32Array,
  bytes: Float64Array,
  orderedSeconds: Float64Array,
  endedSeconds: Float64Array,
  arrived: Uint8Array,
}

/** Keeps a row for each transfer from its order on. Transfers are numbered from 1, so a row is a number less 1. */
export class TransferKeeper {
  private readonly rows = new RecordColumns(layout)
  private length = 0

  constructor(private readonly state: State) {}

  /** Takes in a fact, as `FactListener.hear`. */
  hear(kind: Fact, at: Seconds, subject: number, a: number, b: number, c: number, d: number, row: number): void {
    if (kind === Fact.transferOrdered) this.ordered(at, subject, row)
    else if (kind === Fact.transferEnded) this.ended(at, d, row)
  }

  /** What has been kept so far. */
  records(): TransferRecords {
    return {
      ...this.rows.cut(this.length),
      length: this.length,
      kindNames: ['input', 'output'],
      siteNames: this.state.grid.sites.map(({ name }) => name),
    }
  }

  private ordered(at: Seconds, pandaId: number, row: TransferRow): void {
    const { transfers } = this.state
    const number = (this.length = transfers.number[row])
    this.rows.reach(number)
    const { columns } = this.rows
    const i = number - 1
    columns.number[i] = number
    columns.pandaId[i] = pandaId
    columns.kind[i] = transfers.kind[row]
    columns.attempt[i] = transfers.tries[row] + 1
    columns.from[i] = transfers.from[row]
    columns.to[i] = transfers.to[row]
    columns.bytes[i] = transfers.bytes[row]
    columns.orderedSeconds[i] = at
    columns.endedSeconds[i] = NaN
  }

  private ended(at: Seconds, arrived: number, row: TransferRow): void {
    const i = this.state.transfers.number[row] - 1
    this.rows.columns.endedSeconds[i] = at
    this.rows.columns.arrived[i] = arrived
  }
}
