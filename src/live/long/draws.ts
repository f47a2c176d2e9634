import seedrandom from 'seedrandom'

/** Chance for long tests: the same seed draws the same, though what the machine makes of it differs. */
export interface Draws {
  /** A number from `least` up to `most`. */
  between(least: number, most: number): number
  /** A whole number from 0 and below `count`. */
  below(count: number): number
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean
}

export function drawsOf(seed: string): Draws {
  const random = seedrandom(seed)
  return {
    between: (least, most) => least + random() * (most - least),
    below: (count) => Math.floor(random() * count),
    percent: (chance) => random() * 100 < chance,
  }
}
