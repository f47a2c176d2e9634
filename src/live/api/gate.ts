import type { FastifyRequest } from 'fastify'
import type { Caller, TokenBook } from '../auth/token-book.js'
import type { ApiLimits } from './api-limits.js'
import { Problem } from './problem.js'
import { hasRole } from './rights.js'
import type { Route } from './route.js'
import { TokenBucket } from './token-bucket.js'

/** Who calls without a token. */
export const stranger: Caller = { number: 0, user: '', roles: [] }
/** Addresses whose strangers are remembered. */
const MOST_ADDRESSES = 10_000

/** Sees who calls, whether they may, and that they do not call too often; before any of a body is read. */
export class Gate {
  private readonly people = new Map<number, TokenBucket>()
  private readonly pilots = new Map<number, TokenBucket>()
  private readonly strangers = new Map<string, TokenBucket>()

  constructor(
    private readonly tokens: TokenBook,
    private readonly limits: ApiLimits,
  ) {}

  /** @throws Problem 401, 403 or 429 */
  admit({ headers, ip }: FastifyRequest, route: Pick<Route, 'may'> | undefined): Caller {
    const { authorization } = headers
    const caller = authorization === undefined ? undefined : this.callerOf(authorization)
    this.slowDown(caller, route, ip)
    if (route === undefined || route.may === 'anyone') return caller ?? stranger
    if (caller === undefined) throw new Problem(401, refusalOf(authorization))
    if (!hasRole(caller, route.may)) throw new Problem(403, `this takes ${rolesInWords(route.may)}`)
    return caller
  }

  private callerOf(authorization: string): Caller | undefined {
    // Written as RFC 6750 has it: the scheme in any case, one token.
    return /^bearer /i.test(authorization) ? this.tokens.whose(authorization.slice(7).trim()) : undefined
  }

  private slowDown(caller: Caller | undefined, route: Pick<Route, 'may'> | undefined, ip: string): void {
    const { limits } = this
    const now = performance.now()
    let wait: number
    if (caller === undefined) {
      if (this.strangers.size > MOST_ADDRESSES) this.strangers.clear()
      wait = bucketOf(this.strangers, ip, limits.strangerRequestsPerSecond, limits.strangerRequestsAtOnce, now).take(
        now,
      )
    } else if (route !== undefined && route.may !== 'anyone' && route.may.length === 1 && route.may[0] === 'pilot') {
      const { pilotRequestsPerSecond, pilotRequestsAtOnce } = limits
      wait = bucketOf(this.pilots, caller.number, pilotRequestsPerSecond, pilotRequestsAtOnce, now).take(now)
    } else wait = bucketOf(this.people, caller.number, limits.requestsPerSecond, limits.requestsAtOnce, now).take(now)
    if (wait > 0)
      throw new Problem(429, 'too many requests; the header Retry-After says when to go on', Math.ceil(wait))
  }
}

function bucketOf<Key>(
  buckets: Map<Key, TokenBucket>,
  key: Key,
  perSecond: number,
  atOnce: number,
  now: number,
): TokenBucket {
  let bucket = buckets.get(key)
  if (bucket === undefined) buckets.set(key, (bucket = new TokenBucket(perSecond, atOnce, now)))
  return bucket
}

function refusalOf(authorization: string | undefined): string {
  if (authorization === undefined) return 'there is no token; send the header Authorization: Bearer ailuro_…'
  return 'the token is not known, was revoked or has expired'
}

function rolesInWords(may: Exclude<Route['may'], 'anyone'>): string {
  return `the role ${[...may, 'admin'].join(' or ')}`
}
