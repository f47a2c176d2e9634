import type { KeptRow, RowChange } from '../store/commit.js'
import { KeptTable } from './kept-table.js'

interface Owned {
  readonly user: string
  readonly secrets: Readonly<Record<string, string>>
}

/** Secrets that users leave for their jobs, by name; each user has their own. They are never written into a log. */
export class SecretBook {
  private readonly owned: KeptTable<Owned>

  /**
   * @param save makes changes last
   * @param rows of kind `secret`
   */
  constructor(
    private readonly save: (rows: readonly RowChange[]) => Promise<void>,
    rows: readonly KeptRow[] = [],
  ) {
    this.owned = new KeptTable<Owned>('secret', ({ user }) => user, rows)
  }

  of(user: string): Readonly<Record<string, string>> {
    return this.owned.get(user)?.secrets ?? {}
  }

  /** @param value undefined: the secret is forgotten; the name undefined: all of them are */
  async set(user: string, name: string | undefined, value: string | undefined): Promise<void> {
    const { [name ?? '']: _, ...rest } = this.of(user)
    const secrets = name === undefined ? {} : value === undefined ? rest : { ...rest, [name]: value }
    const isGone = Object.keys(secrets).length === 0
    const row = isGone ? this.owned.drop(user) : this.owned.put({ user, secrets })
    if (row !== undefined) await this.save([row])
  }
}
