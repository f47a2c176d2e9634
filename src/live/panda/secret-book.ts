import type { KeptRow, RowChange } from '../store/commit.js'

interface Owned {
  readonly user: string
  readonly secrets: Readonly<Record<string, string>>
}

/** Secrets that users leave for their jobs, by name; each user has their own. They are never written into a log. */
export class SecretBook {
  private readonly byUser = new Map<
    string,
    { readonly key: number; readonly secrets: Readonly<Record<string, string>> }
  >()

  /**
   * @param save makes changes last
   * @param rows of kind `secret`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    rows: readonly KeptRow[] = [],
  ) {
    for (const { key, body } of rows) {
      const { user, secrets } = JSON.parse(body) as Owned
      this.byUser.set(user, { key, secrets })
    }
  }

  of(user: string): Readonly<Record<string, string>> {
    return this.byUser.get(user)?.secrets ?? {}
  }

  /** @param value undefined: the secret is forgotten; the name undefined: all of them are */
  async set(user: string, name: string | undefined, value: string | undefined): Promise<void> {
    const key = this.byUser.get(user)?.key ?? 1 + Math.max(0, ...[...this.byUser.values()].map((one) => one.key))
    const { [name ?? '']: _, ...rest } = this.of(user)
    const secrets = name === undefined ? {} : value === undefined ? rest : { ...rest, [name]: value }
    const isGone = Object.keys(secrets).length === 0
    if (isGone) this.byUser.delete(user)
    else this.byUser.set(user, { key, secrets })
    await this.save([{ kind: 'secret', key, body: isGone ? undefined : JSON.stringify({ user, secrets }) }])
  }
}
