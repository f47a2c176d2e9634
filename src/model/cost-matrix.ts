/** Site-to-site network costs as brokerage and the data service see them: the rate of one transfer, bytes per second. */
export class CostMatrix {
  private readonly rates: Float64Array

  /** @param rate bytes per second of one transfer between two different sites */
  constructor(
    readonly sites: number,
    rate: (from: number, to: number) => number,
  ) {
    this.rates = new Float64Array(sites * sites)
    for (let from = 0; from < sites; from++) {
      for (let to = 0; to < sites; to++) this.rates[from * sites + to] = from === to ? Infinity : rate(from, to)
    }
  }

  /** Bytes per second; Infinity within a site. */
  rate(from: number, to: number): number {
    return this.rates[from * this.sites + to]
  }
}
