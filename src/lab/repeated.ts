/** The first of some values that equals one before it; undefined where all differ. */
export function repeated<T>(values: readonly T[]): T | undefined {
  const met = new Set<T>()
  return values.find((value) => met.size === met.add(value).size)
}
