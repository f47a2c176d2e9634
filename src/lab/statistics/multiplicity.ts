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

function ascending(ps: readonly number[]): number[] {
  return ps.map((_, index) => index).sort((one, other) => ps[one] - ps[other])
}
