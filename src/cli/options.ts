import { InvalidArgumentError } from 'commander'

/** Parses a whole number from 1 for an option. */
export function positiveWhole(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Allowed: a whole number from 1.')
  return value
}

/** Parses a number above 0 for an option. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('Allowed: a number above 0.')
  return value
}

/** Parses a list with commas. */
export function commaList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.some((part) => part === '')) throw new InvalidArgumentError('Allowed: names with commas between them.')
  return parts
}

/** Width of the terminal, or of a page where there is none. */
export function terminalWidth(): number {
  return process.stdout.columns ?? 120
}

/** Checks a day such as `2024-12-10` for an option. */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Allowed: a day such as 2024-12-10.')
  return text
}
