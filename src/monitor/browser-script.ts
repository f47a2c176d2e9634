import { readFileSync } from 'node:fs'

let read: string | undefined

/** The script that the pages run, compiled from `browser/monitor.ts`. */
export function browserScript(): string {
  return (read ??= readFileSync(new URL('./browser/monitor.js', import.meta.url), 'utf8'))
}
