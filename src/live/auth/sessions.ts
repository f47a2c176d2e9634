import { createHash, randomBytes } from 'node:crypto'
import type { Caller } from './caller.js'
import type { TokenBook } from './token-book.js'

/** How long a session and a ticket are good. */
export const SESSION_SECONDS = 12 * 3_600
export const TICKET_SECONDS = 60
/** Above so many, the oldest end. */
const MOST = 10_000

interface Entry {
  readonly caller: Caller
  readonly untilMilliseconds: number
}

/**
 * Who is signed in with a browser, and the tickets that let somebody sign in. In memory alone: a restart ends them. A session is worth
 * what its token is worth now: it ends when that is revoked or expires.
 */
export class Sessions {
  private readonly sessions = new Map<string, Entry>()
  private readonly tickets = new Map<string, Entry>()

  /** @param nowMilliseconds time since 1970 */
  constructor(
    private readonly tokens: Pick<TokenBook, 'token'>,
    private readonly nowMilliseconds: () => number = Date.now,
  ) {}

  /** Begins a session. @returns its secret */
  open(caller: Caller): string {
    return this.enter(this.sessions, caller, SESSION_SECONDS)
  }

  /** Whose session it is; undefined: nobody's, or it is over. */
  callerOf(secret: string): Caller | undefined {
    const entry = this.sessions.get(keyOf(secret))
    return entry && this.valid(entry)
  }

  close(secret: string): void {
    this.sessions.delete(keyOf(secret))
  }

  /** A word that is good once, for a short time, to sign in as this caller. */
  ticketFor(caller: Caller): string {
    return this.enter(this.tickets, caller, TICKET_SECONDS)
  }

  /** Whoever the ticket is for; undefined: it was used, is too old, or never was. */
  redeem(ticket: string): Caller | undefined {
    const key = keyOf(ticket)
    const entry = this.tickets.get(key)
    this.tickets.delete(key)
    return entry && this.valid(entry)
  }

  private enter(into: Map<string, Entry>, { number, user, roles, identity }: Caller, seconds: number): string {
    const secret = randomBytes(32).toString('base64url')
    const now = this.nowMilliseconds()
    const untilMilliseconds = Math.min(now + seconds * 1_000, identity?.expiresAtMilliseconds ?? Infinity)
    // All last equally long, so that those that are over come first.
    for (const [key, entry] of into) {
      if (into.size < MOST && entry.untilMilliseconds > now) break
      into.delete(key)
    }
    into.set(keyOf(secret), { caller: { number, user, roles, identity }, untilMilliseconds })
    return secret
  }

  private valid({ caller, untilMilliseconds }: Entry): Caller | undefined {
    if (untilMilliseconds <= this.nowMilliseconds()) return undefined
    return caller.number > 0 ? this.tokens.token(caller.number) : caller
  }
}

/** Secrets themselves are not kept. */
function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
