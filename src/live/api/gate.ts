import type { FastifyRequest } from 'fastify'
import type { BanBook } from '../auth/ban-book.js'
import type { Caller } from '../auth/caller.js'
import { Refused } from '../auth/certificates.js'
import type { Recognised, Recogniser } from '../auth/recognisers.js'
import type { Role } from '../auth/role.js'
import type { ApiLimits } from './api-limits.js'
import { Problem } from './problem.js'
import { hasRole } from './rights.js'
import { TokenBucket } from './token-bucket.js'

/** Who calls without saying who they are. */
export const stranger: Caller = { number: 0, user: '', roles: [] }
/** Addresses, and people, whose calls are counted. */
const MOST_COUNTED = 10_000

/** What of a route decides on who may come in. */
export interface Entrance {
  readonly may: readonly Role[] | 'anyone'
  /** Whether it is one of PanDA's methods, which look at roles by themselves: their refusals have forms of their own. */
  readonly isPanda: boolean
  /** Whether it is a file that jobs and their pilots fetch. */
  readonly isFile?: boolean
}

/** Sees who calls, whether they may, and that they do not call too often; before any of a body is read. */
export class Gate {
  private readonly people = new Map<number | string, TokenBucket>()
  private readonly pilots = new Map<number | string, TokenBucket>()
  private readonly strangers = new Map<string, TokenBucket>()
  private readonly fetchers = new Map<string, TokenBucket>()

  constructor(
    private readonly recogniser: Recogniser,
    private readonly bans: BanBook,
    private readonly limits: ApiLimits,
  ) {}

  /**
   * At once, unless somebody else must be asked about the caller first.
   * @param entrance undefined: there is no such route
   * @throws Problem 401, 403 or 429, also as a rejection
   */
  admit(request: FastifyRequest, entrance: Entrance | undefined): Caller | Promise<Caller> {
    const found = this.recogniser(request, entrance?.isPanda ?? false)
    return found instanceof Promise
      ? found.then((later) => this.judge(later, request, entrance))
      : this.judge(found, request, entrance)
  }

  private judge(found: Recognised, { headers, ip, method }: FastifyRequest, entrance: Entrance | undefined): Caller {
    const caller = found instanceof Refused ? undefined : found
    this.slowDown(caller, entrance, ip)
    if (caller !== undefined && this.isBanned(caller)) throw new Problem(403, 'you are banned from this server')
    if (entrance?.isPanda) {
      if (found instanceof Refused) throw new Problem(403, found.reason)
      return caller ?? stranger
    }
    if (entrance === undefined || entrance.may === 'anyone') return caller ?? stranger
    if (caller === undefined) throw new Problem(401, refusalOf(found, headers.authorization))
    if (!hasRole(caller, entrance.may)) throw new Problem(403, `this takes ${rolesInWords(entrance.may)}`)
    // Jobs carry limited proxies: they must submit no others, and make themselves no tokens.
    if (caller.identity?.isLimitedProxy && method !== 'GET') throw new Problem(403, 'limited proxies may read alone')
    return caller
  }

  private isBanned({ user, identity }: Caller): boolean {
    return [user, identity?.subject, identity?.account].some((name) => name !== undefined && this.bans.has(name))
  }

  private slowDown(caller: Caller | undefined, entrance: Entrance | undefined, ip: string): void {
    const now = performance.now()
    const wait = this.bucketFor(caller, entrance, ip, now).take(now)
    if (wait > 0)
      throw new Problem(429, 'too many requests; the header Retry-After says when to go on', Math.ceil(wait))
  }

  private bucketFor(caller: Caller | undefined, entrance: Entrance | undefined, ip: string, now: number): TokenBucket {
    const { limits } = this
    if (entrance?.isFile)
      return bucketOf(this.fetchers, ip, limits.fileRequestsPerSecond, limits.fileRequestsAtOnce, now)
    if (caller === undefined)
      return bucketOf(this.strangers, ip, limits.strangerRequestsPerSecond, limits.strangerRequestsAtOnce, now)
    if (isForPilots(entrance, caller))
      return bucketOf(this.pilots, keyOf(caller), limits.pilotRequestsPerSecond, limits.pilotRequestsAtOnce, now)
    return bucketOf(this.people, keyOf(caller), limits.requestsPerSecond, limits.requestsAtOnce, now)
  }
}

/** Whoever has no token of ours is counted by name. */
function keyOf({ number, user }: Caller): number | string {
  return number > 0 ? number : user
}

/** Routes of pilots alone, and what pilots call of PanDA's methods. */
function isForPilots(entrance: Entrance | undefined, { roles }: Caller): boolean {
  if (entrance === undefined || entrance.may === 'anyone' || !entrance.may.includes('pilot')) return false
  return entrance.may.length === 1 || (entrance.isPanda && roles.includes('pilot'))
}

function bucketOf<Key>(
  buckets: Map<Key, TokenBucket>,
  key: Key,
  perSecond: number,
  atOnce: number,
  now: number,
): TokenBucket {
  let bucket = buckets.get(key)
  if (bucket !== undefined) return bucket
  if (buckets.size >= MOST_COUNTED) buckets.clear()
  buckets.set(key, (bucket = new TokenBucket(perSecond, atOnce, now)))
  return bucket
}

function refusalOf(found: Recognised, authorization: string | undefined): string {
  if (found instanceof Refused) return found.reason
  if (authorization === undefined) return 'there is no token; send the header Authorization: Bearer ailuro_…'
  return 'the token is not known, was revoked or has expired'
}

function rolesInWords(may: readonly Role[]): string {
  return `the role ${[...may, 'admin'].join(' or ')}`
}
