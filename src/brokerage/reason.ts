/** Why a step refuses a pseudo-queue: what was found, what is allowed, and what would have to change. */
export interface Reason {
  /** The word operators know (targets.md §10), where it is another than the step's name. */
  readonly tag?: string
  /** In words, with the numbers. */
  readonly text: string
  /** The smallest change that would let the queue pass, as the end of a sentence that begins with "it would pass if". */
  readonly change: string
  /** Where the step compares two numbers: what was found, what it is held against, and what both are counted in. */
  readonly observed?: number
  readonly limit?: number
  readonly unit?: string
  /** How the number found must lie to the limit. */
  readonly wants?: 'at most' | 'at least' | 'below'
  /** True when it holds for as long as work and queue are what they are, though the step looks at more than these. */
  readonly isForGood?: true
}

/** The reason on one line: after the tag, where it has one of its own. */
export function wordsOf({ tag, text }: Reason): string {
  return tag === undefined ? text : `${tag}: ${text}`
}

/** How far what was found lies from what is allowed, as the logarithm of their ratio; 0 where a reason names no two numbers. */
export function marginOf({
  observed = 0,
  limit = 0,
}: {
  observed?: number | undefined
  limit?: number | undefined
}): number {
  return observed > 0 && limit > 0 ? Math.abs(Math.log(observed / limit)) : 0
}
