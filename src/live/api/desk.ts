import type { Seconds } from '../../model/units.js'
import type { BanBook } from '../auth/ban-book.js'
import type { Sessions } from '../auth/sessions.js'
import type { TokenBook } from '../auth/token-book.js'
import type { HostDoor } from '../door.js'
import type { ApiLimits } from './api-limits.js'
import type { ApiMetrics } from './api-metrics.js'
import type { JobLogs } from './job-logs.js'

/** What the handlers of the routes work with. */
export interface Desk {
  readonly door: HostDoor
  readonly tokens: TokenBook
  /** Browsers that are signed in. */
  readonly sessions: Sessions
  readonly bans: BanBook
  readonly logs: JobLogs
  readonly limits: ApiLimits
  readonly metrics: ApiMetrics
  /** Why no new work is taken; undefined: it is. */
  isReadOnly(): string | undefined
  /** Why the server is not ready; undefined: it is. */
  notReady(): string | undefined
  /** Has the server restart decently, some time after this. */
  restart(): void
  /** The documents about the API itself. */
  readonly documents: { readonly openApi: string; readonly page: string }
  /** Ends when the server closes. */
  readonly closing: AbortSignal
}

/** Time of the core as ISO-8601 UTC; null for what never was. */
export function isoTime({ door }: Pick<Desk, 'door'>, at: Seconds | null): string | null {
  if (at === null || !Number.isFinite(at)) return null
  const milliseconds = door.bornMilliseconds + Math.round(at * 1000)
  return Math.abs(milliseconds) > 8.64e15 ? null : new Date(milliseconds).toISOString()
}
