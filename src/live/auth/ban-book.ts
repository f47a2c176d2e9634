import type { KeptRow, RowChange } from '../store/commit.js'

/** Somebody who is turned away. */
export interface Ban {
  readonly user: string
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Who is turned away, whatever they show: by the name that their work counts for, or by a whole distinguished name or an account. */
export class BanBook {
  private readonly bans = new Map<string, Ban & { readonly key: number }>()

  /**
   * @param save makes a change last; a ban counts at once, its end once it is kept
   * @param rows of kind `ban`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    private readonly nowMilliseconds: () => number = Date.now,
    rows: readonly KeptRow[] = [],
  ) {
    for (const { key, body } of rows) {
      const ban = JSON.parse(body) as Ban
      this.bans.set(ban.user, { ...ban, key })
    }
  }

  has(user: string): boolean {
    return this.bans.has(user)
  }

  list(): Ban[] {
    return [...this.bans.values()].map(({ user, reason, since }) => ({ user, reason, since }))
  }

  async ban(user: string, reason: string): Promise<void> {
    const key = this.bans.get(user)?.key ?? 1 + Math.max(0, ...[...this.bans.values()].map((one) => one.key))
    const ban = { user, reason, since: this.nowMilliseconds() }
    this.bans.set(user, { ...ban, key })
    await this.save([{ kind: 'ban', key, body: JSON.stringify(ban) }])
  }

  /** @returns whether there was one */
  async lift(user: string): Promise<boolean> {
    const ban = this.bans.get(user)
    if (ban === undefined) return false
    await this.save([{ kind: 'ban', key: ban.key, body: undefined }])
    // Somebody may have banned them again meanwhile.
    if (this.bans.get(user) === ban) this.bans.delete(user)
    return true
  }
}
