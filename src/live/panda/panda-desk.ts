import type { Desk } from '../api/desk.js'
import type { Issuer } from '../auth/oidc-tokens.js'
import type { PandaBooks } from './books.js'
import type { JobCounts } from './job-counts.js'

/** What PanDA's methods work with. */
export interface PandaDesk extends Desk {
  /** What of PanDA's world is set up here. */
  readonly panda: PandaSettings
  readonly books: PandaBooks
  readonly jobCounts: JobCounts
}

export interface PandaSettings {
  /** Queue data (schedconfig, CRIC) by the queue's name, as it was imported; queues without any are described from the grid. */
  readonly queueData: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Folder of the sandboxes that users upload. */
  readonly sandboxFolder: string
  /** Whose tokens count, where people may be told how to sign in. */
  readonly issuers: readonly Issuer[]
  /** A word that no other has: what tells the names of tasks apart that are made of single jobs. */
  freshWord(): string
}
