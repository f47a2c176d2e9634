import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { BadInput } from '../../model/bad-input.js'
import type { Caller, Identity } from './caller.js'
import { isLoopback } from './listening-place.js'
import { Refused } from './certificates.js'
import { type RoleRules, standingOf } from './role-rules.js'

/** An issuer whose tokens count. */
export interface Issuer {
  /** As its tokens have it in `iss`. */
  readonly url: string
  /** Who its tokens must be meant for; empty: that is not looked at. */
  readonly audiences: readonly string[]
  /** Virtual organisation of its people; empty: each token says which. */
  readonly vo: string
  /** As whom clients of PanDA have people sign in with it; undefined: they are not told. */
  readonly client?: SignInClient | undefined
}

/** A client that is registered with an issuer. */
export interface SignInClient {
  readonly id: string
  /** Every client is told it, so it is none that must be kept; empty: the issuer asks for none. */
  readonly secret: string
  /** Who the tokens are to be meant for. */
  readonly audience: string
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']
/** The last moment that can be written, in milliseconds since 1970. */
const LAST_TIME = 8.64e15
const MOST_TOKENS = 10_000
const LONGEST_TOKEN = 16_384
const CLOCK_SECONDS = 30
/** For how long keys of an issuer are used before they are fetched anew, and what they have verified is remembered. */
const KEYS_MILLISECONDS = 600_000

/** Where an issuer says where its parts are. */
export function discoveryOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

/** Recognises callers by tokens that issuers have signed (panda-protocol.md §1.5). */
export class OidcTokens {
  private readonly keys = new Map<string, Promise<JWTVerifyGetKey>>()
  private readonly known = new Map<string, { readonly caller: Caller; readonly until: number }>()

  /**
   * @param fetched gets a document of an issuer, by its URL
   * @throws BadInput when an issuer's keys would cross a network that anybody may write into
   */
  constructor(
    private readonly issuers: readonly Issuer[],
    private readonly rules: RoleRules,
    private readonly nowMilliseconds: () => number = Date.now,
    private readonly fetched: (url: string) => Promise<unknown> = fetchJson,
  ) {
    const open = issuers.find(({ url }) => !isSafe(url))
    if (open !== undefined)
      throw new BadInput(`issuer ${open.url}`, 'whoever is between could change its keys', 'an address with https')
  }

  /**
   * Whose token it is. Tokens that were seen before are answered at once.
   * @param origin of the request: `vo`, `vo.role` or `vo:role`
   */
  callerOf(token: string, origin: string | undefined): Caller | Promise<Caller | Refused> {
    // A browser's origin is an address, and means none of this.
    const meant = origin?.includes('://') ? undefined : origin
    const key = createHash('sha256')
      .update(`${meant ?? ''} ${token}`)
      .digest('base64')
    const known = this.known.get(key)
    if (known !== undefined && this.nowMilliseconds() < known.until) return known.caller
    this.known.delete(key)
    return this.recognised(token, meant).then((found) => {
      if (!(found instanceof Refused)) this.remember(key, found)
      return found
    })
  }

  private remember(key: string, caller: Caller): void {
    if (this.known.size >= MOST_TOKENS) this.known.clear()
    const until = Math.min(caller.identity!.expiresAtMilliseconds, this.nowMilliseconds() + KEYS_MILLISECONDS)
    this.known.set(key, { caller, until })
  }

  private async recognised(token: string, origin: string | undefined): Promise<Caller | Refused> {
    if (token.length > LONGEST_TOKEN) return new Refused('the token is too long')
    try {
      const issuer = this.issuers.find(({ url }) => url === decodeJwt(token).iss)
      if (issuer === undefined) return new Refused('the token is of no issuer that is trusted')
      const { url, audiences } = issuer
      const { payload } = await jwtVerify(token, await this.keysOf(url), {
        issuer: url,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SECONDS,
        currentDate: new Date(this.nowMilliseconds()),
        requiredClaims: ['exp'],
        ...(audiences.length > 0 && { audience: [...audiences] }),
      })
      return this.admitted(payload, issuer, origin)
    } catch (error) {
      return new Refused(`the token does not count: ${wordsOf(error)}`)
    }
  }

