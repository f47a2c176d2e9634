/**
 * p values adjusted for being several, so that the chance of even one false claim among them stays below the level
 * (Holm, Scandinavian Journal of Statistics 6, 1979). In the order given.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length)
  let highest = 0
  for (const [place, index] of ascending(ps).entries()) {
    highest = Math.max(highest, Math.min(1, (ps.length - place) * ps[index]))
    adjusted[index] = highest
  }
  return adjusted
}

/**
 * p values adjusted so that of what is found below the level at most that share is false (Benjamini & Hochberg, Journal
 * of the Royal Statistical Society B 57, 1995). For exploring; in the order given.
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length)
  let lowest = 1
  for (const [place, index] of [...ascending(ps).entries()].reverse()) {
    lowest = Math.min(lowest, (ps.length / (place + 1)) * ps[index])
    adjusted[index] = lowest
  }
  return adjusted
}

/** A claim known by whether its test comes out at a level; what does at one does at any higher one. */
export type LevelTest = (level: number) => boolean

/** Which claims hold when the chance of even one false claim among them is to stay below the level: Holm without p values. */
export function holmClaims(tests: readonly LevelTest[], level: number): boolean[] {
  const held = tests.map(() => false)
  for (let left = tests.length, before = Infinity; left > 0 && left < before;) {
    before = left
    const strict = level / left
    for (const [index, test] of tests.entries()) held[index] ||= test(strict)
    left = held.filter((one) => !one).length
  }
  return held
}

/** Which claims hold when at most that share of them is to be false: Benjamini and Hochberg without p values. */
export function benjaminiHochbergClaims(tests: readonly LevelTest[], level: number): boolean[] {
  let held = tests.map(() => true)
  for (let count = tests.length; count > 0;) {
    const strict = (level * count) / tests.length
    held = tests.map((test) => test(strict))
    const now = held.filter((one) => one).length
    if (now >= count) break
    count = now
  }
  return held
}

function ascending(ps: readonly number[]): number[] {
  return ps.map((_, index) => index).sort((one, other) => ps[one] - ps[other])
}
