const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** Shown for what has no value, such as the mean wait where no job started. */
const nothing = '–'

const units: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
]

/** Seconds in the two largest units that matter: `2 h 14 min`, `35 s`, `0.4 s`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return nothing
  if (seconds < 0) return `-${formatSeconds(-seconds)}`
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`
  // Rounded to the smaller of the two units first, so that 59 min 59.9 s becomes 1 h and not 59 min 60 s.
  const rounded = units.findIndex(
    ([, size], index) => Math.round(seconds / stepBelow(index)) * stepBelow(index) >= size,
  )
  const [name, size] = units[rounded]
  const steps = Math.round(seconds / stepBelow(rounded)) * stepBelow(rounded)
  const whole = Math.floor(steps / size)
  const rest = Math.round((steps - whole * size) / stepBelow(rounded))
  return rest > 0
    ? `${counts.format(whole)} ${name} ${rest} ${units[rounded + 1][0]}`
    : `${counts.format(whole)} ${name}`
}

/** The unit one below, in seconds; the second is its own. */
function stepBelow(index: number): number {
  return units[Math.min(index + 1, units.length - 1)][1]
}

/** A range of seconds in one unit, to three significant digits: `2.23–2.34 h`. */
export function formatSecondsRange(low: number, high: number): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return nothing
  const [name, size] = units.find(([, seconds]) => high >= 2 * seconds) ?? units[units.length - 1]
  const top = high / size
  // Both ends with as many decimals as the upper one needs, so that `2` and `2.22` are seen to be equally exact.
  const decimals = top >= 99.95 ? 0 : top >= 9.995 ? 1 : 2
  return `${formatRange(low / size, top, (value) => value.toFixed(decimals))} ${name}`
}

/** `low–high`, or one value where both read the same; a unit that both share is said once. */
export function formatRange(low: number, high: number, format: (value: number) => string): string {
  const [from, to] = [format(low), format(high)]
  if (from === to) return to
  const unit = / \D+$/.exec(to)?.[0]
  return `${unit && from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`
}

/** A plain number to three significant digits: `1.27`, `34.5`, `1,204`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return nothing
  return Math.abs(value) >= 99.95 ? counts.format(value) : String(Number(value.toPrecision(3)))
}

/** A count with thousands apart: `146,046`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? counts.format(count) : nothing
}

/** A fraction of one as a percentage with one decimal: `91.3 %`. */
export function formatFraction(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : nothing
}

/** Bytes in decimal units: `1.2 TB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return nothing
  const names = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
  let power = 0
  let value = bytes
  // 999.95 would be written 1000.0, so it belongs to the next unit.
  while (Math.abs(value) >= 999.95 && power < names.length - 1) {
    value /= 1_000
    power += 1
  }
  return power === 0 ? `${formatCount(value)} B` : `${value.toFixed(1)} ${names[power]}`
}

/** So many of something: `1 job`, `1,204 jobs`. */
export function counted(number: number, thing: string): string {
  return `${formatCount(number)} ${thing}${number === 1 ? '' : 's'}`
}

/** The beginning of a sentence on waiting jobs: `1 job waits`, `3 jobs wait`. */
export function jobsWait(jobs: number): string {
  return `${counted(jobs, 'job')} wait${jobs === 1 ? 's' : ''}`
}
