/** A global share: what it may use, and what it does. */
export interface ShareInList {
  readonly share: string
  /** Level in the tree of shares, from 0. */
  readonly depth: number
  /** Parts of the whole, 0 to 1; null: it has no target. */
  readonly target: number | null
  readonly used: number
  readonly running: number
  readonly waiting: number
}

export interface UserInList {
  readonly user: string
  readonly tasks: number
  readonly waiting: number
  readonly running: number
  /** Attempts that ended within the last 24 hours. */
  readonly finished: number
  readonly failed: number
}
