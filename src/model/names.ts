/** Gives each different name a small number, in order of first sight: names are compared once, at the door. */
export class Names {
  private readonly numbers = new Map<string, number>()
  private readonly texts: string[] = []

  /** The number of a name, new or known. */
  numberOf(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) {
      number = this.texts.length
      this.numbers.set(name, number)
      this.texts.push(name)
    }
    return number
  }

  /** The number of a name that was seen before; undefined otherwise. */
  find(name: string): number | undefined {
    return this.numbers.get(name)
  }

  /** The name behind a number. */
  nameOf(number: number): string {
    return this.texts[number]
  }

  get size(): number {
    return this.texts.length
  }

  /** All names, by number. */
  all(): readonly string[] {
    return this.texts
  }
}
