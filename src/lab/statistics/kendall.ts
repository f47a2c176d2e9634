/**
 * How far two orders of the same things agree: Kendall's τ-b (Biometrika 33, 1945), 1 for the same order, −1 for the reverse;
 * ties take part in neither. NaN when one of them has no order at all.
 */
export function kendallTau(ones: readonly number[], others: readonly number[]): number {
  let agreement = 0
  let inOnes = 0
  let inOthers = 0
  for (let i = 0; i < ones.length; i++) {
    for (let j = 0; j < i; j++) {
      const one = Math.sign(ones[i] - ones[j])
      const other = Math.sign(others[i] - others[j])
      agreement += one * other
      inOnes += Math.abs(one)
      inOthers += Math.abs(other)
    }
  }
  return agreement / Math.sqrt(inOnes * inOthers)
}
