/** Quantities as a grid file writes them. */

/** `4 days`, `36 h`, `90 s`: in the largest unit that says it exactly. */
export function writtenDuration(seconds: number): string {
  if (seconds === 86_400) return '1 day'
  for (const [unit, size] of [
    ['days', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const) {
    if (seconds > 0 && seconds % size === 0) return `${seconds / size} ${unit}`
  }
  return `${seconds} s`
}

/** `11.24 PB`, `820 TB`: to four digits. */
export function writtenTerabytes(terabytes: number): string {
  const isLarge = terabytes >= 1000
  return `${Number((isLarge ? terabytes / 1000 : terabytes).toPrecision(4))} ${isLarge ? 'PB' : 'TB'}`
}

/** `12.5 GB/s`: to three digits. */
export function writtenGBps(gigabytes: number): string {
  return `${Number(gigabytes.toPrecision(3))} GB/s`
}
