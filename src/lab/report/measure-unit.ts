import { formatFraction, formatSeconds } from '../../model/format.js'
import type { Measure } from '../measures.js'
import { timeUnit } from './time-axis.js'

/** What a measure is counted in on an axis, and how much of the measure that is. */
export interface MeasureUnit {
  name: string
  size: number
}

/** The unit in which values of a measure up to `most` are drawn: times in one that keeps them small, fractions in per cent. */
export function measureUnit({ format }: Measure, most: number): MeasureUnit {
  if (format === formatSeconds) {
    const { name, seconds } = timeUnit(most)
    return { name, size: seconds }
  }
  return format === formatFraction ? { name: 'per cent', size: 0.01 } : { name: '', size: 1 }
}

/** A title for an axis: the measure and its unit, if it has one. */
export function axisTitle(words: string, { name }: MeasureUnit): string {
  return name === '' ? words : `${words}, ${name}`
}

/** An axis whose grid shows where zero is. */
export const zeroLine = {
  gridWidth: { condition: { test: 'datum.value === 0', value: 3 }, value: 1 },
} as const
