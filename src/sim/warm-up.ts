/** Samples that are averaged before the search: smooths noise, as the rule's name says. */
const batch = 5
/** So much is always left at the end: the fewer values are compared, the more easily they are alike by chance. */
const leastLeft = { part: 0.1, batches: 5 }

/**
 * How many samples of a quantity belong to its warm-up, by MSER-5 (White 1997; White, Cobb & Spratt 2000): those whose
 * removal leaves the mean of the rest most certain. All but the last tenth is searched, since a transient that
 * outlasts the first half is seen only by looking beyond it.
 * @returns undefined when the place found is beyond the first half: the run is too short for its warm-up
 */
export function warmUpSamples(values: readonly number[]): number | undefined {
  const means = meansOfBatches(values)
  const count = means.length
  if (count < 4) return undefined
  const half = Math.floor(count / 2)
  const last = Math.max(half, count - Math.max(leastLeft.batches, Math.ceil(leastLeft.part * count)))
  let best = Infinity
  let cut = 0
  // From the end, so that sums of what is left grow by one batch at a time.
  let sum = 0
  let squares = 0
  for (let from = count - 1; from >= 0; from--) {
    sum += means[from]
    squares += means[from] ** 2
    if (from > last) continue
    const left = count - from
    const error = Math.max(0, squares - sum ** 2 / left) / left ** 2
    if (error <= best) [best, cut] = [error, from]
  }
  return cut >= half ? undefined : batch * cut
}

function meansOfBatches(values: readonly number[]): number[] {
  const means: number[] = []
  for (let from = 0; from + batch <= values.length; from += batch) {
    let sum = 0
    for (let i = from; i < from + batch; i++) sum += values[i]
    means.push(sum / batch)
  }
  return means
}
