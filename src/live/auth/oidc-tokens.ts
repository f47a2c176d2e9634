import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose'
import type { Caller, Identity } from './caller.js'
import { Refused } from './certificates.js'
import { type RoleRules, standingOf } from './role-rules.js'

/** An issuer whose tokens count. */
export interface Issuer {
  /** As its tokens have it in `iss`. */
  readonly url: string
  /** Who its tokens must be meant for; empty: that is not looked at. */
  readonly audiences: readonly string[]
  /** Virtual organisation of its people, where tokens do not say; and what an `Origin` may name. */
  readonly vo: string
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']
const MOST_TOKENS = 10_000
const LONGEST_TOKEN = 16_384
const CLOCK_SECONDS = 30
/** For how long keys of an issuer are used before they are fetched anew. */
const KEYS_MILLISECONDS = 600_000

/** Recognises callers by tokens that issuers have signed (panda-protocol.md §1.5). */
export class OidcTokens {
  private readonly keys = new Map<string, Promise<JWTVerifyGetKey>>()
  private readonly known = new Map<string, Caller>()

  /** @param fetched gets a document of an issuer, by its URL */
  constructor(
    private readonly issuers: readonly Issuer[],
    private readonly rules: RoleRules,
    private readonly nowMilliseconds: () => number = Date.now,
    private readonly fetched: (url: string) => Promise<unknown> = fetchJson,
  ) {}

  /**
   * Whose token it is. Tokens that were seen before are answered at once.
   * @param origin of the request: `vo`, `vo.role` or `vo:role`
   */
  callerOf(token: string, origin: string | undefined): Caller | Promise<Caller | Refused> {
    const key = createHash('sha256')
      .update(`${origin ?? ''} ${token}`)
      .digest('base64')
    const known = this.known.get(key)
    if (known !== undefined) {
      if ((known.identity?.expiresAtMilliseconds ?? 0) > this.nowMilliseconds()) return known
      this.known.delete(key)
    }
    return this.recognised(token, origin).then((found) => {
      if (found instanceof Refused) return found
      if (this.known.size >= MOST_TOKENS) this.known.clear()
      this.known.set(key, found)
      return found
    })
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

  private admitted(claims: JWTPayload, { vo: usualVo }: Issuer, origin: string | undefined): Caller | Refused {
    const vo = typeof claims['vo'] === 'string' ? claims['vo'] : usualVo
    const groups = groupsOf(claims, vo)
    const [originVo, role] = (origin ?? '').split(/[.:]/, 2)
    // A browser's origin is an address, and means none of this.
    const isMeant = origin !== undefined && !origin.includes('://')
    if (isMeant && originVo !== vo) return new Refused(`the token is not of ${originVo}`)
    if (isMeant && role !== undefined && !groups.includes(`/${vo}/Role=${role}`))
      return new Refused(`the token does not tell that its owner is in ${vo}/${role}`)
    const identity: Identity = {
      how: 'oidc',
      subject: subjectOf(claims),
      vo,
      groups,
      isLimitedProxy: false,
      expiresAtMilliseconds: (claims.exp ?? 0) * 1000,
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
    const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const { jwks_uri: keys, issuer: own } = (await this.fetched(place)) as { jwks_uri?: unknown; issuer?: unknown }
    if (own !== issuer || typeof keys !== 'string') throw new Error(`${place} is not the document of ${issuer}`)
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

/** Groups as VOMS writes them, and roles that are a scope or a group's last part. */
function groupsOf(claims: JWTPayload, vo: string): string[] {
  const listed = claims['groups'] ?? claims['wlcg.groups']
  const groups = (Array.isArray(listed) ? listed : []).filter((group): group is string => typeof group === 'string')
  const scopes = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : []
  const roles = [
    ...scopes.filter((scope) => scope.startsWith('role:')).map((scope) => scope.slice(5)),
    ...groups
      .filter((group) => group.startsWith(`/${vo}/`) || group.startsWith(`${vo}/`))
      .map((group) => group.split('/').at(-1)!),
  ]
  return [...groups, ...roles.map((role) => `/${vo}/Role=${role}`)]
}

/** Slashes would make parts of a name. */
function plain(words: string): string {
  return words.replace(/[/\p{Cc}]/gu, '_').slice(0, 200)
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
