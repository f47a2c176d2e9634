import { formatCount } from '../../model/format.js'

/** One thing that was found, in words and, where there is one, in numbers. */
export interface Finding {
  readonly text: string
  readonly observed?: number
  readonly limit?: number
  readonly unit?: string
}

/** Why something waits: what was found, and the smallest change after which it would wait no longer. */
export interface WaitReason {
  readonly findings: readonly Finding[]
  readonly change: string | undefined
}

/** So many of something: `1 job`, `1,204 jobs`. */
export function counted(number: number, thing: string): string {
  return `${formatCount(number)} ${thing}${number === 1 ? '' : 's'}`
}
