const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** A row of bars, the highest value as a full one; a blank where there is nothing. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values)
  return values
    .map((value) => (value > 0 ? bars[Math.min(bars.length - 1, Math.floor((value / most) * bars.length))] : ' '))
    .join('')
}
