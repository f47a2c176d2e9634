/** A growing set of whole numbers, most of which follow one another: kept as intervals from low to high. */
export class NumberSet {
  /** @param intervals each with its first and last number, in order, with gaps between them */
  constructor(readonly intervals: [first: number, last: number][] = []) {}

  has(number: number): boolean {
    return this.intervals.some(([first, last]) => first <= number && number <= last)
  }

  add(number: number): void {
    if (this.has(number)) return
    const { intervals } = this
    const at = intervals.findIndex(([first]) => first > number)
    const place = at < 0 ? intervals.length : at
    const [before, after] = [intervals.at(place - 1), intervals.at(place)]
    const joinsBefore = place > 0 && before![1] === number - 1
    const joinsAfter = place < intervals.length && after![0] === number + 1
    if (joinsBefore && joinsAfter) intervals.splice(place - 1, 2, [before![0], after![1]])
    else if (joinsBefore) before![1] = number
    else if (joinsAfter) after![0] = number
    else intervals.splice(place, 0, [number, number])
  }
}
