import type { TransferTable } from '../model/transfer-table.js'
import type { Seconds, TransferRow } from '../model/units.js'

/** When transfers have taken too long. All may take equally long, so that they are too late in the order of their beginning. */
export class TransferDeadlines {
  private readonly rows: TransferRow[] = []
  private readonly numbers: number[] = []
  private readonly times: Seconds[] = []
  private first = 0

  constructor(
    private readonly transfers: TransferTable,
    private readonly timeoutSeconds: Seconds,
  ) {}

  add(now: Seconds, transfer: TransferRow): void {
    if (this.timeoutSeconds === Infinity) return
    this.rows.push(transfer)
    this.numbers.push(this.transfers.number[transfer])
    this.times.push(now + this.timeoutSeconds)
  }

  /** The next deadline of a transfer that is still under way; Infinity when there is none. */
  next(): Seconds {
    while (this.first < this.rows.length && !this.isUnderWay(this.first)) this.first++
    if (this.first > 4096 && this.first * 2 > this.rows.length) this.forget()
    return this.first < this.rows.length ? this.times[this.first] : Infinity
  }

  /** Takes the transfer whose deadline is next. */
  take(): TransferRow {
    return this.rows[this.first++]
  }

  private isUnderWay(at: number): boolean {
    return this.transfers.holds(this.rows[at], this.numbers[at])
  }

  private forget(): void {
    this.rows.splice(0, this.first)
    this.numbers.splice(0, this.first)
    this.times.splice(0, this.first)
    this.first = 0
  }
}
