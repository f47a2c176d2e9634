/** How far two samples lie apart. */
export interface Distances {
  /** Largest gap between their cumulative distributions, 0 to 1 (Kolmogorov–Smirnov). */
  kolmogorovSmirnov: number
  /** Area between them, in the unit of the values: how far each value has to move on average (1-Wasserstein). */
  wasserstein: number
}

/** Distances for validation (targets.md §7): both are 0 for samples that are distributed alike, NaN for an empty one. */
export function distances(ones: readonly number[], others: readonly number[]): Distances {
  if (ones.length === 0 || others.length === 0) return { kolmogorovSmirnov: NaN, wasserstein: NaN }
  const left = Float64Array.from(ones).sort()
  const right = Float64Array.from(others).sort()
  let [i, j, kolmogorovSmirnov, wasserstein] = [0, 0, 0, 0]
  let at = Math.min(left[0], right[0])
  while (i < left.length || j < right.length) {
    const next = Math.min(left[i] ?? Infinity, right[j] ?? Infinity)
    const gap = Math.abs(i / left.length - j / right.length)
    kolmogorovSmirnov = Math.max(kolmogorovSmirnov, gap)
    wasserstein += gap * (next - at)
    at = next
    while (left[i] === at) i++
    while (right[j] === at) j++
  }
  return { kolmogorovSmirnov, wasserstein }
}
