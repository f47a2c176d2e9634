/**
 * At most `most` values, each the mean of its stretch: a line of a thousand pixels shows no more.
 * Stretches differ by one in length at most, so columns of one length stay together.
 */
export function downsample(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values]
  return Array.from({ length: most }, (_, index) => {
    const from = Math.floor((index * values.length) / most)
    const to = Math.floor(((index + 1) * values.length) / most)
    let sum = 0
    for (let place = from; place < to; place++) sum += values[place]
    return sum / (to - from)
  })
}

/** At most `most` points of a curve, the first and the last among them. */
export function thin<Point>(points: readonly Point[], most: number): Point[] {
  if (points.length <= most) return [...points]
  return Array.from({ length: most }, (_, index) => points[Math.round((index * (points.length - 1)) / (most - 1))])
}
