import type { Bytes, Seconds } from '../model/units.js'

const secondsIn: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  min: 60,
  h: 3600,
  day: 86_400,
  days: 86_400,
  week: 604_800,
  weeks: 604_800,
}
const bytesIn: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 }

/** What results write for a day is shorter than what scenario files do. */
const shortDay = /(\d\s*)d\b/g
const partOfTime = /\d+(\.\d+)?\s*[A-Za-z]+/g

/** What a quantity may look like, for messages. */
export const durationForm = `a duration such as "90 s", "5 min", "12 h", "2 days" (${Object.keys(secondsIn).join(', ')})`
export const timeForm = 'a time such as "90 s", "12 h" or "2 d 14 h"'
export const bytesForm = `an amount such as "500 MB", "1.5 GB" (${Object.keys(bytesIn).join(', ')})`
export const rateForm = 'a rate such as "20 MB/s"'
export const fractionForm = 'a part such as "8 %" or 0.08, from 0 to 1'

/** The same as regular expressions, for the schemas that editors use. */
export const durationPattern = patternOf(Object.keys(secondsIn))
export const bytesPattern = patternOf(Object.keys(bytesIn))
export const ratePattern = patternOf(Object.keys(bytesIn), '/s')
export const fractionPattern = patternOf(['%'])

function patternOf(units: readonly string[], end = ''): string {
  return `^\\s*\\d+(\\.\\d+)?(e\\d+)?\\s*(${units.join('|')})${end}\\s*$`
}

/** Seconds of a written duration; undefined when it is none. */
export function parseDuration(text: string): Seconds | undefined {
  return withUnit(text, secondsIn)
}

/**
 * Seconds of a time as people and results write it: a duration, with `d` for days too, or several parts of one such as
 * `2 d 14 h`; undefined when it is none.
 */
export function parseTime(text: string): Seconds | undefined {
  const parts = text.replace(shortDay, '$1days').match(partOfTime)
  if (parts === null || text.replace(partOfTime, '').trim() !== '') return undefined
  const seconds = parts.map(parseDuration)
  return seconds.includes(undefined) ? undefined : seconds.reduce<number>((sum, part) => sum + (part as number), 0)
}

/** Bytes of a written amount; undefined when it is none. */
export function parseBytes(text: string): Bytes | undefined {
  return withUnit(text, bytesIn)
}

/** Bytes per second of a written rate; undefined when it is none. */
export function parseRate(text: string): number | undefined {
  return text.endsWith('/s') ? parseBytes(text.slice(0, -2)) : undefined
}

/** A fraction written as percent or as a plain number from 0 to 1; undefined when it is none. */
export function parseFraction(given: string | number): number | undefined {
  if (typeof given === 'number') return given >= 0 && given <= 1 ? given : undefined
  const percent = withUnit(given, { '%': 0.01 })
  return percent !== undefined && percent <= 1 ? percent : undefined
}

function withUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?(?:e\d+)?)\s*([A-Za-z%]+)\s*$/.exec(text)
  if (match === null || !Object.hasOwn(units, match[2])) return undefined
  return Number(match[1]) * units[match[2]]
}
