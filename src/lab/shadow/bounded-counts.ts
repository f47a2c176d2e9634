/** What names beyond the first few hundred are counted under. */
export const REST = '(others)'
const MOST_NAMES = 500

/** Things by name, of which a feed may name any number: beyond the first few hundred all others share one. */
export class BoundedMap<T> {
  private readonly things = new Map<string, T>()

  constructor(
    private readonly make: () => T,
    private readonly most = MOST_NAMES,
  ) {}

  of(name: string): T {
    const known = this.things.get(name)
    if (known !== undefined) return known
    const kept = this.things.size < this.most ? name : REST
    const thing = this.things.get(kept) ?? this.make()
    this.things.set(kept, thing)
    return thing
  }

  entries(): [name: string, thing: T][] {
    return [...this.things]
  }
}

/** How often which name came. */
export class BoundedCounts {
  total = 0
  private readonly counts = new BoundedMap(() => ({ times: 0 }))

  add(name: string, times = 1): void {
    this.total += times
    this.counts.of(name).times += times
  }

  /** Most often first. */
  sorted(): { readonly name: string; readonly times: number }[] {
    return this.counts
      .entries()
      .map(([name, { times }]) => ({ name, times }))
      .sort((one, other) => other.times - one.times || (one.name < other.name ? -1 : 1))
  }
}
