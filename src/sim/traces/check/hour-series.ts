/** Hours that are kept: 22 years. What lies later, a wrong date above all, is not in the series. */
const mostHours = 200_000

/** One number for each hour after the first submission. */
export class HourSeries {
  #values = new Float64Array(1024)
  /** Hours up to the last that got a value. */
  length = 0

  add(hour: number, value: number): void {
    if (hour < 0 || hour >= mostHours) return
    if (hour >= this.#values.length) this.#grow(hour)
    this.#values[hour] += value
    if (hour >= this.length) this.length = hour + 1
  }

  at(hour: number): number {
    return hour < this.length ? this.#values[hour] : 0
  }

  /** Sums over spans of so many hours, from the first on. */
  sums(hoursEach: number, hours = this.length): number[] {
    const sums = new Array<number>(Math.ceil(hours / hoursEach)).fill(0)
    for (let hour = 0; hour < hours; hour++) sums[Math.floor(hour / hoursEach)] += this.at(hour)
    return sums
  }

  #grow(hour: number): void {
    const wider = new Float64Array(Math.min(mostHours, Math.max(2 * this.#values.length, hour + 1)))
    wider.set(this.#values)
    this.#values = wider
  }
}
