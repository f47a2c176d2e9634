/** Sizes of sites, all multiplied by one factor. */
export interface ScaledSizes {
  readonly factor: number
  /** Whole cores, in the order of the sites; none below its least. */
  readonly cores: readonly number[]
}

/**
 * Multiplies the sizes of sites by the one factor that brings their sum as near to what is wanted as their least sizes
 * allow.
 * @param weights what a core of each site counts in the sum
 */
export function sizesFor(
  sizes: readonly number[],
  least: readonly number[],
  weights: readonly number[],
  wanted: number,
): ScaledSizes {
  const scaled = (factor: number): number[] => sizes.map((size, i) => Math.max(least[i], Math.round(size * factor)))
  const reached = (factor: number): number => weighted(scaled(factor), weights)
  let low = 0
  let high = Math.max(1, (2 * wanted) / Math.max(1, weighted(sizes, weights)))
  while (reached(high) < wanted) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (reached(middle) < wanted) low = middle
    else high = middle
  }
  return { factor: high, cores: scaled(high) }
}

/** The sum of sizes, a core of each site counted with its weight. */
export function weighted(sizes: readonly number[], weights: readonly number[]): number {
  return sizes.reduce((total, size, i) => total + size * weights[i], 0)
}
