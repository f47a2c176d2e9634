const marks: readonly (readonly [seconds: number, name: string])[] = [
  [1, '1 s'],
  [10, '10 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 d'],
  [604_800, '7 d'],
  [2_592_000, '30 d'],
]

/** A unit for a length of time, large enough that its numbers stay small. */
export interface TimeUnit {
  name: string
  seconds: number
}

/** The unit in which lengths up to `seconds` are drawn. */
export function timeUnit(seconds: number): TimeUnit {
  if (seconds > 4 * 86_400) return { name: 'days', seconds: 86_400 }
  if (seconds > 2 * 3_600) return { name: 'hours', seconds: 3_600 }
  if (seconds > 120) return { name: 'minutes', seconds: 60 }
  return { name: 'seconds', seconds: 1 }
}

/** An axis for seconds on a logarithmic scale with marks at lengths of time that have a name. */
export function logTimeAxis(low: number, high: number): { values: number[]; labelExpr: string } {
  const shown = marks.filter(([seconds]) => seconds >= low && seconds <= high)
  const names = shown.map(([seconds, name]) => `datum.value === ${seconds} ? '${name}'`)
  return { values: shown.map(([seconds]) => seconds), labelExpr: [...names, "''"].join(' : ') }
}
