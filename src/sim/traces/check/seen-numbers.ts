/** Job numbers that are remembered, so that memory stays bounded (64 MB); repeats of later ones go unseen. */
const mostRemembered = 4_000_000

/** Remembers job numbers. Whole ones lie in a hash table of plain numbers: a `Set` of a million costs ten times as much. */
export class SeenNumbers {
  least = Infinity
  greatest = -Infinity
  /** Records whose number is whole and above zero. */
  whole = 0
  readonly #texts = new Set<string>()
  /** Open addressing, at most half full; 0 is an empty place. */
  #table = new Float64Array(1024)
  #remembered = 0

  /** Whether a number, which is remembered from now on, was seen before. */
  add(id: string): boolean {
    const number = Number(id)
    if (!Number.isSafeInteger(number) || number <= 0) return this.#isRepeatedText(id)
    this.whole++
    if (number < this.least) this.least = number
    if (number > this.greatest) this.greatest = number
    const place = placeOf(this.#table, number)
    if (this.#table[place] === number) return true
    if (this.#remembered === mostRemembered) return false
    this.#table[place] = number
    if (++this.#remembered * 2 > this.#table.length) this.#grow()
    return false
  }

  #isRepeatedText(id: string): boolean {
    if (this.#texts.has(id)) return true
    if (this.#texts.size < mostRemembered) this.#texts.add(id)
    return false
  }

  #grow(): void {
    const wider = new Float64Array(2 * this.#table.length)
    for (const number of this.#table) {
      if (number !== 0) wider[placeOf(wider, number)] = number
    }
    this.#table = wider
  }
}

/** Where a number lies in a table, or would lie. */
function placeOf(table: Float64Array, number: number): number {
  const last = table.length - 1
  let place = Math.imul((number % 0x100000000) ^ (number / 0x100000000), 0x9e3779b1) >>> 0
  place = (place ^ (place >>> 15)) & last
  while (table[place] !== 0 && table[place] !== number) place = (place + 1) & last
  return place
}
