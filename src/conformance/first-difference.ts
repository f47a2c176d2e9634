import type { RecordedCase } from './family.js'

/** How far fractions may lie apart, as a part of the larger one: results of a few operations in double precision. */
const RELATIVE_TOLERANCE = 1e-9

/**
 * The first place at which an answer departs from the recorded one, in words that name the path to it; undefined when
 * there is none. Lists are compared in order, maps by key; a field that is undefined counts as absent. Integers must be equal,
 * fractions agree to a relative 1e-9.
 */
export function firstDifference(found: unknown, expected: unknown, path = ''): string | undefined {
  if (typeof found === 'number' && typeof expected === 'number') {
    return numbersAgree(found, expected) ? undefined : told(found, expected, path)
  }
  if (Array.isArray(found) && Array.isArray(expected)) return listDifference(found, expected, path)
  if (isMap(found) && isMap(expected)) return mapDifference(found, expected, path)
  return found === expected ? undefined : told(found, expected, path)
}

/**
 * The first difference from the recorded answer, where the case may know another value of `field` that is as right.
 * Told is the difference from the first answer.
 */
export function firstDifferenceOrTie(found: unknown, recorded: RecordedCase, field: string): string | undefined {
  const difference = firstDifference(found, recorded.out)
  if (difference === undefined || recorded.tie === undefined) return difference
  const other = { ...(recorded.out as object), [field]: recorded.tie }
  return firstDifference(found, other) === undefined ? undefined : difference
}

function numbersAgree(found: number, expected: number): boolean {
  if (found === expected) return true
  if (!Number.isFinite(found) || !Number.isFinite(expected)) return false
  if (Number.isSafeInteger(found) && Number.isSafeInteger(expected)) return false
  return Math.abs(found - expected) <= RELATIVE_TOLERANCE * Math.max(Math.abs(found), Math.abs(expected))
}

function listDifference(found: readonly unknown[], expected: readonly unknown[], path: string): string | undefined {
  for (let index = 0; index < Math.min(found.length, expected.length); index++) {
    const difference = firstDifference(found[index], expected[index], `${path}[${index}]`)
    if (difference !== undefined) return difference
  }
  if (found.length === expected.length) return undefined
  const index = Math.min(found.length, expected.length)
  return told(found[index], expected[index], `${path}[${index}]`)
}

function mapDifference(
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>>,
  path: string,
): string | undefined {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = firstDifference(found[key], expected[key], path === '' ? key : `${path}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function told(found: unknown, expected: unknown, path: string): string {
  return `${path === '' ? 'the answer' : path}: found ${shown(found)}, expected ${shown(expected)}`
}

/** A value as JSON, cut when long; numbers that JSON has no words for are named. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
