/** What the policy did with the bunches that it placed. */
export interface PolicyTold {
  readonly policy: string
  /** Where the counts come from, in words: of which jobs, at which time. */
  readonly basis: string
  readonly bunches: number
  /** In the order in which they judge. */
  readonly steps: readonly {
    readonly step: string
    /** Queues that came to it, and that it refused, over all bunches. */
    readonly judged: number
    readonly refused: number
    readonly text: string
  }[]
  readonly weighers: readonly { readonly weigher: string; readonly text: string }[]
  readonly constants: readonly {
    readonly name: string
    readonly value: number
    readonly usual: number
    readonly text: string
  }[]
}

/** What a changed constant would have done with the same bunches. */
export interface WhatIf {
  readonly constant: string
  readonly value: number
  readonly bunches: number
  /** Bunches that would go elsewhere; that would find no place, though they have one as things stand; that would find one, though they have none. */
  readonly moved: number
  readonly unplaced: number
  readonly placed: number
  readonly byQueue: readonly { readonly queue: string; readonly before: number; readonly after: number }[]
  /** Which bunches they are, in words; undefined: those of which the policy's counts are. */
  readonly basis?: string
}
