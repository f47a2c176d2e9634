import { sampleVariance } from 'simple-statistics'

/**
 * var(A − B) / (var A + var B): what pairing by seed saved. 1: nothing, as if the runs had nothing in common; 0.1: as many
 * seeds tell as much as ten times more would unpaired (Law, Simulation Modeling and Analysis, 2015, §11.2). NaN for fewer than two
 * pairs, or when nothing varies.
 */
export function varianceRatio(ones: readonly number[], others: readonly number[]): number {
  if (ones.length < 2) return NaN
  const apart = sampleVariance([...ones]) + sampleVariance([...others])
  return apart > 0 ? sampleVariance(ones.map((one, index) => one - others[index])) / apart : NaN
}
