import { printable } from '../table.js'

/** Writes an answer: as one JSON object, or as text for people. */
export function writeAnswer(answer: unknown, json: boolean | undefined, text: () => string): void {
  process.stdout.write(json === true ? `${JSON.stringify(answer, null, 2)}\n` : `${text()}\n`)
}

/** A moment as the API tells it, in local time to the second: `2026-03-01 12:00:05`; `–` for none. */
export function localTime(moment: string | null): string {
  if (moment === null) return '–'
  const at = new Date(moment)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** Seconds from a moment that the API told until now, or until another one. */
export function secondsSince(moment: string | null, until = Date.now()): number {
  return moment === null ? NaN : Math.max(0, (until - Date.parse(moment)) / 1000)
}

/** A command line as it would be typed, safe for a terminal. */
export function commandWords(command: readonly unknown[]): string {
  return command
    .map((word) => printable(String(word)))
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