  private admitted(claims: JWTPayload, issuer: Issuer, meant: string | undefined): Caller | Refused {
    const told = typeof claims['vo'] === 'string' ? claims['vo'] : ''
    const vo = issuer.vo === '' ? told : issuer.vo
    if (told !== '' && told !== vo) return new Refused(`the token is of ${told}, and its issuer speaks for ${vo} alone`)
    const groups = groupsOf(claims, vo)
    const [meantVo, role] = (meant ?? '').split(/[.:]/, 2)
    if (meant !== undefined && meantVo !== vo) return new Refused(`the token is not of ${meantVo}`)
    if (role !== undefined && !groups.includes(`/${vo}/Role=${role}`))
      return new Refused(`the token does not tell that its owner is in ${vo}/${role}`)
    const identity: Identity = {
      how: 'oidc',
      subject: subjectOf(claims),
      account: `${issuer.url}#${claims.sub ?? ''}`,
      vo,
      groups,
      isLimitedProxy: false,
      expiresAtMilliseconds: Math.min((claims.exp ?? 0) * 1000, LAST_TIME),
    }
    const { user, roles } = standingOf(identity, this.rules)
    if (roles.length === 0)
      return new Refused(`${identity.subject} belongs to no virtual organisation that may come in`)
    return { number: 0, user, roles, identity }
  }

  /** Keys of an issuer: where its discovery document says. When that cannot be read, the next token tries again. */
  private keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    let keys = this.keys.get(issuer)
    if (keys === undefined) {
      keys = this.discovered(issuer)
      this.keys.set(issuer, keys)
      keys.catch(() => this.keys.delete(issuer))
    }
    return keys
  }

  private async discovered(issuer: string): Promise<JWTVerifyGetKey> {
    const place = discoveryOf(issuer)
    const { jwks_uri: keys, issuer: own } = (await this.fetched(place)) as { jwks_uri?: unknown; issuer?: unknown }
    const isItsOwn = own === issuer && typeof keys === 'string' && isSafe(keys)
    if (!isItsOwn) throw new Error(`${place} is not the document of ${issuer}`)
    return createRemoteJWKSet(new URL(keys), { cacheMaxAge: KEYS_MILLISECONDS, cooldownDuration: 1_000 })
  }
}

/** A name as PanDA makes it of claims: the name with capitals, and the nickname; else the subject. */
function subjectOf(claims: JWTPayload): string {
  const name = claims['name']
  const nickname = claims['preferred_username']
  if (typeof name !== 'string' || name === '') return `/CN=${plain(claims.sub ?? 'nobody')}`
  const capitals = plain(name).replace(/(^|\s)\p{L}/gu, (first) => first.toUpperCase())
  return `/CN=${capitals}${typeof nickname === 'string' ? `/CN=nickname:${plain(nickname)}` : ''}`
}

/** Groups as VOMS writes them; roles are a scope, or a group right under the organisation. */
function groupsOf(claims: JWTPayload, vo: string): string[] {
  const listed = claims['groups'] ?? claims['wlcg.groups']
  const groups = (Array.isArray(listed) ? listed : []).filter((group): group is string => typeof group === 'string')
  const scopes = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : []
  const places = groups.map((group) => group.replace(/^\//, '').split('/'))
  const roles = [
    ...scopes.filter((scope) => scope.startsWith('role:')).map((scope) => scope.slice(5)),
    ...places.filter(([first, , ...more]) => first === vo && more.length === 0).map(([, role]) => role ?? ''),
  ]
  return [...groups, ...roles.filter((role) => /^[\w-]+$/.test(role)).map((role) => `/${vo}/Role=${role}`)]
}

/** Keys come with TLS, or from this machine. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
}

/** Slashes would make parts of a name. */
function plain(words: string): string {
  return words.replace(/[/\p{C}]/gu, '_').slice(0, 200)
}

function wordsOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JOSEError) return error.message
  return (error as Error).message
}

async function fetchJson(url: string): Promise<unknown> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000), redirect: 'error' })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return answer.json()
}
