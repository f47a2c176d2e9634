import { formatBytes, formatCount, formatFraction, formatNumber, formatSeconds } from '../../model/format.js'
import { bytesForm, durationForm, parseBytes, parseDuration } from '../quantities.js'

/** What a measure is counted in. */
export type Unit = 'seconds' | 'bytes' | 'fraction' | 'number'

const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/

/** How bounds of each unit are written. */
export const boundForms: Readonly<Record<Unit, string>> = {
  seconds: durationForm,
  bytes: bytesForm,
  fraction: 'a part such as "8 %" or 0.08',
  number: 'a number from 0',
}

/** A bound as written, with its unit; undefined when it is none of this unit. */
export function parseBound(unit: Unit, given: string | number): number | undefined {
  if (typeof given === 'number') return (unit === 'fraction' || unit === 'number') && given >= 0 ? given : undefined
  if (unit === 'seconds') return parseDuration(given)
  if (unit === 'bytes') return parseBytes(given)
  const found = unit === 'fraction' ? percent.exec(given) : null
  return found === null ? undefined : Number(found[1]) / 100
}

/** A value for people. */
export function formatMeasured(unit: Unit, value: number): string {
  switch (unit) {
    case 'seconds':
      return formatSeconds(value)
    case 'bytes':
      return formatBytes(value)
    case 'fraction':
      // What is small or nearly everything is told apart from nothing and all.
      return value > 0 && value < 0.001 ? `${formatNumber(value * 100)} %` : formatFraction(value)
    case 'number':
      return value >= 1000 ? formatCount(value) : formatNumber(value)
  }
}
