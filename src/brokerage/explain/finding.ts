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
